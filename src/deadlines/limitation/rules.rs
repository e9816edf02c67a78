//! The table of limitation periods and foreclosures by nature of claim (PR-01 to PR-22), read from
//! `legal-rules/deadlines/limitation.toml`. The order of the file is the order of choice.

use serde::Deserialize;

use crate::deadlines::data::{self, Fault};
use crate::deadlines::procedural::Span;
use crate::domain::{Day, Grade, Nature};
use crate::rules::RuleFiles;

const FILE: &str = "deadlines/limitation.toml";

/// Prescription can be interrupted by an acknowledgment; a foreclosure cannot (C. civ., art. 2220, PR-12).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitationKind {
    /// Prescription extinctive.
    Prescription,
    /// Forclusion.
    Forclusion,
}

/// Who owes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DebtorQuality {
    /// A natural person outside any business (PR-03).
    Consumer,
    /// Anyone else, a company or an association included.
    Professional,
}

/// Who is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CreditorQuality {
    /// Acts in a business.
    Professional,
    /// A private person.
    Private,
    /// A public body with a public accountant.
    Public,
}

/// The event from which a period runs; an agreed term takes its place (C. civ., art. 2233).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StartRule {
    /// The due date.
    Exigibility,
    /// Completion of the works, performance of the service, delivery of the goods.
    Completion,
    /// Delivery, or offer of delivery.
    Delivery,
    /// End of the mandate.
    EndOfMandate,
    /// End of the care.
    EndOfCare,
    /// Maturity of the draft.
    Maturity,
    /// First unregularised default.
    FirstDefault,
    /// End of the presentation period of a cheque.
    EndOfPresentation,
    /// The event giving rise to the action.
    Event,
    /// Day by day.
    Accrual,
    /// The title of a public accountant became enforceable.
    Enforceability,
    /// The judgment or order became enforceable.
    JudicialEnforceability,
}

impl StartRule {
    /// The event in French, as « à compter de … » takes it.
    #[must_use]
    pub fn french(self) -> &'static str {
        match self {
            Self::Exigibility => "l'échéance",
            Self::Completion => {
                "la fin de la prestation ou des travaux, ou l'échéance si un terme est convenu"
            }
            Self::Delivery => "la livraison, ou l'offre de livraison",
            Self::EndOfMandate => "la fin du mandat",
            Self::EndOfCare => "la fin des soins",
            Self::Maturity => "l'échéance de l'effet",
            Self::FirstDefault => "le premier impayé non régularisé",
            Self::EndOfPresentation => "la fin du délai de présentation",
            Self::Event => "l'événement qui donne naissance à l'action",
            Self::Accrual => "chaque jour où ils courent",
            Self::Enforceability => "le jour où le titre du comptable public est exécutoire",
            Self::JudicialEnforceability => "le jour où la décision est exécutoire",
        }
    }
}

/// One row of the table.
#[derive(Debug, Clone)]
pub struct LimitationRule {
    /// Researched rule (`PR-02`).
    pub id: String,
    /// Stable name of the record.
    pub key: String,
    /// French title.
    pub title: String,
    /// Natures it covers; none: chosen by key.
    pub natures: Vec<Nature>,
    /// Only such debtors.
    pub debtor: Option<DebtorQuality>,
    /// Only such creditors.
    pub creditor: Option<CreditorQuality>,
    /// How long.
    pub length: Span,
    /// From when.
    pub start: StartRule,
    /// Prescription or foreclosure.
    pub kind: LimitationKind,
    /// Since when the length is this one; earlier: C. civ., art. 2222 to be checked.
    pub from: Option<Day>,
    /// Whether a registered letter of the creditor interrupts (insurance).
    pub registered_letter_interrupts: bool,
    /// Keys of the law references.
    pub law: Vec<String>,
    /// How well it was checked.
    pub grade: Grade,
    /// What a careful reader should know, in French.
    pub note: Option<String>,
}

/// A rule without a period of its own (PR-03, PR-20).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Principle {
    /// Researched rule.
    pub id: String,
    /// French statement.
    pub title: String,
    /// Keys of the law references.
    pub law: Vec<String>,
    /// How well it was checked.
    pub grade: Grade,
}

/// The table.
#[derive(Debug, Clone)]
pub struct LimitationRules {
    rules: Vec<LimitationRule>,
    principles: Vec<Principle>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[allow(dead_code, reason = "shown to maintainers in the file itself")]
    verified_on: toml::value::Datetime,
    rule: Vec<Record>,
    principle: Vec<Principle>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Record {
    id: String,
    key: String,
    title: String,
    natures: Vec<Nature>,
    debtor: Option<DebtorQuality>,
    creditor: Option<CreditorQuality>,
    #[serde(default)]
    years: u32,
    #[serde(default)]
    months: u32,
    start: StartRule,
    kind: LimitationKind,
    from: Option<toml::value::Datetime>,
    #[serde(default)]
    registered_letter_interrupts: bool,
    law: Vec<String>,
    grade: Grade,
    note: Option<String>,
}

impl LimitationRules {
    pub(in crate::deadlines) fn load(files: &RuleFiles, faults: &mut Vec<Fault>) -> Option<LimitationRules> {
        let file: File = data::parse(files, FILE, faults)?;
        let mut rules: Vec<LimitationRule> = Vec::with_capacity(file.rule.len());
        for r in file.rule {
            data::check_laws(files, FILE, &r.key, &r.law, faults);
            if rules.iter().any(|x| x.key == r.key) {
                faults.push(data::fault(FILE, &r.key, "clé donnée deux fois"));
            }
            let Some(length) = Span::new(r.years, r.months, 0) else {
                faults.push(data::fault(FILE, &r.key, "sans durée : `years` ou `months`"));
                continue;
            };
            rules.push(LimitationRule {
                id: r.id,
                key: r.key,
                title: r.title,
                natures: r.natures,
                debtor: r.debtor,
                creditor: r.creditor,
                length,
                start: r.start,
                kind: r.kind,
                from: r.from.as_ref().and_then(data::day),
                registered_letter_interrupts: r.registered_letter_interrupts,
                law: r.law,
                grade: r.grade,
                note: r.note,
            });
        }
        for p in &file.principle {
            data::check_laws(files, FILE, &p.id, &p.law, faults);
        }
        // Every nature of the contract has a period, whoever owes and whoever is owed.
        let out = LimitationRules { rules, principles: file.principle };
        for nature in Nature::ALL {
            for d in [DebtorQuality::Consumer, DebtorQuality::Professional] {
                for c in [CreditorQuality::Professional, CreditorQuality::Private, CreditorQuality::Public] {
                    if out.rule_for(*nature, d, c).is_none() {
                        let what = format!("aucune durée pour {nature} ({d:?}, {c:?})");
                        faults.push(data::fault(FILE, "rule", &what));
                    }
                }
            }
        }
        Some(out)
    }

