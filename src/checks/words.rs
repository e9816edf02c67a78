//! What a finding says to a person, who has a form or a paper before him and no JSON.

use super::Finding;

impl Finding {
    /// The remedy without the names of fields of the claim file that it gives, between brackets, to programs.
    #[must_use]
    pub fn remedy_in_words(&self) -> Option<String> {
        self.remedy.as_deref().map(without_field_names)
    }
}

/// A remedy that has a bracket of small letters alone, without an accent, dots, underscores, a colon, names a field there
/// or a value of one: « (order) », « (relief.interest : legal) ».
fn without_field_names(text: &str) -> String {
    let is_letter = |c: char| c.is_ascii_lowercase() || matches!(c, '.' | '_' | ':') || c.is_whitespace();
    // Several words are French, unless a colon stands between a field and its value.
    let is_one = |s: &str| s.contains(':') || !s.contains(char::is_whitespace);
    let is_name = |s: &str| !s.is_empty() && s.chars().all(is_letter) && is_one(s);
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(" (") {
        out.push_str(before);
        rest = match after.split_once(')') {
            Some((inside, after)) if is_name(inside) => after,
            _ => {
                out.push_str(" (");
                after
            }
        };
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::without_field_names;
    use crate::rules::{RuleFiles, Rules};

    #[test]
    fn names_of_fields_go_and_other_brackets_stay() {
        for (given, told) in [
            ("Indiquez le taux (contract.late_rate), ou non.", "Indiquez le taux, ou non."),
            ("Demandez (commercial_default) (contract.signed_on).", "Demandez."),
            ("Complétez (order) ; (relief.interest\u{a0}: legal)", "Complétez ;"),
            (
                "Au greffe (T. com.) : 1 an (art. L. 1, 3°), (a",
                "Au greffe (T. com.) : 1 an (art. L. 1, 3°), (a",
            ),
            ("Signez (ou faites signer).", "Signez (ou faites signer)."),
            ("", ""),
        ] {
            assert_eq!(without_field_names(given), told);
        }
    }

    #[test]
    fn no_remedy_of_the_rules_shows_a_name_of_a_field() {
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        let mut told = 0;
        for def in rules.findings() {
            for remedy in
                [&def.plain].into_iter().chain(def.variants.values()).filter_map(|w| w.remedy.as_ref())
            {
                let words = without_field_names(remedy);
                let bare =
                    |w: &str| w.contains('_') || w.trim_end_matches('.').contains('.') && w != "justice.fr";
                let left = words.split_whitespace().find(|w| bare(w) && !w.contains('{'));
                assert_eq!(left, None, "{} : {words}", def.code);
                told += usize::from(words != *remedy);
            }
        }
        assert!(told > 5, "{told}");
    }
}
