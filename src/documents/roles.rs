//! « le débiteur », « la débitrice », « les débiteurs »: the parties called by their part, and the verbs that agree with
//! them. A sentence leaves them in braces: « {Le débiteur} {doit|doivent} », one debtor before the bar, several after it.

use super::french;
use super::parties::Person;

/// Gender and number. A legal person is called as the law calls everyone: in the masculine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Agreement {
    #[default]
    Masculine,
    Feminine,
    Masculines,
    Feminines,
}

/// How the parties of a file are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Roles {
    creditor: Agreement,
    debtors: Agreement,
}

/// Each form of a part, in the order of [`Agreement`].
const PARTS: [[&str; 4]; 2] = [
    ["débiteur", "débitrice", "débiteurs", "débitrices"],
    ["créancier", "créancière", "créanciers", "créancières"],
];

/// Each form of an article, in the same order.
const ARTICLES: [[&str; 4]; 4] = [
    ["", "", "", ""],
    ["le ", "la ", "les ", "les "],
    ["du ", "de la ", "des ", "des "],
    ["au ", "à la ", "aux ", "aux "],
];

impl Agreement {
    fn of(people: &[Person]) -> Agreement {
        let several = people.len() > 1;
        match !people.is_empty() && people.iter().all(Person::is_woman) {
            true if several => Agreement::Feminines,
            true => Agreement::Feminine,
            false if several => Agreement::Masculines,
            false => Agreement::Masculine,
        }
    }

    fn several(self) -> bool {
        matches!(self, Agreement::Masculines | Agreement::Feminines)
    }

    fn pick<'a>(self, forms: &[&'a str; 4]) -> &'a str {
        let [masculine, feminine, masculines, feminines] = *forms;
        match self {
            Agreement::Masculine => masculine,
            Agreement::Feminine => feminine,
            Agreement::Masculines => masculines,
            Agreement::Feminines => feminines,
        }
    }
}

impl Roles {
    /// How these parties are called.
    #[must_use]
    pub fn of(creditor: &Person, debtors: &[Person]) -> Roles {
        Roles { creditor: Agreement::of(std::slice::from_ref(creditor)), debtors: Agreement::of(debtors) }
    }

    /// One of the debtors, alone.
    #[must_use]
    pub fn of_debtor(self, debtor: &Person) -> Roles {
        Roles { debtors: Agreement::of(std::slice::from_ref(debtor)), ..self }
    }

    /// Another creditor.
    #[must_use]
    pub fn with_creditor(self, creditor: &Person) -> Roles {
        Roles { creditor: Agreement::of(std::slice::from_ref(creditor)), ..self }
    }

    /// Other debtors.
    #[must_use]
    pub fn with_debtors(self, debtors: &[Person]) -> Roles {
        Roles { debtors: Agreement::of(debtors), ..self }
    }

    /// Whether there are several debtors.
    #[must_use]
    pub fn several_debtors(self) -> bool {
        self.debtors.several()
    }

    /// A sentence of ours with its parties in place; any other blank stays as it is.
    #[must_use]
    pub fn agree(self, sentence: &str) -> String {
        let mut out = String::with_capacity(sentence.len());
        let mut rest = sentence;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((blank, after)) = after.split_once('}') else {
                out.push('{');
                rest = after;
                continue;
            };
            match self.filled(blank) {
                Some(words) => out.push_str(&words),
                None => out.push_str(&format!("{{{blank}}}")),
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }

    fn filled(self, blank: &str) -> Option<String> {
        if let Some((one, several)) = blank.split_once('|') {
            return Some(if self.debtors.several() { several } else { one }.to_owned());
        }
        let small = blank.to_lowercase();
        let (article, part) = ARTICLES.iter().find_map(|articles| {
            let bare = small.strip_prefix(articles.first()?)?;
            let part = PARTS.iter().position(|forms| forms.first() == Some(&bare))?;
            Some((articles, part))
        })?;
        let agreement = if part == 0 { self.debtors } else { self.creditor };
        let words = format!("{}{}", agreement.pick(article), agreement.pick(PARTS.get(part)?));
        let capital = blank.chars().next().is_some_and(char::is_uppercase);
        Some(if capital { french::capitalised(&words) } else { words })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::parties::{LegalKind, LegalPerson, NaturalPerson, Registration};

    fn human(civility: Option<&str>) -> Person {
        Person::Natural(NaturalPerson { civility: civility.map(str::to_owned), ..NaturalPerson::default() })
    }

    fn company() -> Person {
        Person::Legal(LegalPerson {
            kind: LegalKind::Company,
            name: "Alpha".into(),
            form: None,
            capital: None,
            seat: String::new(),
            registration: Registration::default(),
            organ: None,
        })
    }

    #[test]
    fn articles_parts_and_verbs_agree() {
        const SENTENCE: &str = "{Le débiteur} {doit|doivent} {au créancier} ; à la charge {du débiteur}.";
        for (creditor, debtors, said) in [
            (company(), vec![company()], "Le débiteur doit au créancier ; à la charge du débiteur."),
            (
                human(Some("Mme")),
                vec![human(Some("Mme"))],
                "La débitrice doit à la créancière ; à la charge de la débitrice.",
            ),
            (
                human(Some("M.")),
                vec![human(Some("Mme")), company()],
                "Les débiteurs doivent au créancier ; à la charge des débiteurs.",
            ),
            (
                human(None),
                vec![human(Some("Mme")), human(Some("Madame"))],
                "Les débitrices doivent au créancier ; à la charge des débitrices.",
            ),
            (company(), vec![human(None)], "Le débiteur doit au créancier ; à la charge du débiteur."),
        ] {
            assert_eq!(Roles::of(&creditor, &debtors).agree(SENTENCE), said);
        }
    }

    #[test]
    fn another_blank_stays() {
        let roles = Roles::default();
        assert_eq!(roles.agree("{a} {Créancier} {x y {"), "{a} Créancier {x y {");
        assert_eq!(roles.agree("{débiteur} et {le notaire}"), "débiteur et {le notaire}");
    }
}
