//! The postal address of a letter (NF Z 10-011 as La Poste presents it): six lines of thirty-eight characters, the
//! lines from the street on in unaccented capitals. What does not fit is an error, never cut.

/// Most characters on a line, spaces counted.
const LINE: usize = 38;
/// Most lines, the country of a foreign address not counted.
const LINES: usize = 6;

/// Where a letter goes.
#[derive(Debug, Clone, Copy)]
pub struct Addressee<'a> {
    /// Who: the first line, and the second when the name is long.
    pub name: &'a str,
    /// One to three lines, as the person gave them.
    pub lines: &'a [String],
    /// Postal code.
    pub postal_code: &'a str,
    /// Town.
    pub city: &'a str,
    /// Country in French, for an address outside France only.
    pub country: Option<&'a str>,
}

/// Why an address cannot be printed for the window of an envelope.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// A line holds more than thirty-eight characters.
    #[error("ligne d'adresse de plus de {LINE} caractères : « {0} »")]
    LineTooLong(String),
    /// More than six lines.
    #[error("adresse de plus de {LINES} lignes")]
    TooManyLines,
    /// A character of another script.
    #[error("caractère « {0} » impossible à écrire en capitales latines")]
    Character(char),
}

impl AddressError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            AddressError::LineTooLong(_) => "address.line_too_long",
            AddressError::TooManyLines => "address.too_many_lines",
            AddressError::Character(_) => "address.character",
        }
    }
}

impl Addressee<'_> {
    /// The lines of the window, top to bottom.
    ///
    /// # Errors
    /// When a line is too long, there are too many, or a character has no capital to print.
    pub fn window(&self) -> Result<Vec<String>, AddressError> {
        let given: Vec<&str> = self.lines.iter().map(|l| l.trim()).filter(|l| !l.is_empty()).collect();
        let street = street(&given);
        let mut out = name_lines(self.name)?;
        for (i, line) in given.iter().enumerate() {
            out.push(if i < street { complement(line)? } else { capitals(line)? });
        }
        out.push(capitals(&format!("{} {}", self.postal_code, self.city))?);
        if out.len() > LINES {
            return Err(AddressError::TooManyLines);
        }
        if let Some(country) = self.country {
            out.push(capitals(country)?);
        }
        Ok(out)
    }
}

/// The whole address in one sentence: « 24 avenue de la Libération, 63000 Clermont-Ferrand ».
#[must_use]
pub fn one_line(lines: &[String], postal_code: &str, city: &str, country: Option<&str>) -> String {
    let mut parts: Vec<String> = lines.iter().map(|l| super::french::user(l)).collect();
    parts.push(format!("{postal_code}{}{}", super::french::NBSP, super::french::user(city)));
    parts.extend(country.map(str::to_owned));
    parts.join(", ")
}

/// Which line is the street (line 4 of the norm): the first that begins with a number, else the last.
fn street(lines: &[&str]) -> usize {
    let numbered = lines.iter().position(|l| l.starts_with(|c: char| c.is_ascii_digit()));
    numbered.unwrap_or(lines.len().saturating_sub(1))
}

/// A name on one line, or on two parted at a space.
fn name_lines(name: &str) -> Result<Vec<String>, AddressError> {
    let name = super::french::user(name);
    if name.chars().count() <= LINE {
        return Ok(vec![name]);
    }
    let cut = name
        .char_indices()
        .enumerate()
        .filter(|(n, (_, c))| *n <= LINE && *c == ' ')
        .map(|(_, (byte, _))| byte)
        .last();
    match cut.map(|byte| name.split_at(byte)) {
        Some((first, rest)) if rest.trim().chars().count() <= LINE => {
            Ok(vec![first.to_owned(), rest.trim().to_owned()])
        }
        _ => Err(AddressError::LineTooLong(name)),
    }
}

fn complement(line: &str) -> Result<String, AddressError> {
    let line = super::french::user(line);
    if line.chars().count() > LINE { Err(AddressError::LineTooLong(line)) } else { Ok(line) }
}

/// Unaccented capitals without punctuation; apostrophes give way to spaces only when the line is too long with them.
fn capitals(line: &str) -> Result<String, AddressError> {
    let mut out = String::with_capacity(line.len());
    for c in line.chars() {
        match plain(c) {
            Some(letters) => out.push_str(letters),
            None if c.is_ascii_alphanumeric() => out.push(c.to_ascii_uppercase()),
            None if c == '-' => out.push('-'),
            None if c == '\'' || c == '\u{2019}' => out.push('\''),
            None if c.is_alphabetic() => return Err(AddressError::Character(c)),
            None => out.push(' '),
        }
    }
    let single = out.split_whitespace().collect::<Vec<_>>().join(" ");
    if single.chars().count() <= LINE { Ok(single) } else { Err(AddressError::LineTooLong(single)) }
}

