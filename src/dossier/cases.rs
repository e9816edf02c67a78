//! Rules that test themselves: every case of every finding is judged whole, and must fire or stay silent as it says.

use serde_json::Value;

use super::{Dossier, Law, judge};
use crate::checks::{Finding, GivenFile};
use crate::claim::{Claim, ClaimFile};
use crate::rules::{FindingCase, FindingDef};

/// Runs the cases of every finding; each failure is a sentence.
#[must_use]
pub fn run(law: &Law) -> Vec<String> {
    let mut failures = Vec::new();
    for def in law.rules.findings() {
        for fires in [true, false] {
            if !def.cases.iter().any(|c| c.fires == fires) {
                let which = if fires { "se déclenche" } else { "se tait" };
                failures.push(format!("{} : aucun cas où le constat {which}", def.code));
            }
        }
        for (i, case) in def.cases.iter().enumerate() {
            let told = judge_case(case, law).and_then(|d| expect(def, case, &d.findings));
            if let Err(what) = told {
                failures.push(format!("{}, cas {} ({}) : {what}", def.code, i + 1, case.base));
            }
        }
    }
    failures
}

/// The dossier of a case: the base claim, bent by its patch, judged on its own day.
fn judge_case(case: &FindingCase, law: &Law) -> Result<Dossier, String> {
    let path = format!("cases/{}.json", case.base);
    let text = law.rules.files().text(&path).ok_or_else(|| format!("{path} est absent"))?;
    let mut json: Value = serde_json::from_str(text).map_err(|e| format!("{path} : {e}"))?;
    let patch: json_patch::Patch = serde_json::from_value(Value::Array(case.patch.clone()))
        .map_err(|e| format!("modification illisible : {e}"))?;
    json_patch::patch(&mut json, &patch).map_err(|e| format!("modification impossible : {e}"))?;
    let file: ClaimFile = serde_json::from_value(json).map_err(|e| format!("dossier inutilisable : {e}"))?;
    let as_of = file.as_of.ok_or("le dossier de base n’a pas de date")?.day();
    let claim = Claim::normalise(file, as_of, &law.rules).map_err(|e| e.to_string())?;
    let given: Option<Vec<GivenFile>> = case.given.as_ref().map(|files| {
        let given =
            |f: &crate::rules::CaseFile| GivenFile { name: f.name.clone(), unreadable: f.unreadable.clone() };
        files.iter().map(given).collect()
    });
    judge(claim, given.as_deref(), law).map_err(|e| e.to_string())
}

