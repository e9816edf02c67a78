//! Which way to take now: the open bundles in order of use, and the ways that have no bundle here, in the words of
//! `legal-rules/routes/other.toml` (AM-01, AM-03, OR-01 to OR-07, UC-04).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::report::OtherRoute;
use super::{Dossier, Law};
use crate::checks;
use crate::claim::Party;
use crate::claim::wire::{InsolvencyKind, NoticeKind};
use crate::court::Kind;
use crate::domain::french::{self, Typeset};
use crate::domain::{Bundle, LawRef};
use crate::rules::{LoadError, LoadFault, RuleFiles, Rules, registry};

/// The open bundles worth taking now, the best first.
#[must_use]
pub fn route(d: &Dossier) -> Vec<Bundle> {
    use Bundle as B;
    let order: &[Bundle] = if !d.timeline.without_order() {
        &[B::CommissaireDeJusticeExecution, B::CommissaireDeJusticeSignification]
    } else if crate::claim::notices::defaults(&d.claim.notices).is_empty() {
        // Usage knows three reminders: one more stays lawful, and the formal notice is then the step to take.
        let sent = d.claim.notices.iter().filter(|n| n.sent_on.day() <= d.claim.as_of);
        match sent.filter(|n| n.kind == NoticeKind::Reminder).count() {
            0..=2 => &[B::Relance, B::MiseEnDemeure, B::Echeancier],
            _ => &[B::MiseEnDemeure, B::Relance, B::Echeancier],
        }
    } else {
        &[B::InjonctionDePayer, B::PetitesCreances, B::Echeancier]
    };
    order.iter().copied().filter(|b| d.is_open(*b)).collect()
}

/// The words of the ways that have no bundle here.
#[derive(Debug, Clone, PartialEq)]
pub struct WayWords(BTreeMap<String, (Typeset, Typeset, Vec<LawRef>)>);

const PATH: &str = "routes/other.toml";

/// The ways the code may name: the file must word each.
const WAYS: &[&str] = &[
    "administrative",
    "commercial_recovery",
    "commercial_recovery_pending",
    "declaration",
    "european_order",
    "interim_civil",
    "interim_commercial",
    "small_claims_closed",
    "writ_civil",
    "writ_civil_amicable",
    "writ_commercial",
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    name: String,
    why: String,
    law: Vec<String>,
}

impl WayWords {
    /// Reads the words; every way has its own, and every word its way.
    ///
    /// # Errors
    /// Every fault of the file, at once.
    pub fn load(files: &RuleFiles, rules: &Rules) -> Result<WayWords, LoadError> {
        let fault = |key: &str, what: String| LoadFault { file: PATH.into(), key: key.to_owned(), what };
        let text = files.text(PATH).ok_or_else(|| LoadError(vec![fault("", "fichier absent".into())]))?;
        let read: BTreeMap<String, Words> =
            toml::from_str(text).map_err(|e| LoadError(vec![fault("", e.message().to_owned())]))?;
        let mut faults = Vec::new();
        for way in WAYS.iter().filter(|w| !read.contains_key(**w)) {
            faults.push(fault(way, "voie sans texte".into()));
        }
        let mut out = BTreeMap::new();
        for (way, words) in read {
            if !WAYS.contains(&way.as_str()) {
                faults.push(fault(&way, "aucun code ne lit ce texte".into()));
            }
            let law: Vec<LawRef> = words.law.iter().filter_map(|k| rules.law(k).cloned()).collect();
            if law.len() != words.law.len() {
                faults.push(fault(&way, "référence inconnue".into()));
            }
            out.insert(way, (Typeset::of(&words.name), Typeset::of(&words.why), law));
        }
        if faults.is_empty() { Ok(WayWords(out)) } else { Err(LoadError(faults)) }
    }

