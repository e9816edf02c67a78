//! What the way costs, as far as the texts give it (FE-01 to FE-29). A figure that was not read in a text is marked
//! uncertain; a day that no tariff covers gives no figure. Nothing here closes a way.

use rust_decimal::Decimal;

use super::report::Fee;
use super::tariff::Scale;
use super::{Dossier, Law};
use crate::claim::Party;
use crate::court::Kind;
use crate::deadlines::timeline::ServiceState;
use crate::domain::{Grade, LawRef, Money, french};
use crate::rules::{Handle, registry};

/// The costs of the way to take: the request, or the service and the enforcement of an order.
#[must_use]
pub fn fees(d: &Dossier, law: &Law) -> Vec<Fee> {
    let desk = Desk { d, law };
    let mut out = Vec::new();
    if !d.timeline.without_order() {
        let waiting = |s: &&ServiceState| s.served.is_none() && !s.lapsed && !s.regime_unsupported;
        let unserved = d.timeline.service.iter().filter(waiting).count();
        out.extend(desk.service(u32::try_from(unserved).unwrap_or(0), d.statement.totals.total_due));
        if d.timeline.service.iter().any(|s| s.enforceable) {
            desk.enforcement(&mut out);
        }
        return out;
    }
    let insists = d.claim.relief.claim_prescribed == Some(true);
    let total = d.statement.claimable_totals(insists).total_due;
    if !total.is_positive() {
        return out;
    }
    if let Some(c) = &d.forum.competence {
        desk.court(c.kind(), total, &mut out);
        out.extend(desk.service(u32::try_from(d.claim.debtors.len()).unwrap_or(0), total));
    }
    out
}

/// What is reckoned with.
struct Desk<'a> {
    d: &'a Dossier,
    law: &'a Law,
}

/// Whether the figure was read in a text, or quoted from it.
fn read(grade: Grade) -> bool {
    matches!(grade, Grade::Text | Grade::Quoted)
}