fn expect(def: &FindingDef, case: &FindingCase, findings: &[Finding]) -> Result<(), String> {
    for f in findings {
        let words = [&f.title, &f.message].into_iter().chain(&f.remedy);
        if let Some(blank) = words.into_iter().find(|w| w.contains(['{', '}'])) {
            return Err(format!("un blanc n’est pas rempli dans {} : « {blank} »", f.code));
        }
    }
    let seen: Vec<&Finding> = findings.iter().filter(|f| f.code == def.code).collect();
    let there = |f: &&Finding| case.pointer.as_ref().is_none_or(|p| *p == f.pointer);
    let graver = seen.iter().find(|f| there(f)).filter(|f| case.severity.is_some_and(|s| s != f.severity));
    if let Some(f) = graver {
        return Err(format!("gravité inattendue : {:?}", f.severity));
    }
    match (case.fires, seen.iter().any(there)) {
        (true, true) | (false, false) => Ok(()),
        (true, false) => {
            let at: Vec<&str> = seen.iter().map(|f| f.pointer.as_str()).collect();
            Err(format!("se tait là où il devait se déclencher (vu en : {at:?})"))
        }
        (false, true) => {
            let said = seen.first().map_or("", |f| f.message.as_str());
            Err(format!("se déclenche là où il devait se taire : « {said} »"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::domain::Bundle;
    use crate::rules::{RuleFiles, Severity};

    fn law() -> Law {
        Law::load(RuleFiles::embedded()).unwrap_or_else(|e| panic!("{e}"))
    }

    fn dossier(base: &str, given: Option<Vec<crate::rules::CaseFile>>, law: &Law) -> Dossier {
        let case = FindingCase {
            base: base.into(),
            patch: Vec::new(),
            fires: true,
            pointer: None,
            why: None,
            severity: None,
            given,
        };
        judge_case(&case, law).unwrap()
    }

    #[test]
    fn every_finding_passes_its_own_cases() {
        let failures = run(&law());
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }

    #[test]
    fn sound_claims_have_no_error_and_their_ways_open() {
        use Bundle as B;
        let law = law();
        let ways: [(&str, &[Bundle]); 6] = [
            ("b2b", &[B::InjonctionDePayer, B::MiseEnDemeure]),
            ("consumer", &[B::InjonctionDePayer, B::PetitesCreances, B::Echeancier]),
            ("rent", &[B::InjonctionDePayer]),
            ("order", &[B::CommissaireDeJusticeSignification]),
            ("title", &[B::CommissaireDeJusticeExecution]),
            ("coownership", &[B::InjonctionDePayer]),
        ];
        for (base, open) in ways {
            let d = dossier(base, None, &law);
            let errors: Vec<String> = d
                .findings
                .iter()
                .filter(|f| f.severity == Severity::Error)
                .map(|f| format!("{} {} : {}", f.code, f.pointer, f.message))
                .collect();
            assert!(errors.is_empty(), "{base}: {errors:#?}");
            for way in open {
                assert!(d.is_open(*way), "{base}: {way} is closed");
            }
        }
    }

    #[test]
    fn the_blocked_claim_shows_everything_at_once() {
        let law = law();
        let d = dossier("blocked", Some(Vec::new()), &law);
        for (code, pointer) in [
            ("party.siren_invalid", "/creditor/siren"),
            ("party.iban_invalid", "/creditor/bank/iban"),
            ("claim.not_due", "/invoices/1"),
            ("invoice.duplicate", "/invoices/2"),
            ("invoice.due_before_issue", "/invoices/2"),
            ("date.future", "/payments/0"),
            ("exhibit.missing_file", "/exhibits/0"),
            ("exhibit.missing_kind", "/exhibits"),
            ("prescription.expired", "/invoices/0"),
            ("notice.missing", ""),
            ("interest.consumer_commercial_rate", "/relief/interest"),
            ("indemnity.not_available", "/relief/costs/0"),
            ("costs.not_recoverable", "/relief/costs/1"),
            ("capitalisation.not_yet", "/relief/capitalisation"),
        ] {
            let seen = d.findings.iter().any(|f| f.code == code && f.pointer == pointer);
            assert!(seen, "{code} is not at {pointer}");
        }
        for bundle in Bundle::ALL {
            assert!(!d.is_open(*bundle), "{bundle} is open");
        }
    }

    /// Families whose every variant has a case of its own.
    const REACHED: &[&str] = &[
        "address",
        "claim",
        "currency",
        "date",
        "debtor",
        "exhibit",
        "invoice",
        "party",
        "payment",
        "payment_terms",
        "reference",
    ];

    #[test]
    fn every_wording_is_reached_by_a_case() {
        let law = law();
        let family = |code: &str| code.split('.').next().is_some_and(|f| REACHED.contains(&f));
        let mut reached: HashSet<(String, Option<&'static str>)> = HashSet::new();
        for case in law.rules.findings().flat_map(|d| &d.cases) {
            let findings = judge_case(case, &law).map(|d| d.findings).unwrap_or_default();
            reached.extend(findings.into_iter().map(|f| (f.code, f.variant)));
        }
        let unreached: Vec<String> = law
            .rules
            .findings()
            .filter(|d| family(&d.code))
            .flat_map(|d| d.variants.keys().map(move |v| (d.code.clone(), v)))
            .filter(|(code, v)| !reached.iter().any(|(c, seen)| c == code && *seen == Some(v.as_str())))
            .map(|(code, v)| format!("{code} [{v}]"))
            .collect();
        assert!(unreached.is_empty(), "{unreached:?}");
        let unwritten: Vec<_> = reached
            .iter()
            .filter_map(|(code, v)| Some((code, (*v)?)))
            .filter(|(code, v)| law.rules.finding(code).is_none_or(|d| !d.variants.contains_key(*v)))
            .collect();
        assert!(unwritten.is_empty(), "{unwritten:?}");
    }

    /// Whether a message was made from a pattern: its fixed parts stand in it, in order.
    fn made_from(message: &str, pattern: &str) -> bool {
        let pattern = crate::domain::french::typeset(pattern);
        let mut rest = message;
        pattern.split('{').enumerate().all(|(i, part)| {
            let fixed = if i == 0 { part } else { part.split_once('}').map_or(part, |(_, after)| after) };
            match rest.find(fixed) {
                Some(at) => {
                    rest = rest.get(at + fixed.len()..).unwrap_or_default();
                    true
                }
                None => false,
            }
        })
    }

    #[test]
    fn every_variant_of_a_text_is_reached_by_a_case() {
        let law = law();
        let mut unreached = Vec::new();
        for def in law.rules.findings() {
            let dossiers: Vec<Dossier> =
                def.cases.iter().filter(|c| c.fires).map(|c| judge_case(c, &law).unwrap()).collect();
            let found: Vec<&Finding> =
                dossiers.iter().flat_map(|d| &d.findings).filter(|f| f.code == def.code).collect();
            for (name, words) in &def.variants {
                let title = crate::domain::french::typeset(&words.title);
                let reached = found.iter().any(|f| {
                    f.severity == words.severity && f.title == title && made_from(&f.message, &words.message)
                });
                if !reached {
                    unreached.push(format!("{}.{name}", def.code));
                }
            }
        }
        assert!(unreached.is_empty(), "{unreached:?}");
    }

    /// Codes of the contract (§ 3.1).
    const PUBLISHED: &[&str] = &[
        "claim.not_contractual",
        "claim.undetermined_amount",
        "claim.not_due",
        "claim.disputed",
        "claim.nothing_owed",
        "claim.overpaid",
        "currency.unsupported",
        "party.same",
        "party.identity_incomplete",
        "party.siren_invalid",
        "party.siret_invalid",
        "party.vat_invalid",
        "party.iban_invalid",
        "address.incomplete",
        "address.unknown_commune",
        "debtor.insolvent",
        "debtor.abroad",
        "debtor.minor_or_protected",
        "exhibit.missing_file",
        "exhibit.missing_kind",
        "exhibit.unreadable",
        "invoice.duplicate",
        "invoice.mentions_missing",
        "invoice.due_before_issue",
        "payment.before_invoice",
        "payment_terms.over_cap",
        "date.future",
    ];

    /// The other published codes: on court, time, notices, demands, representation and orders.
    const PUBLISHED_ON_THE_WAY: &[&str] = &[
        "court.clause_void",
        "court.several",
        "court.unknown",
        "court.administrative",
        "penalty_clause.void",
        "prescription.expired",
        "prescription.near",
        "notice.missing",
        "notice.too_recent",
        "notice.not_received",
        "notice.mentions_missing",
        "interest.rate_below_minimum",
        "interest.rate_missing",
        "interest.consumer_commercial_rate",
        "indemnity.not_available",
        "penalty_clause.reducible",
        "costs.not_recoverable",
        "capitalisation.not_yet",
        "representative.mandate_missing",
        "representative.mentions_missing",
        "small_claims.over_cap",
        "order.service_expired",
        "order.opposition_open",
        "order.opposed",
        "order.not_enforceable",
        "title.expired",
    ];

    #[test]
    fn every_published_code_exists() {
        let known = |c: &str| crate::checks::REGISTRY.iter().any(|(code, _)| *code == c);
        let mut missing: Vec<&str> = PUBLISHED.iter().copied().filter(|c| !known(c)).collect();
        // The second half comes as a whole: once one of its codes is there, all must be.
        if known("notice.missing") {
            missing.extend(PUBLISHED_ON_THE_WAY.iter().copied().filter(|c| !known(c)));
        }
        assert!(missing.is_empty(), "{missing:?}");
    }
}
