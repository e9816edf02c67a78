//! The payment plan reckoned: its rows, what each takes, what is left, and what a missed one costs (PLAN-01, PLAN-08,
//! CIV-12; C. civ., art. 1103, 1343-1, 1343-5). Dates stay as computed: no rule carries a contractual day to the next
//! working day (INT-19, POLICY); a week-end is only shown. Refuses to invent interest: none runs while the plan is kept.

use chrono::{Datelike, Weekday};
use schemars::JsonSchema;
use serde::Serialize;

use super::{Statement, Totals};
use crate::claim::wire::{Imputation, IndemnityRank, PlanKind, Waived};
use crate::claim::{Claim, Plan, Schedule};
use crate::domain::{Day, Money, add_years_clamped, french};
use crate::rules::{NoVersion, Rules, registry};

/// What becomes of interest while the plan is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PlanInterest {
    /// It stops while the plan is kept.
    Suspended,
    /// What has accrued is given up too, if the plan is kept.
    Waived,
}

/// One instalment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlanRow {
    /// From 1.
    pub n: usize,
    /// Day to pay.
    pub due_on: Day,
    /// A Saturday or a Sunday: a transfer may arrive later.
    pub on_weekend: bool,
    /// Amount.
    pub amount: Money,
    /// Taken by interest.
    pub to_interest: Money,
    /// Taken by principal.
    pub to_principal: Money,
    /// Taken by lump sums, penalty and costs.
    pub to_accessories: Money,
    /// Left of the plan afterwards.
    pub balance: Money,
    /// What falls due at once if this one is missed, what was waived included; only with acceleration.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_if_missed: Option<Money>,
}

/// The plan, reckoned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PlanView {
    /// Both have agreed.
    pub agreed: bool,
    /// What is asked on the day of the statement, less what is waived.
    pub owed: Money,
    /// Interest given up if the plan is kept.
    pub waived_interest: Money,
    /// Lump sums given up if the plan is kept.
    pub waived_indemnities: Money,
    /// Sum of the instalments.
    pub total: Money,
    /// What the instalments leave unpaid.
    pub missing: Money,
    /// What they ask too much.
    pub excess: Money,
    /// Interest while the plan is kept.
    pub interest: PlanInterest,
    /// The whole falls due at the first default.
    pub acceleration: bool,
    /// The rows.
    pub rows: Vec<PlanRow>,
    /// Last day that a judge could have granted.
    pub judge_limit_on: Option<Day>,
    /// The plan is longer: only an agreement can be.
    pub over_judge_limit: bool,
    /// A consumer pays interest or lump sums in it: it may be a credit (PLAN-08).
    pub may_be_credit: bool,
    /// Every figure in French.
    pub explanation: Vec<String>,
}