    /// The rule for a claim. Always found: the table is checked to be complete when it is read.
    #[must_use]
    pub fn rule_for(
        &self,
        nature: Nature,
        debtor: DebtorQuality,
        creditor: CreditorQuality,
    ) -> Option<&LimitationRule> {
        self.rules.iter().find(|r| {
            r.natures.contains(&nature)
                && r.debtor.is_none_or(|d| d == debtor)
                && r.creditor.is_none_or(|c| c == creditor)
        })
    }

    /// A rule by its key: `title`, `interest`, `cheque_holder`…
    #[must_use]
    pub fn by_key(&self, key: &str) -> Option<&LimitationRule> {
        self.rules.iter().find(|r| r.key == key)
    }

    /// Every row.
    #[must_use]
    pub fn all(&self) -> &[LimitationRule] {
        &self.rules
    }

    /// The rules without a period.
    #[must_use]
    pub fn principles(&self) -> &[Principle] {
        &self.principles
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> LimitationRules {
        let mut faults = Vec::new();
        let out = LimitationRules::load(&RuleFiles::embedded(), &mut faults).unwrap();
        assert!(faults.is_empty(), "{faults:?}");
        out
    }

    #[test]
    fn every_row_of_the_research_is_a_record() {
        let t = table();
        for n in 1..=22 {
            let id = format!("PR-{n:02}");
            let found = t.all().iter().any(|r| r.id == id) || t.principles().iter().any(|p| p.id == id);
            assert!(found, "{id}");
        }
    }

    #[test]
    fn periods_by_nature_and_quality() {
        use CreditorQuality::{Private, Professional as Pro, Public};
        use DebtorQuality::{Consumer, Professional};
        let t = table();
        let cases = [
            (Nature::Works, Professional, Pro, 5),
            (Nature::Works, Consumer, Pro, 2),
            (Nature::Works, Consumer, Private, 5),
            (Nature::SaleOfGoods, Professional, Pro, 5),
            (Nature::Services, Consumer, Pro, 2),
            (Nature::OtherContract, Consumer, Private, 5),
            (Nature::ResidentialLease, Consumer, Private, 3),
            (Nature::CommercialLease, Professional, Private, 5),
            (Nature::ConsumerCredit, Consumer, Pro, 2),
            (Nature::CoownershipCharges, Consumer, Private, 5),
            (Nature::InsurancePremium, Professional, Pro, 2),
            (Nature::Telecom, Consumer, Pro, 1),
            (Nature::Telecom, Professional, Pro, 1),
            (Nature::Energy, Professional, Pro, 5),
            (Nature::Energy, Consumer, Pro, 2),
            (Nature::Water, Consumer, Pro, 2),
            (Nature::Water, Consumer, Public, 4),
            (Nature::Water, Professional, Pro, 5),
            (Nature::Transport, Professional, Pro, 1),
            (Nature::HealthCare, Consumer, Pro, 2),
            (Nature::LegalFees, Consumer, Pro, 2),
            (Nature::LegalFees, Professional, Pro, 5),
            (Nature::BillOfExchange, Professional, Pro, 3),
            (Nature::PromissoryNote, Consumer, Pro, 3),
            (Nature::Guarantee, Consumer, Pro, 5),
        ];
        for (nature, debtor, creditor, years) in cases {
            let rule = t.rule_for(nature, debtor, creditor).unwrap();
            assert_eq!(rule.length.parts().0, years, "{nature} {debtor:?} {creditor:?}: {}", rule.key);
            let credit = nature == Nature::ConsumerCredit;
            assert_eq!(rule.kind == LimitationKind::Forclusion, credit, "{nature}");
        }
        assert_eq!(t.by_key("title").unwrap().length.parts(), (10, 0, 0));
        assert_eq!(t.by_key("cheque_holder").unwrap().length.parts(), (0, 6, 0));
    }

    #[test]
    fn a_nature_without_a_period_is_a_fault() {
        let text = RuleFiles::embedded().text(FILE).unwrap().replace("natures = [\"tort\"]", "natures = []");
        let mut faults = Vec::new();
        LimitationRules::load(&RuleFiles::embedded().with(FILE, text), &mut faults);
        assert_eq!(faults.len(), 6, "{faults:?}");
    }
}