impl Desk<'_> {
    /// A sum of the rule set on the day of the claim, with its title, articles and grade.
    fn sum(&self, handle: Handle<Money>) -> Option<(String, Money, Vec<LawRef>, bool)> {
        let day = self.d.claim.as_of;
        let amount = self.law.rules.get(handle, day).ok()?;
        let v = self.law.rules.version_on(handle, day).ok()?;
        let title = self.law.rules.series(handle).map(|s| french::typeset(&s.title))?;
        Some((title, amount, v.law.clone(), read(v.grade)))
    }

    fn with_vat(&self, before: Decimal) -> Option<Money> {
        let vat = self.law.rules.get(registry::FEES_VAT, self.d.claim.as_of).ok()?;
        Some(Money::round(before + before * vat.percent() / Decimal::ONE_HUNDRED))
    }

    /// The greffe and the contributions of a request.
    fn court(&self, kind: Kind, total: Money, out: &mut Vec<Fee>) {
        use Kind as K;
        match kind {
            K::TribunalDeCommerce
            | K::TribunalDesActivitesEconomiques
            | K::TribunalMixteDeCommerce
            | K::ChambreCommerciale => {
                if let Some((label, sum, law, certain)) = self.sum(registry::FEES_GREFFE_ORDER)
                    && let Some(amount) = self.with_vat(sum.decimal())
                {
                    out.push(Fee { label, amount, law, certain });
                }
            }
            K::TribunalJudiciaire | K::ChambreDeProximite | K::JugeDesContentieuxDeLaProtection => {
                if let Some((label, amount, law, certain)) = self.sum(registry::FEES_GREFFE_ORDER_CIVIL) {
                    out.push(Fee { label, amount, law, certain });
                }
                out.extend(self.legal_aid());
            }
            // No text was read for this court.
            K::TribunalDePremiereInstance => {}
        }
        if kind == K::TribunalDesActivitesEconomiques {
            out.extend(self.economic_justice(total));
        }
    }

    /// FE-08b: reported exempt, not read: nothing is charged, and it is said to be uncertain.
    fn legal_aid(&self) -> Option<Fee> {
        let day = self.d.claim.as_of;
        let (label, sum, law, certain) = self.sum(registry::FEES_LEGAL_AID)?;
        if sum.is_zero() {
            return None;
        }
        let due = self.law.rules.version_on(registry::FEES_LEGAL_AID_ORDERS, day).ok()?;
        let charged = self.law.rules.get(registry::FEES_LEGAL_AID_ORDERS, day).ok()?;
        let exempt = "exonération rapportée pour une injonction de payer, à confirmer";
        Some(Fee {
            label: if charged { label } else { format!("{label} ({exempt})") },
            amount: if charged { sum } else { Money::ZERO },
            law,
            certain: certain && read(due.grade),
        })
    }

    /// FE-10, FE-11: due at the request, by a large payer only, above a value of the claims.
    fn economic_justice(&self, total: Money) -> Option<Fee> {
        let day = self.d.claim.as_of;
        let floor = self.law.rules.get(registry::FEES_ECONOMIC_JUSTICE_FLOOR, day).ok()?;
        let headcount = self.law.rules.get(registry::FEES_ECONOMIC_JUSTICE_EMPLOYEES, day).ok()?;
        let creditor: &Party = &self.d.claim.creditor;
        let small = creditor.employees.is_some_and(|n| n < headcount);
        if total <= floor || small || creditor.is_public() || creditor.is_natural_person() {
            return None;
        }
        let scale = &self.law.tariffs.economic_justice;
        let v = scale.on(day)?;
        let title = french::typeset(&scale.title);
        let fee = |label, amount| Some(Fee { label, amount, law: v.law.clone(), certain: false });
        let (Some(_), Some(turnover)) = (creditor.employees, creditor.turnover) else {
            return fee(format!("{title} (effectif et chiffre d’affaires à préciser)"), Money::ZERO);
        };
        let bracket = v.bracket(turnover)?;
        let exact = total.decimal() * bracket.value / Decimal::ONE_HUNDRED;
        let amount = Money::round(bracket.cap.map_or(exact, |cap| exact.min(cap.decimal())));
        if amount.is_zero() {
            return None;
        }
        fee(format!("{title} (sous réserve du bénéfice moyen)"), amount)
    }

    /// FE-20 to FE-22: one act a debtor, by the amount of the obligation, and its travel.
    fn service(&self, debtors: u32, obligation: Money) -> Option<Fee> {
        if debtors == 0 {
            return None;
        }
        let (title, sum, mut law, act) = self.sum(registry::FEES_SERVICE_ORDER)?;
        let (_, travel, travel_law, trip) = self.sum(registry::FEES_TRAVEL)?;
        let v = self.law.tariffs.service_coefficient.on(self.d.claim.as_of)?;
        let each = self.with_vat(sum.decimal() * v.bracket(obligation)?.value + travel.decimal())?;
        law.extend(v.law.iter().cloned().chain(travel_law));
        let label = format!("{title}, déplacement compris ({})", french::count(debtors, "acte", "actes"));
        Some(Fee { label, amount: each.times(debtors), law, certain: act && trip && read(v.grade) })
    }

    /// FE-24 to FE-26: on what is to be recovered, costs left out.
    fn enforcement(&self, out: &mut Vec<Fee>) {
        let t = &self.d.statement.totals;
        let base = t.total_due - t.costs_due;
        let tariffs = &self.law.tariffs;
        let each = |scale: &Scale| {
            let v = scale.on(self.d.claim.as_of)?;
            Some(Fee {
                label: french::typeset(&scale.title),
                amount: self.with_vat(v.progressive(base))?,
                law: v.law.clone(),
                certain: read(v.grade),
            })
        };
        if base.is_positive() {
            let scales = [&tariffs.engagement, &tariffs.recovery_debtor, &tariffs.recovery_creditor];
            out.extend(scales.into_iter().filter_map(each));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::judge;
    use super::*;
    use crate::claim::{Claim, ClaimFile};
    use crate::rules::RuleFiles;
    use serde_json::{Value, json};

    fn told(base: &str, patch: &Value) -> Vec<(String, String, bool)> {
        let law = Law::load(RuleFiles::embedded()).unwrap();
        let text = law.rules.files().text(&format!("cases/{base}.json")).unwrap();
        let mut claim: Value = serde_json::from_str(text).unwrap();
        let patch: json_patch::Patch = serde_json::from_value(patch.clone()).unwrap();
        json_patch::patch(&mut claim, &patch).unwrap();
        let file: ClaimFile = serde_json::from_value(claim).unwrap();
        let as_of = file.as_of.unwrap().day();
        let claim = Claim::normalise(file, as_of, &law.rules).unwrap();
        let d = judge(claim, None, &law).unwrap();
        fees(&d, &law).into_iter().map(|f| (f.label, f.amount.to_string(), f.certain)).collect()
    }

    fn amounts(base: &str, patch: &Value) -> Vec<String> {
        told(base, patch).into_iter().map(|(_, a, _)| a).collect()
    }

    #[test]
    fn a_commercial_request_pays_the_greffe_then_the_service() {
        // (25,79 × 2 + 9,40) × 1,20 = 73,176.
        assert_eq!(amounts("b2b", &json!([])), ["30.23", "73.18"]);
        assert!(told("b2b", &json!([])).iter().all(|f| !f.2));
    }

    #[test]
    fn a_civil_request_pays_no_greffe() {
        let got = told("consumer", &json!([]));
        assert_eq!(got.iter().map(|f| f.1.as_str()).collect::<Vec<_>>(), ["0.00", "0.00", "73.18"]);
        assert!(got[0].2 && !got[1].2);
    }

    #[test]
    fn an_order_is_served_on_each_debtor_and_a_title_is_enforced() {
        assert_eq!(amounts("order", &json!([])), ["146.36"]);
        assert_eq!(amounts("title", &json!([])).len(), 3);
    }

    #[test]
    fn a_large_payer_before_a_tae_pays_above_the_floor_only() {
        let lyon = json!({"lines": ["1 rue Mercière"], "postal_code": "69002", "city": "Lyon"});
        let claim = |sum: &str, employees: u32| {
            json!([
                {"op": "replace", "path": "/debtors/0/address", "value": lyon},
                {"op": "replace", "path": "/payments", "value": []},
                {"op": "replace", "path": "/relief/interest", "value": "legal"},
                {"op": "replace", "path": "/notices", "value": []},
                {"op": "replace", "path": "/invoices", "value": [{"number": "1", "issued_on": "2026-02-10",
                    "due_on": "2026-03-12", "amount_incl_tax": sum, "label": "x"}]},
                {"op": "add", "path": "/creditor/employees", "value": employees},
                {"op": "add", "path": "/creditor/turnover", "value": "60000000.00"},
            ])
        };
        // The lump sum of 40,00 € is part of what is claimed.
        assert_eq!(amounts("b2b", &claim("49960.00", 250)).len(), 2);
        assert_eq!(amounts("b2b", &claim("49960.01", 249)).len(), 2);
        assert_eq!(amounts("b2b", &claim("49960.01", 250))[1], "1500.00");
    }
}
