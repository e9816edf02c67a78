//! The conciliator was asked and nobody has met yet: after some months the writ needs no attempt any more (CPC, art.
//! 750-1, 3°; AM-01). The order for payment never needs one (AM-02): this day only matters for the other ways.

use super::{Case, ClaimDeadline, sentence};
use crate::claim::wire::EventKind;
use crate::deadlines::status;
use crate::domain::add_months_clamped;
use crate::domain::french::{count, date};
use crate::rules::{NoVersion, registry};

/// The end of the wait of each attempt that is still open.
pub(super) fn deadlines(case: &Case<'_>, out: &mut Vec<ClaimDeadline>) -> Result<(), NoVersion> {
    if case.claim.order.is_some() {
        return Ok(());
    }
    let open = |e: &crate::claim::wire::Event| e.kind == EventKind::Mediation && e.until.is_none();
    for (i, e) in case.claim.events.iter().enumerate().filter(|(_, e)| open(e)) {
        let asked = e.on.day();
        // Before the text there was no wait to count.
        let Ok(months) = case.rules.get(registry::CONCILIATOR_MONTHS, asked) else { continue };
        let Some(end) = add_months_clamped(asked, months) else { continue };
        out.push(ClaimDeadline {
            code: "conciliation",
            subject: format!("/events/{i}"),
            starts_on: asked,
            expires_on: end,
            raw_expires_on: end,
            safe_by: None,
            computation: sentence(&format!(
                "Tentative amiable du {}. Sans réunion dans les {} de la saisine d'un conciliateur, soit le {}, l'assignation n'en \
                 suppose plus d'autre. L'injonction de payer n'en suppose aucune.",
                date(asked),
                count(months, "mois", "mois"),
                date(end)
            )),
            law: case.law(&["cpc-750-1"]),
            status: status::status(Some(asked), end, case.claim.as_of, case.rules)?,
            note: None,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::claim::{Claim, ClaimFile};
    use crate::dossier::{Law, judge};
    use crate::rules::RuleFiles;
    use serde_json::{Value, json};

    fn found(event: Value) -> Vec<(String, String)> {
        let law = Law::load(RuleFiles::embedded()).unwrap();
        let mut claim: Value =
            serde_json::from_str(law.rules.files().text("cases/consumer.json").unwrap()).unwrap();
        claim["events"] = json!([event]);
        let file: ClaimFile = serde_json::from_value(claim).unwrap();
        let as_of = file.as_of.unwrap().day();
        let d = judge(Claim::normalise(file, as_of, &law.rules).unwrap(), None, &law).unwrap();
        let own = d.timeline.deadlines.iter().filter(|x| x.code == "conciliation");
        own.map(|x| (x.subject.clone(), x.expires_on.to_string())).collect()
    }

    #[test]
    fn three_months_from_an_attempt_that_is_still_open() {
        let open = json!({"kind": "mediation", "on": "2026-08-31"});
        assert_eq!(found(open), [("/events/0".to_owned(), "2026-11-30".to_owned())]);
        assert_eq!(found(json!({"kind": "mediation", "on": "2026-08-31", "until": "2026-10-02"})), []);
        assert_eq!(found(json!({"kind": "mediation", "on": "2023-09-30"})), []);
    }
}