/// The plan of a claim on its statement; `None` without a plan.
///
/// # Errors
/// A value that the rule set does not know on the day of the claim.
pub fn view(claim: &Claim, statement: &Statement, rules: &Rules) -> Result<Option<PlanView>, NoVersion> {
    let Some(plan) = &claim.plan else { return Ok(None) };
    let asked = statement.claimable_totals(claim.relief.claim_prescribed.unwrap_or(false));
    let given_up = |w, sum| if plan.waive.contains(&w) { sum } else { Money::ZERO };
    let waived_interest = given_up(Waived::Interest, asked.interest_due);
    let waived_indemnities = given_up(Waived::Indemnities, asked.indemnities_due);
    let owed = asked.total_due - waived_interest - waived_indemnities;
    let instalments = laid_out(&plan.schedule, owed);
    let total: Money = instalments.iter().map(|(_, m)| *m).sum();
    let mut left = Left {
        interest: asked.interest_due - waived_interest,
        principal: asked.principal_due,
        accessories: asked.indemnities_due - waived_indemnities + asked.penalty_clause_due + asked.costs_due,
    };
    let order = order(claim);
    let revived = waived_interest + waived_indemnities;
    let mut balance = total;
    let mut rows = Vec::with_capacity(instalments.len());
    for (n, (due_on, amount)) in (1..).zip(instalments) {
        let due_if_missed = plan.acceleration.then_some(balance + revived);
        balance -= amount;
        let took = left.take(amount, order);
        rows.push(PlanRow {
            n,
            due_on,
            on_weekend: matches!(due_on.weekday(), Weekday::Sat | Weekday::Sun),
            amount,
            to_interest: took.interest,
            to_principal: took.principal,
            to_accessories: took.accessories,
            balance,
            due_if_missed,
        });
    }
    let years = rules.get(registry::JUDGE_PLAN_YEARS, claim.as_of)?;
    let judge_limit_on = add_years_clamped(claim.as_of, years);
    let last = rows.iter().map(|r| r.due_on).max();
    let extras = rows.iter().any(|r| r.to_interest.is_positive() || r.to_accessories.is_positive());
    let mut out = PlanView {
        agreed: plan.kind == PlanKind::Agreed,
        owed,
        waived_interest,
        waived_indemnities,
        total,
        missing: (owed - total).or_zero(),
        excess: (total - owed).or_zero(),
        interest: match plan.waive.contains(&Waived::Interest) {
            true => PlanInterest::Waived,
            false => PlanInterest::Suspended,
        },
        acceleration: plan.acceleration,
        rows,
        judge_limit_on,
        over_judge_limit: judge_limit_on.zip(last).is_some_and(|(limit, last)| last > limit),
        may_be_credit: claim.is_b2c() && extras,
        explanation: Vec::new(),
    };
    out.explanation = sentences(&out, &asked, claim, plan, years, rules)?;
    Ok(Some(out))
}

/// The days and their amounts: as listed, else equal, the cents left over on the last one.
fn laid_out(schedule: &Schedule, owed: Money) -> Vec<(Day, Money)> {
    match schedule {
        Schedule::Listed(list) => list.iter().map(|i| (i.due_on.day(), i.amount)).collect(),
        Schedule::Even(days) => {
            let count = i128::try_from(days.len()).unwrap_or(1).max(1);
            let share = i64::try_from(owed.cents() / count).map_or(Money::ZERO, Money::from_cents);
            let mut out: Vec<(Day, Money)> = days.iter().map(|d| (*d, share)).collect();
            let before: Money = out.iter().skip(1).map(|(_, m)| *m).sum();
            if let Some((_, last)) = out.last_mut() {
                *last = owed - before;
            }
            out
        }
    }
}

#[derive(Clone, Copy)]
enum Part {
    Interest,
    Principal,
    Accessories,
}

/// C. civ., art. 1343-1: interest before principal; lump sums last (INT-10); unless the choices say otherwise.
fn order(claim: &Claim) -> [Part; 3] {
    use Part::{Accessories, Interest, Principal};
    let first = claim.policy.imputation == Imputation::PrincipalFirst;
    let (a, b) = if first { (Principal, Interest) } else { (Interest, Principal) };
    match claim.policy.indemnity_rank {
        IndemnityRank::BeforeInterest => [Accessories, a, b],
        IndemnityRank::AfterPrincipal => [a, b, Accessories],
    }
}

#[derive(Clone, Copy)]
struct Left {
    interest: Money,
    principal: Money,
    accessories: Money,
}

impl Left {
    fn take(&mut self, amount: Money, order: [Part; 3]) -> Left {
        let mut took = Left { interest: Money::ZERO, principal: Money::ZERO, accessories: Money::ZERO };
        let mut rest = amount;
        for part in order {
            let (left, taken) = match part {
                Part::Interest => (&mut self.interest, &mut took.interest),
                Part::Principal => (&mut self.principal, &mut took.principal),
                Part::Accessories => (&mut self.accessories, &mut took.accessories),
            };
            *taken = rest.min(*left);
            *left -= *taken;
            rest -= *taken;
        }
        took
    }
}