/// The capital letters of an accented Latin letter.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'à'..='å' | 'À'..='Å' | 'ā' | 'Ā' | 'ă' | 'Ă' | 'ą' | 'Ą' => "A",
        'æ' | 'Æ' => "AE",
        'ç' | 'Ç' | 'ć' | 'Ć' | 'č' | 'Č' => "C",
        'ď' | 'Ď' | 'đ' | 'Đ' | 'ð' | 'Ð' => "D",
        'è'..='ë' | 'È'..='Ë' | 'ē' | 'Ē' | 'ė' | 'Ė' | 'ę' | 'Ę' | 'ě' | 'Ě' => "E",
        'ğ' | 'Ğ' => "G",
        'ì'..='ï' | 'Ì'..='Ï' | 'ī' | 'Ī' | 'İ' | 'ı' => "I",
        'ł' | 'Ł' | 'ľ' | 'Ľ' => "L",
        'ñ' | 'Ñ' | 'ń' | 'Ń' | 'ň' | 'Ň' => "N",
        'ò'..='ö' | 'ø' | 'Ò'..='Ö' | 'Ø' | 'ő' | 'Ő' => "O",
        'œ' | 'Œ' => "OE",
        'ř' | 'Ř' => "R",
        'ś' | 'Ś' | 'š' | 'Š' | 'ş' | 'Ş' | 'ș' | 'Ș' => "S",
        'ß' => "SS",
        'ť' | 'Ť' | 'ţ' | 'Ţ' | 'ț' | 'Ț' => "T",
        'þ' | 'Þ' => "TH",
        'ù'..='ü' | 'Ù'..='Ü' | 'ū' | 'Ū' | 'ů' | 'Ů' | 'ű' | 'Ű' => "U",
        'ý' | 'ÿ' | 'Ý' | 'Ÿ' => "Y",
        'ź' | 'Ź' | 'ż' | 'Ż' | 'ž' | 'Ž' => "Z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(
        name: &str,
        lines: &[&str],
        code: &str,
        city: &str,
        country: Option<&str>,
    ) -> Result<Vec<String>, AddressError> {
        let lines: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
        Addressee { name, lines: &lines, postal_code: code, city, country }.window()
    }

    #[test]
    fn the_street_and_the_town_are_in_plain_capitals() {
        let got = window(
            "SARL Hôtel",
            &["Bâtiment C, 2e étage", "6, rue de l'Église", "BP 12"],
            "03200",
            "Vichy",
            None,
        )
        .unwrap();
        assert_eq!(got, ["SARL Hôtel", "Bâtiment C, 2e étage", "6 RUE DE L'EGLISE", "BP 12", "03200 VICHY"]);
        let abroad = window("Ets Œuf", &["Le Bourg"], "1000", "Bruxelles", Some("Belgique")).unwrap();
        assert_eq!(abroad.last().unwrap(), "BELGIQUE");
        assert_eq!(window("X", &["1 rue d’Œting"], "57000", "Metz", None).unwrap()[1], "1 RUE D'OETING");
    }

    #[test]
    fn what_does_not_fit_is_refused_not_cut() {
        let long = window("X", &["112 boulevard du Général de Gaulle prolongé"], "75001", "Paris", None)
            .unwrap_err();
        assert_eq!(long.code(), "address.line_too_long");
        let many = window(
            "Syndicat des copropriétaires de la résidence du Lac",
            &["Hall A", "1 rue A", "BP 1"],
            "1",
            "B",
            None,
        );
        assert_eq!(many.map(|l| l.len()), Ok(6));
        let alien = window("X", &["1 улица"], "1", "B", None).unwrap_err();
        assert_eq!(alien.code(), "address.character");
        let name = "a".repeat(39);
        assert_eq!(window(&name, &["1 rue A"], "1", "B", None).unwrap_err().code(), "address.line_too_long");
    }

    #[test]
    fn a_line_of_exactly_thirty_eight_characters_fits() {
        let line = format!("1 {}", "A".repeat(36));
        assert!(window("X", &[line.as_str()], "1", "B", None).is_ok());
        let line = format!("1 {}", "A".repeat(37));
        assert!(window("X", &[line.as_str()], "1", "B", None).is_err());
    }
}
