//! Questions asked in words: the flags of a command, the parameters of an address. Every fault is told at once.

use crate::claim::wire::Date;
use crate::court::Quality;
use crate::court::api::CourtRequest;
use crate::domain::{Day, InseeCode, Money, Nature};
use crate::problem::Fault;

use super::AppError;

/// The question of the competent court, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CourtWords {
    /// Postal code.
    pub postal_code: Option<String>,
    /// City.
    pub city: Option<String>,
    /// INSEE code.
    pub insee: Option<String>,
    /// Nature of the claim.
    pub nature: Option<String>,
    /// Principal.
    pub amount: Option<String>,
    /// Total claimed, when it differs.
    pub amount_total: Option<String>,
    /// The debtor's quality.
    pub debtor: Option<String>,
    /// The creditor's quality.
    pub creditor: Option<String>,
    /// Date of the contract.
    pub contract_date: Option<String>,
    /// Day of filing.
    pub on: Option<String>,
}

/// Reads a day in the grammar of the contract.
///
/// # Errors
/// A French sentence.
pub fn day(text: &str) -> Result<Day, String> {
    Date::parse(text).map(|d| d.day()).ok_or_else(|| {
        "écrivez un jour du calendrier sous la forme AAAA-MM-JJ, par exemple 2026-11-22".to_owned()
    })
}

struct Reader(Vec<Fault>);

impl Reader {
    fn required(&mut self, name: &str, value: Option<&String>) -> String {
        match value.map(|v| v.trim()).filter(|v| !v.is_empty()) {
            Some(v) => v.to_owned(),
            None => {
                let message = format!("Il manque « {name} ».");
                self.0.push(Fault::new("field.missing", &format!("/{name}"), message));
                String::new()
            }
        }
    }

    fn parsed<T>(
        &mut self,
        name: &str,
        code: &str,
        value: Option<&String>,
        read: impl Fn(&str) -> Option<T>,
        expected: &str,
    ) -> Option<T> {
        let text = value?;
        let out = read(text.trim());
        if out.is_none() {
            let message = format!("« {name} » : {expected}.");
            self.0.push(Fault::new(code, &format!("/{name}"), message));
        }
        out
    }
}

fn names<T: ToString>(all: &[T]) -> String {
    all.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

impl CourtWords {
    /// The typed question.
    ///
    /// # Errors
    /// Every word that cannot be read.
    pub fn request(&self) -> Result<CourtRequest, AppError> {
        let mut r = Reader(Vec::new());
        let postal_code = r.required("postal_code", self.postal_code.as_ref());
        let city = r.required("city", self.city.as_ref());
        for (name, value) in [("nature", &self.nature), ("amount", &self.amount), ("debtor", &self.debtor)] {
            r.required(name, value.as_ref());
        }
        let insee = r.parsed(
            "insee",
            "value.invalid",
            self.insee.as_ref(),
            |s| s.parse::<InseeCode>().ok().map(|_| s.to_owned()),
            "code INSEE de la commune attendu, par exemple 69123",
        );
        let typed = |v: &Option<String>| v.clone().filter(|s| !s.trim().is_empty());
        let nature = r.parsed(
            "nature",
            "value.enum",
            typed(&self.nature).as_ref(),
            |s| s.parse::<Nature>().ok(),
            &format!("l'un de : {}", names(Nature::ALL)),
        );
        const AMOUNT: &str = "montant attendu, un point et deux décimales au plus, par exemple 1234.50";
        let money = |s: &str| s.parse::<Money>().ok();
        let amount = r.parsed("amount", "amount.grammar", typed(&self.amount).as_ref(), money, AMOUNT);
        let amount_total =
            r.parsed("amount_total", "amount.grammar", self.amount_total.as_ref(), money, AMOUNT);
        let qualities = format!("l'un de : {}", names(Quality::ALL));
        let quality = |s: &str| s.parse::<Quality>().ok();
        let debtor = r.parsed("debtor", "value.enum", typed(&self.debtor).as_ref(), quality, &qualities);
        let creditor = r.parsed("creditor", "value.enum", self.creditor.as_ref(), quality, &qualities);
        const DAY: &str = "date du calendrier attendue, sous la forme AAAA-MM-JJ";
        let read_day = |s: &str| day(s).ok();
        let contract_date =
            r.parsed("contract_date", "date.invalid", self.contract_date.as_ref(), read_day, DAY);
        let on = r.parsed("on", "date.invalid", self.on.as_ref(), read_day, DAY);
        match (nature, amount, debtor) {
            (Some(nature), Some(amount), Some(debtor)) if r.0.is_empty() => Ok(CourtRequest {
                postal_code,
                city,
                insee,
                nature,
                amount,
                amount_total,
                debtor,
                creditor,
                contract_date,
                on,
            }),
            _ => Err(AppError::Words(r.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_word_is_told_at_once() {
        let words = CourtWords {
            postal_code: Some("69003".into()),
            nature: Some("pret".into()),
            amount: Some("1 000".into()),
            on: Some("2026-02-30".into()),
            ..CourtWords::default()
        };
        let Err(AppError::Words(faults)) = words.request() else { panic!("accepted") };
        let told: Vec<_> = faults.iter().map(|f| (f.code.as_str(), f.pointer.as_str())).collect();
        assert_eq!(
            told,
            [
                ("field.missing", "/city"),
                ("field.missing", "/debtor"),
                ("value.enum", "/nature"),
                ("amount.grammar", "/amount"),
                ("date.invalid", "/on"),
            ]
        );
    }
}