    fn say(&self, way: &str, values: &[(&str, &str)]) -> Option<OtherRoute> {
        let (name, why, law) = self.0.get(way)?;
        Some(OtherRoute { name: name.fill(&[]), why: why.fill(values), law: law.clone() })
    }
}

/// The ways that have no bundle here: those worth thinking of, and those that are closed with the reason.
#[must_use]
pub fn other_routes(d: &Dossier, law: &Law) -> Vec<OtherRoute> {
    let words = &law.ways;
    let mut out = Vec::new();
    let insolvent = names(d, |p| {
        let kind = p.insolvency.as_ref().map(|i| i.kind);
        matches!(
            kind,
            Some(InsolvencyKind::Safeguard | InsolvencyKind::Receivership | InsolvencyKind::Liquidation)
        )
    });
    if !insolvent.is_empty() {
        out.extend(words.say("declaration", &[("names", &insolvent)]));
    }
    if d.forum.administrative {
        out.extend(words.say("administrative", &[]));
    }
    let states = law.rules.text(registry::EUROPEAN_ORDER_STATES, d.claim.as_of).unwrap_or_default();
    let member = |p: &Party| states.split([';', ' ']).any(|s| s == p.address.country.code());
    let abroad = names(d, member);
    if !abroad.is_empty() && d.timeline.without_order() {
        out.extend(words.say("european_order", &[("names", &abroad)]));
    }
    let owed = d.statement.claimable(d.claim.relief.claim_prescribed == Some(true)).next().is_some();
    if owed && d.timeline.without_order() && insolvent.is_empty() && !d.forum.administrative {
        contested(d, law, &mut out);
    }
    simplified(d, law, &mut out);
    out
}

fn names(d: &Dossier, keep: impl Fn(&Party) -> bool) -> String {
    let kept = d.claim.debtors.iter().filter(|p| keep(p));
    french::list(&kept.map(|p| french::user(&p.display_name())).collect::<Vec<_>>())
}

/// The ordinary ways before the same judge: on the merits, or for a provision.
fn contested(d: &Dossier, law: &Law, out: &mut Vec<OtherRoute>) {
    let Some(court) = &d.forum.competence else { return };
    let words = &law.ways;
    let commercial = matches!(
        court.kind(),
        Kind::TribunalDeCommerce
            | Kind::TribunalDesActivitesEconomiques
            | Kind::TribunalMixteDeCommerce
            | Kind::ChambreCommerciale
    );
    if commercial {
        out.extend(words.say("interim_commercial", &[]));
        out.extend(words.say("writ_commercial", &[]));
        return;
    }
    out.extend(words.say("interim_civil", &[]));
    if let Ok(ceiling) = law.rules.get(registry::AMICABLE_CEILING, d.claim.as_of) {
        let insists = d.claim.relief.claim_prescribed == Some(true);
        let within = d.statement.claimable_totals(insists).total_due <= ceiling;
        let way = if within { "writ_civil_amicable" } else { "writ_civil" };
        out.extend(words.say(way, &[("ceiling", &french::amount(ceiling))]));
    }
}

/// The two procedures of a commissaire de justice without a judge.
fn simplified(d: &Dossier, law: &Law, out: &mut Vec<OtherRoute>) {
    if !d.timeline.without_order() {
        return;
    }
    let closed = |f: &&checks::Finding| f.code.starts_with("small_claims.") && !f.blocks.is_empty();
    let reasons: Vec<&str> = d.findings.iter().filter(closed).map(|f| f.message.as_str()).collect();
    if !reasons.is_empty() {
        out.extend(law.ways.say("small_claims_closed", &[("reasons", &reasons.join(" "))]));
    }
    let available = law.rules.get(registry::L126_AVAILABLE, d.claim.as_of) == Ok(true);
    if d.findings.iter().any(|f| f.code == "commercial_recovery.unavailable") {
        out.extend(law.ways.say("commercial_recovery_pending", &[]));
    } else if available
        && checks::invoiced_between_merchants(&d.claim)
        && !d.claim.debts().any(|i| i.disputed)
    {
        out.extend(law.ways.say("commercial_recovery", &[]));
    }
}

