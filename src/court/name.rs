//! Names of communes as people write them: accents, hyphens, « St », CEDEX, arrondissements.
//! Reads a name, never corrects it.

/// A city line of an address, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct CityName {
    /// The name, folded by [`key`], without CEDEX.
    pub key: String,
    /// « Paris 8e », « Lyon 3 » : the name without its number, and the number.
    pub numbered: Option<(String, u16)>,
    /// The number after CEDEX (« PARIS CEDEX 08 »).
    pub cedex_number: Option<u16>,
    /// Whether CEDEX is written.
    pub cedex: bool,
}

impl CityName {
    /// Takes a city line apart.
    pub(crate) fn parse(city: &str) -> CityName {
        let folded = key(city);
        let mut tokens: Vec<&str> = folded.split(' ').filter(|t| !t.is_empty()).collect();
        let mut cedex_number = None;
        let cedex = tokens.iter().position(|t| *t == "cedex");
        if let Some(at) = cedex {
            cedex_number = tokens.get(at + 1).and_then(|t| ordinal(t));
            tokens.truncate(at);
        }
        CityName { key: tokens.join(" "), numbered: numbered(&tokens), cedex_number, cedex: cedex.is_some() }
    }
}

/// The same text for every way of writing one name: lower case, no accent, one space between words,
/// « St », « Ste » and « s/ » in full.
pub(crate) fn key(text: &str) -> String {
    let mut flat = String::with_capacity(text.len());
    for c in text.chars() {
        // Names are compared by the hundred, and most of their letters are ASCII.
        if c.is_ascii() {
            fold(c.to_ascii_lowercase(), &mut flat);
        } else {
            c.to_lowercase().for_each(|c| fold(c, &mut flat));
        }
    }
    let mut tokens: Vec<&str> = Vec::new();
    for t in flat.split_ascii_whitespace() {
        match (t, tokens.last().copied()) {
            ("/", Some("s")) => {
                tokens.pop();
                tokens.push("sur");
            }
            ("/", Some("ss")) => {
                tokens.pop();
                tokens.push("sous");
            }
            ("/", _) => {}
            ("st", _) => tokens.push("saint"),
            ("ste", _) => tokens.push("sainte"),
            _ => tokens.push(t),
        }
    }
    tokens.join(" ")
}

/// A letter in lower case, without its accent.
fn fold(c: char, flat: &mut String) {
    match c {
        c if c.is_ascii_alphanumeric() => flat.push(c),
        'à' | 'â' | 'ä' | 'á' | 'ã' | 'å' => flat.push('a'),
        'ç' => flat.push('c'),
        'é' | 'è' | 'ê' | 'ë' => flat.push('e'),
        'î' | 'ï' | 'í' | 'ì' => flat.push('i'),
        'ô' | 'ö' | 'ó' | 'ò' | 'õ' => flat.push('o'),
        'ù' | 'û' | 'ü' | 'ú' => flat.push('u'),
        'ÿ' | 'ý' => flat.push('y'),
        'ñ' => flat.push('n'),
        'œ' => flat.push_str("oe"),
        'æ' => flat.push_str("ae"),
        // A decomposed accent: the letter was pushed already.
        '\u{300}'..='\u{36f}' => {}
        '/' => flat.push_str(" / "),
        _ => flat.push(' '),
    }
}

/// The name without its leading article: some write « Havre » or « Abergement-Clémenciat ».
pub(crate) fn without_article(key: &str) -> &str {
    ["le ", "la ", "les ", "l "].iter().find_map(|a| key.strip_prefix(a)).unwrap_or(key)
}

/// How many letters must change to make one name from the other; only ranks candidates.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut previous = i;
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
        for (y, j) in b.iter().zip(1..) {
            let left = row.get(j - 1).copied().unwrap_or(usize::MAX);
            let Some(cell) = row.get_mut(j) else { continue };
            let above = *cell;
            *cell = (previous + usize::from(x != *y)).min(above.min(left) + 1);
            previous = above;
        }
    }
    row.last().copied().unwrap_or(0)
}

fn numbered(tokens: &[&str]) -> Option<(String, u16)> {
    let mut rest = tokens;
    while let [head @ .., last] = rest {
        if matches!(*last, "arrondissement" | "arrdt" | "arr" | "e" | "er" | "eme" | "ieme") {
            rest = head;
        } else {
            break;
        }
    }
    match rest {
        [base @ .., n] if !base.is_empty() => Some((base.join(" "), ordinal(n)?)),
        _ => None,
    }
}

/// `8`, `08`, `8e`, `1er`, `8eme`.
fn ordinal(token: &str) -> Option<u16> {
    let digits = token.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let suffix = &token.get(digits.len()..)?;
    if !matches!(*suffix, "" | "e" | "er" | "ere" | "eme" | "ieme") {
        return None;
    }
    digits.parse().ok().filter(|n| (1..100).contains(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_every_way_of_writing_to_one_key() {
        for (written, folded) in [
            ("SAINT-ÉTIENNE", "saint etienne"),
            ("St Etienne", "saint etienne"),
            ("Ste-Foy-lès-Lyon", "sainte foy les lyon"),
            ("L’Haÿ-les-Roses", "l hay les roses"),
            ("L'HAY LES ROSES", "l hay les roses"),
            ("Villefranche s/ Saône", "villefranche sur saone"),
            ("BOULOGNE S/MER", "boulogne sur mer"),
            ("Cœur-de-la-Vallée", "coeur de la vallee"),
            ("Ma\u{302}con", "macon"),
            ("  Le   Mans ", "le mans"),
            ("Saintes", "saintes"),
        ] {
            assert_eq!(key(written), folded, "{written}");
        }
    }

    #[test]
    fn takes_cedex_and_arrondissement_apart() {
        let p = CityName::parse("PARIS CEDEX 08");
        assert_eq!((p.key.as_str(), p.cedex_number, p.cedex), ("paris", Some(8), true));
        for (written, n) in [
            ("Paris 8e", 8),
            ("PARIS 08", 8),
            ("Lyon 3", 3),
            ("Paris 1er Arrondissement", 1),
            ("Marseille 13ème arr.", 13),
        ] {
            assert_eq!(CityName::parse(written).numbered.map(|(_, n)| n), Some(n), "{written}");
        }
        assert_eq!(CityName::parse("Nancy").numbered, None);
        assert_eq!(CityName::parse("LILLE CEDEX").cedex_number, None);
        assert_eq!(CityName::parse("8").numbered, None);
    }

    #[test]
    fn distance_counts_letters() {
        assert_eq!(distance("nancy", "nancy"), 0);
        assert_eq!(distance("nanci", "nancy"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("macon", "maconn"), 1);
    }
}
