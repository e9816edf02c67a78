//! A claim reduced to what its amounts depend on: drawn at random, and written as a claim file.

use chrono::{Datelike, Days};
use creance::domain::{Day, RateSeries};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::{Value, json};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Creditor {
    Company,
    Private,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Debtor {
    Company,
    Consumer,
    PublicBuyer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clause {
    /// Ten-thousandths of a percent a year.
    Fixed(i128),
    Series(RateSeries),
}

#[derive(Debug, Clone)]
pub struct Debt {
    pub issued: Day,
    pub due: Day,
    pub cents: i128,
    pub clause: Option<Clause>,
}

#[derive(Debug, Clone)]
pub struct CreditNote {
    pub on: Day,
    pub cents: i128,
    pub debt: Option<usize>,
}

#[derive(Debug, Clone)]
pub struct Payment {
    pub on: Day,
    pub cents: i128,
    pub debt: Option<usize>,
    /// What the parties agreed for this one: principal first, the law's order, or nothing.
    pub principal_first: Option<bool>,
}

#[derive(Debug, Clone, Copy)]
pub struct Choices {
    pub actual: bool,
    pub first_half_year: bool,
    pub below_floor: &'static str,
    pub principal_first: bool,
    pub indemnity_first: bool,
}

#[derive(Debug, Clone)]
pub struct Scenario {
    pub as_of: Day,
    pub nature: &'static str,
    pub creditor: Creditor,
    pub debtor: Debtor,
    pub asked: Option<&'static str>,
    pub debts: Vec<Debt>,
    pub credit_notes: Vec<CreditNote>,
    pub payments: Vec<Payment>,
    /// Days of presentation of mises en demeure.
    pub notices: Vec<Day>,
    pub insolvency: Option<Day>,
    pub grace: Option<(Day, Day)>,
    pub choices: Choices,
}

pub fn money(cents: i128) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn clause_text(c: Clause) -> String {
    match c {
        Clause::Fixed(r) => format!("{}.{:04}", r / 10_000, r % 10_000),
        Clause::Series(s) => s.name().to_owned(),
    }
}

impl Scenario {
    /// The claim file: debts first, then credit notes.
    pub fn claim(&self) -> Value {
        let at = json!({"lines": ["1 rue du Port"], "postal_code": "71000", "city": "Mâcon"});
        let creditor = match self.creditor {
            Creditor::Company => json!({"kind": "company", "name": "Atelier", "address": at}),
            Creditor::Private => json!({"kind": "individual", "first_names": "Ida", "last_name": "Roc",
                                        "acting_as": "consumer", "address": at}),
        };
        let mut debtor = match self.debtor {
            Debtor::Company => json!({"kind": "company", "name": "Négoce", "address": at}),
            Debtor::Consumer => json!({"kind": "individual", "first_names": "Luc", "last_name": "Bel",
                                       "acting_as": "consumer", "address": at}),
            Debtor::PublicBuyer => json!({"kind": "public_body", "name": "Commune", "address": at}),
        };
        if let Some(on) = self.insolvency {
            debtor["insolvency"] = json!({"kind": "receivership", "opened_on": on});
        }
        let mut invoices: Vec<Value> = Vec::new();
        for (i, d) in self.debts.iter().enumerate() {
            let mut line = json!({"number": format!("F{i}"), "issued_on": d.issued, "due_on": d.due,
                                  "amount_incl_tax": money(d.cents), "label": "x"});
            if let Some(c) = d.clause {
                line["late_rate"] = clause_text(c).into();
            }
            invoices.push(line);
        }
        for (i, c) in self.credit_notes.iter().enumerate() {
            let mut line = json!({"number": format!("A{i}"), "kind": "credit_note", "issued_on": c.on,
                                  "amount_incl_tax": money(c.cents), "label": "x"});
            if let Some(d) = c.debt {
                line["credits"] = format!("F{d}").into();
            }
            invoices.push(line);
        }
        let payment = |p: &Payment| {
            let mut out = json!({"received_on": p.on, "amount": money(p.cents)});
            if let Some(d) = p.debt {
                out["invoice"] = format!("F{d}").into();
            }
            if let Some(first) = p.principal_first {
                out["allocation"] = if first { "principal_first" } else { "legal" }.into();
            }
            out
        };
        let notice = |day: &Day| {
            json!({"kind": "formal_notice", "channel": "registered_letter",
                   "sent_on": *day - Days::new(2), "presented_on": day})
        };
        let mut claim = json!({
            "reference": "ORACLE", "nature": self.nature, "creditor": creditor, "debtors": [debtor],
            "invoices": invoices,
            "payments": self.payments.iter().map(payment).collect::<Vec<_>>(),
            "notices": self.notices.iter().map(notice).collect::<Vec<_>>(),
            "policy": {
                "day_count": if self.choices.actual { json!("actual") } else { json!(365) },
                "rate_follows": if self.choices.first_half_year { "first_half_year" } else { "each_half_year" },
                "below_floor": self.choices.below_floor,
                "imputation": if self.choices.principal_first { "principal_first" } else { "interest_first" },
                "indemnity_rank": if self.choices.indemnity_first { "before_interest" } else { "after_principal" },
            },
        });
        if let Some(asked) = self.asked {
            claim["relief"] = json!({"interest": asked});
        }
        if let Some((on, until)) = self.grace {
            claim["events"] = json!([{"kind": "grace_period", "on": on, "until": until}]);
        }
        claim
    }
}

/// A day of a claim: some time before the statement, or close to a due date or to a change of half-year.
#[derive(Debug, Clone)]
enum Moment {
    Ago(i64),
    NearDue(Index, i64),
    NearHalfYear(i32, bool, i64),
}

fn moment() -> impl Strategy<Value = Moment> {
    prop_oneof![
        4 => (-30i64..1200).prop_map(Moment::Ago),
        3 => (any::<Index>(), -2i64..=3).prop_map(|(i, d)| Moment::NearDue(i, d)),
        2 => (0i32..3, any::<bool>(), -2i64..=2).prop_map(|(y, s, d)| Moment::NearHalfYear(y, s, d)),
    ]
}

fn resolve(m: &Moment, as_of: Day, dues: &[Day]) -> Day {
    match m {
        Moment::Ago(n) => as_of - chrono::Duration::days(*n),
        Moment::NearDue(i, d) => dues[i.index(dues.len())] + chrono::Duration::days(*d),
        Moment::NearHalfYear(years, second, d) => {
            let month = if *second { 7 } else { 1 };
            let edge = Day::from_ymd_opt(as_of.year() - years, month, 1).unwrap();
            edge + chrono::Duration::days(*d)
        }
    }
}

fn clause() -> impl Strategy<Value = Option<Clause>> {
    prop_oneof![
        5 => Just(None),
        2 => (0i128..250_000).prop_map(|r| Some(Clause::Fixed(r))),
        1 => select(vec![100_000i128, 122_500, 140_000, 145_000, 150_000]).prop_map(|r| Some(Clause::Fixed(r))),
        2 => select(RateSeries::ALL).prop_map(|s| Some(Clause::Series(s))),
    ]
}

fn cents() -> impl Strategy<Value = i128> {
    prop_oneof![3 => 100i128..200_000, 2 => 10_000i128..5_000_000, 1 => 1i128..50_000_000]
}

fn choices() -> impl Strategy<Value = Choices> {
    let below = select(vec!["default_rate", "floor", "as_stipulated"]);
    let seldom = || prop::bool::weighted(0.25);
    (seldom(), seldom(), below, seldom(), seldom()).prop_map(
        |(actual, first_half_year, below_floor, principal_first, indemnity_first)| Choices {
            actual,
            first_half_year,
            below_floor,
            principal_first,
            indemnity_first,
        },
    )
}

pub fn scenario() -> impl Strategy<Value = Scenario> {
    let who = (
        select(vec![Creditor::Company, Creditor::Company, Creditor::Private]),
        select(vec![Debtor::Company, Debtor::Company, Debtor::Consumer, Debtor::PublicBuyer]),
        select(vec!["services", "sale_of_goods", "works", "commercial_lease", "other_contract", "tort"]),
        select(vec![None, None, Some("legal"), Some("contractual"), Some("commercial_default")]),
    );
    let debt = (-40i64..1100, 0u64..60, cents(), clause());
    let note = (moment(), cents(), prop::option::of(any::<Index>()));
    let allocation = prop_oneof![6 => Just(None), 1 => Just(Some(true)), 1 => Just(Some(false))];
    let payment = (moment(), cents(), prop::option::weighted(0.3, any::<Index>()), allocation);
    let lists = (
        prop::collection::vec(debt, 1..=6),
        prop::collection::vec(note, 0..=2),
        prop::collection::vec(payment, 0..=6),
        prop::collection::vec(moment(), 0..=2),
    );
    let stops = (prop::option::weighted(0.15, moment()), prop::option::weighted(0.15, (moment(), 0u64..400)));
    // From 2015 to the last day of the last half-year published.
    (0u64..4383, who, lists, stops, choices()).prop_map(|(n, who, lists, stops, choices)| {
        let as_of = Day::from_ymd_opt(2015, 1, 1).unwrap() + Days::new(n);
        let (debts, notes, payments, notices) = lists;
        let debts: Vec<Debt> = debts
            .into_iter()
            .map(|(ago, term, cents, clause)| {
                let due = as_of - chrono::Duration::days(ago);
                Debt { issued: due - Days::new(term), due, cents, clause }
            })
            .collect();
        let dues: Vec<Day> = debts.iter().map(|d| d.due).collect();
        let at = |m: &Moment| resolve(m, as_of, &dues);
        let named = |i: &Option<Index>| i.map(|i| i.index(dues.len()));
        Scenario {
            as_of,
            nature: who.2,
            creditor: who.0,
            debtor: who.1,
            asked: who.3,
            credit_notes: notes
                .iter()
                .map(|(m, cents, i)| CreditNote { on: at(m), cents: *cents, debt: named(i) })
                .collect(),
            payments: payments
                .iter()
                .map(|(m, cents, i, first)| Payment {
                    on: at(m),
                    cents: *cents,
                    debt: named(i),
                    principal_first: *first,
                })
                .collect(),
            notices: notices.iter().map(at).collect(),
            insolvency: stops.0.as_ref().map(at),
            grace: stops.1.as_ref().map(|(m, days)| (at(m), at(m) + Days::new(*days))),
            choices,
            debts,
        }
    })
}
