//! Merchant, artisan, civil person or consumer: what decides between civil and commercial courts
//! (C. com., art. L. 210-1 and L. 721-3; notes (a) to (d) of the decision table).
//!
//! Refuses to guess: a sole trader who did not say whether he is a merchant has no quality.

use std::collections::HashSet;

use serde::Deserialize;

use super::name::key;
use super::read::DataError;
use crate::domain::names;
use crate::rules::RuleFiles;

names! {
    /// What a party is, for this claim.
    Quality {
        /// Commerçant, or company that is commercial by its form.
        Merchant = "merchant",
        /// Artisan.
        Artisan = "artisan",
        /// A professional or a legal person that is neither.
        NonMerchant = "non_merchant",
        /// A natural person acting outside any business.
        Consumer = "consumer",
    }
}

/// The legal forms, read from `legal-rules/courts/legal_forms.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    commercial: Group,
    liberal: Group,
    civil: Group,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    #[allow(dead_code)] // The articles are for the reader of the file.
    law: Vec<String>,
    forms: Vec<String>,
}

/// What a legal form implies.
#[derive(Debug)]
pub(crate) struct LegalForms {
    commercial: HashSet<String>,
    liberal: HashSet<String>,
    civil: HashSet<String>,
}

const FILE: &str = "courts/legal_forms.toml";

impl LegalForms {
    pub(crate) fn read(files: &RuleFiles) -> Result<LegalForms, DataError> {
        let fault = |what: String| DataError { file: FILE.into(), line: 0, what };
        let text = files.text(FILE).ok_or_else(|| fault("fichier absent ou illisible".into()))?;
        let file: File = toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(0, |s| text.get(..s.start).unwrap_or("").lines().count());
            DataError { line: u64::try_from(line).unwrap_or(0), ..fault(e.message().to_owned()) }
        })?;
        let set = |g: Group| g.forms.iter().map(|f| form_key(f)).collect::<HashSet<_>>();
        let forms = LegalForms {
            commercial: set(file.commercial),
            liberal: set(file.liberal),
            civil: set(file.civil),
        };
        let twice = |a: &HashSet<String>, b: &HashSet<String>| a.intersection(b).next().cloned();
        let doubled = twice(&forms.commercial, &forms.civil)
            .or_else(|| twice(&forms.commercial, &forms.liberal))
            .or_else(|| twice(&forms.liberal, &forms.civil));
        match doubled {
            Some(form) => Err(fault(format!("forme « {form} » dans deux listes"))),
            None => Ok(forms),
        }
    }

    /// The quality of a party, from the words of the claim file; `None` when it must be asked.
    ///
    /// `kind` is the contract's (`company`, `sole_trader`, `individual`, `association`, `coownership`,
    /// `public_body`), `consumer` is `acting_as: consumer`.
    pub(crate) fn quality(
        &self,
        kind: &str,
        legal_form: Option<&str>,
        merchant: Option<bool>,
        consumer: bool,
    ) -> Option<Quality> {
        let stated = merchant.map(|m| if m { Quality::Merchant } else { Quality::NonMerchant });
        match kind {
            "individual" | "sole_trader" if consumer => Some(Quality::Consumer),
            "individual" | "sole_trader" => stated,
            "company" => {
                let form = form_key(legal_form.unwrap_or(""));
                // C. com., art. L. 210-1 al. 2: commercial by form whatever the object, so whatever is stated.
                if self.commercial.contains(&form) {
                    Some(Quality::Merchant)
                } else if self.civil.contains(&form) {
                    Some(stated.unwrap_or(Quality::NonMerchant))
                } else {
                    // A SEL is commercial by form, its profession is not (L. 721-5): the user says.
                    stated
                }
            }
            _ => Some(stated.unwrap_or(Quality::NonMerchant)),
        }
    }

    /// Whether the form is that of a liberal profession, for the question to ask.
    pub(crate) fn is_liberal(&self, legal_form: &str) -> bool {
        self.liberal.contains(&form_key(legal_form))
    }
}

/// « S.A.R.L. », « sarl », « Société à responsabilité limitée » have one key each for each writing.
fn form_key(form: &str) -> String {
    key(form).replace(' ', "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quality(kind: &str, form: &str, merchant: Option<bool>, consumer: bool) -> Option<Quality> {
        LegalForms::read(&RuleFiles::embedded()).unwrap().quality(kind, Some(form), merchant, consumer)
    }

    #[test]
    fn commercial_by_form_whatever_is_stated() {
        for form in
            ["SARL", "S.A.R.L.", "sas", "S.A.S.U.", "EURL", "SA", "SNC", "Société par actions simplifiée"]
        {
            assert_eq!(quality("company", form, None, false), Some(Quality::Merchant), "{form}");
            assert_eq!(quality("company", form, Some(false), false), Some(Quality::Merchant), "{form}");
        }
    }

    #[test]
    fn civil_forms_and_bodies_are_not_merchants() {
        assert_eq!(quality("company", "SCI", None, false), Some(Quality::NonMerchant));
        assert_eq!(quality("association", "", None, false), Some(Quality::NonMerchant));
        assert_eq!(quality("coownership", "", None, false), Some(Quality::NonMerchant));
        assert_eq!(quality("public_body", "", Some(true), false), Some(Quality::Merchant));
    }

    #[test]
    fn what_cannot_be_known_is_asked() {
        assert_eq!(quality("sole_trader", "", None, false), None);
        assert_eq!(quality("individual", "", None, false), None);
        assert_eq!(quality("company", "SELARL", None, false), None);
        assert_eq!(quality("company", "GIE", None, false), None);
        assert_eq!(quality("sole_trader", "", Some(true), false), Some(Quality::Merchant));
        assert_eq!(quality("sole_trader", "", Some(true), true), Some(Quality::Consumer));
        assert_eq!(quality("individual", "", None, true), Some(Quality::Consumer));
    }
}