fn sentences(
    p: &PlanView,
    asked: &Totals,
    claim: &Claim,
    plan: &Plan,
    years: u32,
    rules: &Rules,
) -> Result<Vec<String>, NoVersion> {
    let cite = |key: &str| rules.law(key).map_or("", |l| &*l.text);
    let amount = french::amount;
    let mut out = vec![format!(
        "Somme due au {} : {} ; à payer selon le plan : {}.",
        french::date(claim.as_of),
        amount(asked.total_due),
        amount(p.owed)
    )];
    for (sum, what) in [(p.waived_interest, "intérêts"), (p.waived_indemnities, "indemnités de recouvrement")]
    {
        if sum.is_positive() {
            out.push(format!(
                "Le créancier renonce aux {what} ({}) si le plan est entièrement respecté.",
                amount(sum)
            ));
        }
    }
    let count = u32::try_from(p.rows.len()).unwrap_or(u32::MAX);
    if let (Some(first), Some(last)) = (p.rows.first(), p.rows.last()) {
        out.push(format!(
            "{}, du {} au {}, pour un total de {}.",
            french::count(count, "échéance", "échéances"),
            french::date(first.due_on),
            french::date(last.due_on),
            amount(p.total)
        ));
        if matches!(plan.schedule, Schedule::Even(_)) && first.amount != last.amount {
            out.push(format!(
                "Les échéances sont égales ; la dernière porte les centimes restants ({}).",
                amount(last.amount)
            ));
        }
    }
    if p.missing.is_positive() {
        out.push(format!("Les échéances laissent {} hors du plan.", amount(p.missing)));
    }
    if p.excess.is_positive() {
        out.push(format!("Les échéances dépassent de {} la somme à payer.", amount(p.excess)));
    }
    out.push("Aucun intérêt ne court tant que le plan est respecté.".to_owned());
    out.push(if plan.acceleration {
        let days = match claim.relief.payment_deadline_days {
            Some(days) => days,
            None => rules.get(registry::NOTICE_DEFAULT_DAYS, claim.as_of)?,
        };
        format!(
            "Une échéance impayée, après une mise en demeure restée sans effet pendant {}, rend tout le solde exigible, \
             et les sommes auxquelles le créancier renonçait redeviennent dues.",
            french::count(days, "jour", "jours")
        )
    } else {
        "Une échéance impayée ne rend exigible que cette échéance.".to_owned()
    });
    if p.rows.iter().any(|r| r.on_weekend) {
        out.push(
            "Une échéance au moins tombe un samedi ou un dimanche : la date reste celle du plan, le virement est à \
             faire avant."
                .to_owned(),
        );
    }
    let most = french::count(years, "an", "ans");
    out.push(if p.over_judge_limit {
        format!(
            "Le plan dépasse les {most} qu'un juge peut accorder ({}) : il ne vaut que par l'accord des parties.",
            cite("cciv-1343-5")
        )
    } else {
        format!("Le plan tient dans les {most} qu'un juge peut accorder ({}).", cite("cciv-1343-5"))
    });
    if p.may_be_credit {
        out.push(format!(
            "Le plan fait payer à un consommateur des intérêts ou des frais : il pourrait être un crédit à la \
             consommation ({}) ; y renoncer, ou le faire relire.",
            cite("cconso-l312-1")
        ));
    }
    Ok(out.iter().map(|s| french::typeset(s)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::RuleFiles;
    use crate::statement::compute;
    use serde_json::{Value, json};

    fn plan(name: &str, change: impl FnOnce(&mut Value)) -> PlanView {
        let path = format!("{}/examples/claims/{name}.json", env!("CARGO_MANIFEST_DIR"));
        let mut json: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        change(&mut json);
        let rules = Rules::load(RuleFiles::embedded()).unwrap();
        let file = serde_json::from_value(json).unwrap();
        let claim = Claim::normalise(file, "2026-11-22".parse().unwrap(), &rules).unwrap();
        let statement = compute(&claim, &rules).unwrap();
        view(&claim, &statement, &rules).unwrap().unwrap()
    }

    fn rows(p: &PlanView) -> Vec<String> {
        let row = |r: &PlanRow| {
            format!(
                "{} {} {} = {} + {} + {}, {}",
                r.n, r.due_on, r.amount, r.to_interest, r.to_principal, r.to_accessories, r.balance
            )
        };
        p.rows.iter().map(row).collect()
    }

    #[test]
    fn three_instalments_pay_the_principal_once_interest_is_waived() {
        let p = plan("02_consumer_craftsman", |_| {});
        let sums = [p.owed, p.total, p.missing, p.excess, p.waived_interest].map(|m| m.to_string());
        assert_eq!(sums, ["3260.00", "3260.00", "0.00", "0.00", "18.42"]);
        let want = [
            "1 2026-12-15 1000.00 = 0.00 + 1000.00 + 0.00, 2260.00",
            "2 2027-01-15 1000.00 = 0.00 + 1000.00 + 0.00, 1260.00",
            "3 2027-02-15 1260.00 = 0.00 + 1260.00 + 0.00, 0.00",
        ];
        assert_eq!(rows(&p), want);
        // Missed, the second one brings back the interest waived.
        assert_eq!(p.rows[1].due_if_missed.map(|m| m.to_string()).as_deref(), Some("2278.42"));
        assert!(!p.may_be_credit && !p.over_judge_limit && !p.agreed);
        insta::assert_json_snapshot!(p.explanation);
    }

    #[test]
    fn equal_instalments_leave_the_cents_to_the_last_and_keep_the_day_of_the_month() {
        let p = plan("02_consumer_craftsman", |j| {
            j["instalments"] = json!({"kind": "agreed", "instalments":
                {"count": 3, "first_due_on": "2026-12-31", "every": "month"}});
        });
        // Nothing waived: 3 260,00 + 18,42, interest first.
        let want = [
            "1 2026-12-31 1092.80 = 18.42 + 1074.38 + 0.00, 2185.62",
            "2 2027-01-31 1092.80 = 0.00 + 1092.80 + 0.00, 1092.82",
            "3 2027-02-28 1092.82 = 0.00 + 1092.82 + 0.00, 0.00",
        ];
        assert_eq!(rows(&p), want);
        assert!(p.may_be_credit && p.agreed && p.rows[1].on_weekend);
        assert_eq!(p.rows[0].due_if_missed, None);
    }

    #[test]
    fn weeks_and_fortnights_count_days_and_professionals_may_pay_lump_sums() {
        for (every, second) in [("week", "2026-12-08"), ("fortnight", "2026-12-15")] {
            let p = plan("01_b2b_three_invoices", |j| {
                j["instalments"] = json!({"kind": "proposed", "instalments":
                    {"count": 10, "first_due_on": "2026-12-01", "every": every}});
            });
            assert_eq!(p.rows[1].due_on.to_string(), second);
            assert_eq!((p.total, p.owed.to_string().as_str()), (p.owed, "9597.61"));
            let taken: Money = p.rows.iter().map(|r| r.to_accessories).sum();
            assert_eq!(taken.to_string(), "120.00");
            assert!(!p.may_be_credit);
        }
    }

    #[test]
    fn longer_than_a_judge_could_grant_and_short_of_the_debt() {
        let with = |last: &str| {
            plan("02_consumer_craftsman", |j| {
                j["instalments"]["instalments"] = json!([{"due_on": last, "amount": "3000.00"}]);
            })
        };
        assert!(!with("2028-11-22").over_judge_limit);
        let p = with("2028-11-23");
        assert!(p.over_judge_limit);
        assert_eq!(p.missing.to_string(), "260.00");
    }
}