#[cfg(test)]
mod tests {
    use super::super::judge;
    use super::*;
    use crate::claim::{Claim, ClaimFile};

    fn told(law: &Law, base: &str, patch: &serde_json::Value) -> Vec<OtherRoute> {
        let text = law.rules.files().text(&format!("cases/{base}.json")).unwrap();
        let mut claim: serde_json::Value = serde_json::from_str(text).unwrap();
        let patch: json_patch::Patch = serde_json::from_value(patch.clone()).unwrap();
        json_patch::patch(&mut claim, &patch).unwrap();
        let file: ClaimFile = serde_json::from_value(claim).unwrap();
        let as_of = file.as_of.unwrap().day();
        let claim = Claim::normalise(file, as_of, &law.rules).unwrap();
        other_routes(&judge(claim, None, law).unwrap(), law)
    }

    fn is(route: &OtherRoute, law: &Law, way: &str) -> bool {
        law.ways.0.get(way).is_some_and(|(name, why, _)| {
            let said = why.fill(&[]);
            let head = said.split('{').next().unwrap_or_default();
            route.name == name.fill(&[]) && route.why.starts_with(head)
        })
    }

    #[test]
    fn each_claim_is_told_the_ways_that_fit_it() {
        let law = Law::load(RuleFiles::embedded()).unwrap();
        let none = serde_json::json!([]);
        let cases = [
            (
                "b2b",
                &[
                    "interim_commercial",
                    "writ_commercial",
                    "small_claims_closed",
                    "commercial_recovery_pending",
                ][..],
            ),
            ("consumer", &["interim_civil", "writ_civil_amicable"][..]),
            ("order", &[][..]),
        ];
        for (base, ways) in cases {
            let got = told(&law, base, &none);
            assert_eq!(got.len(), ways.len(), "{base}: {got:#?}");
            for (route, way) in got.iter().zip(ways) {
                assert!(is(route, &law, way), "{base}: {way}, {route:?}");
                assert!(!route.why.contains('{') && !route.law.is_empty(), "{route:?}");
            }
        }
    }

    #[test]
    fn the_amicable_attempt_ends_above_its_ceiling() {
        let law = Law::load(RuleFiles::embedded()).unwrap();
        let with = |sum: &str| {
            serde_json::json!([
                {"op": "replace", "path": "/notices", "value": []},
                {"op": "replace", "path": "/invoices/0/amount_incl_tax", "value": sum},
            ])
        };
        let has = |sum: &str, way: &str| {
            let routes = told(&law, "consumer", &with(sum));
            routes
                .iter()
                .any(|r| r.why.contains("aucune tentative") == (way == "writ_civil") && is(r, &law, way))
        };
        assert!(has("6000.00", "writ_civil_amicable"));
        assert!(has("6000.01", "writ_civil"));
    }

    #[test]
    fn a_procedure_opened_leaves_the_declaration() {
        let law = Law::load(RuleFiles::embedded()).unwrap();
        let opened = serde_json::json!([{"op": "add", "path": "/debtors/0/insolvency",
            "value": {"kind": "receivership", "opened_on": "2026-10-01", "published_on": "2026-10-10"}}]);
        let got = told(&law, "b2b", &opened);
        assert!(got.first().is_some_and(|r| is(r, &law, "declaration")), "{got:#?}");
        assert!(!got.iter().any(|r| is(r, &law, "writ_commercial")));
    }

    #[test]
    fn a_way_without_words_stops_the_start() {
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        let files = RuleFiles::embedded().with(PATH, "[writ]\nname = 'x'\nwhy = 'y'\nlaw = []\n");
        let e = WayWords::load(&files, &rules).unwrap_err().to_string();
        assert!(e.contains("european_order") && e.contains("writ"), "{e}");
    }
}
