use proptest::prelude::*;

use super::super::{CreditorQuality, DebtorQuality, LimitationRules};
use super::*;
use crate::domain::Nature;
use crate::rules::RuleFiles;

fn d(s: &str) -> Day {
    s.parse().unwrap()
}

fn set() -> (Rules, LimitationRules) {
    let rules = Rules::load(RuleFiles::embedded()).unwrap();
    let table = LimitationRules::load(rules.files(), &mut Vec::new()).unwrap();
    (rules, table)
}

fn act(kind: ActKind, on: &str, until: Option<&str>) -> Act {
    Act { kind, on: d(on), until: until.map(d) }
}

fn last(nature: Nature, debtor: DebtorQuality, start: &str, acts: &[Act]) -> Limitation {
    let (rules, table) = set();
    let rule = table.rule_for(nature, debtor, CreditorQuality::Professional).unwrap();
    let start = LimitationStart::DuringDay(d(start));
    run(&LimitationCase { rule, start, born_on: None, acts, as_of: d("2026-11-22") }, &rules).unwrap()
}

const PRO: DebtorQuality = DebtorQuality::Professional;
const CONSUMER: DebtorQuality = DebtorQuality::Consumer;

#[test]
fn worked_files() {
    let paid = |on| [act(ActKind::PartialPayment, on, None)];
    let end = |n, q, s, acts: &[Act]| last(n, q, s, acts).end.last_day;
    assert_eq!(end(Nature::Works, PRO, "2026-03-12", &paid("2026-06-02")), d("2031-06-02"));
    assert_eq!(end(Nature::Works, PRO, "2026-04-04", &[]), d("2031-04-04"));
    assert_eq!(end(Nature::Works, PRO, "2026-06-11", &[]), d("2031-06-11"));
    assert_eq!(end(Nature::Works, CONSUMER, "2026-04-23", &paid("2026-05-11")), d("2028-05-11"));
    assert_eq!(end(Nature::ResidentialLease, CONSUMER, "2026-06-01", &paid("2026-07-20")), d("2029-07-20"));
    assert_eq!(end(Nature::ResidentialLease, CONSUMER, "2026-07-01", &[]), d("2029-07-01"));
    assert_eq!(end(Nature::Services, CONSUMER, "2022-06-01", &[]), d("2024-06-01"));
}

#[test]
fn the_end_comes_with_its_neighbours_and_a_sentence() {
    let l = last(Nature::Works, PRO, "2026-03-12", &[act(ActKind::PartialPayment, "2026-06-02", None)]);
    assert_eq!(l.end.safety_day, d("2031-06-01"));
    assert_eq!(l.end.time_barred_from, d("2031-06-03"));
    assert_eq!(l.initial_last_day, d("2031-03-12"));
    assert_eq!(
        l.computation.replace('\u{a0}', " "),
        "Prescription de 5 ans à compter du 12 mars 2026 : 12 mars 2031. Le paiement partiel du 2 juin 2026 interrompt : \
         nouveau délai jusqu'au 2 juin 2031. Dernier jour le 2 juin 2031 ; un jour non ouvrable ne le reporte pas."
    );
    assert!(l.law.contains(&"cciv-2240".to_owned()));
}

#[test]
fn completion_of_2021_is_barred_on_27_february_2026() {
    let l = last(Nature::Services, PRO, "2021-02-26", &[]);
    assert_eq!((l.end.last_day, l.end.time_barred_from), (d("2026-02-26"), d("2026-02-27")));
    assert_eq!(last(Nature::Services, CONSUMER, "2024-02-29", &[]).end.last_day, d("2026-02-28"));
}

#[test]
fn an_act_counts_on_the_last_day_and_not_on_the_next() {
    let on = |day| last(Nature::Services, CONSUMER, "2024-05-10", &[act(ActKind::PartialPayment, day, None)]);
    assert_eq!(on("2026-05-10").end.last_day, d("2028-05-10"));
    let late = on("2026-05-11");
    assert_eq!(late.end.last_day, d("2026-05-10"));
    assert!(!late.acts[0].counted() && late.acts[0].reason.contains("renonciation"));
}

#[test]
fn what_interrupts_and_what_does_not() {
    let one = |kind| last(Nature::Services, PRO, "2024-01-10", &[act(kind, "2025-03-01", None)]);
    for kind in [
        ActKind::Acknowledgment,
        ActKind::PartialPayment,
        ActKind::PromiseToPay,
        ActKind::CourtClaim,
        ActKind::OrderServed,
        ActKind::EnforcementAct,
        ActKind::ClaimDeclared,
    ] {
        assert_eq!(one(kind).end.last_day, d("2030-03-01"), "{kind:?}");
    }
    for kind in [
        ActKind::Reminder,
        ActKind::RegisteredLetter,
        ActKind::Dispute,
        ActKind::InsolvencyOpened,
        ActKind::GracePeriod,
    ] {
        assert_eq!(one(kind).end.last_day, d("2029-01-10"), "{kind:?}");
    }
    let premium = [act(ActKind::RegisteredLetter, "2025-03-01", None)];
    assert_eq!(last(Nature::InsurancePremium, PRO, "2024-01-10", &premium).end.last_day, d("2027-03-01"));
}

#[test]
fn a_foreclosure_yields_to_justice_only() {
    let one =
        |kind, until| last(Nature::ConsumerCredit, CONSUMER, "2025-03-05", &[act(kind, "2026-01-10", until)]);
    assert_eq!(one(ActKind::Acknowledgment, None).end.last_day, d("2027-03-05"));
    assert_eq!(one(ActKind::PartialPayment, None).end.last_day, d("2027-03-05"));
    assert_eq!(one(ActKind::Mediation, Some("2026-06-10")).end.last_day, d("2027-03-05"));
    assert_eq!(one(ActKind::OrderServed, None).end.last_day, d("2028-01-10"));
    assert_eq!(one(ActKind::EnforcementAct, None).end.last_day, d("2028-01-10"));
}

#[test]
fn a_suspension_adds_its_days_and_leaves_six_months() {
    let mediation = |on, until| [act(ActKind::Mediation, on, Some(until))];
    let far = last(Nature::Services, PRO, "2024-01-10", &mediation("2025-03-01", "2025-03-31"));
    assert_eq!(far.end.last_day, d("2029-02-09"));
    assert_eq!(far.acts[0].effect, ActEffect::Suspends { days: 30 });
    // Ten days left before the mediation: six months after its end.
    let near = last(Nature::Services, CONSUMER, "2024-01-10", &mediation("2025-12-31", "2026-03-15"));
    assert_eq!(near.end.last_day, d("2026-09-15"));
    let force = [act(ActKind::ForceMajeure, "2025-12-31", Some("2026-03-15"))];
    assert_eq!(last(Nature::Services, CONSUMER, "2024-01-10", &force).end.last_day, d("2026-03-25"));
}

#[test]
fn overlapping_suspensions_count_once_and_an_interruption_inside_keeps_the_rest() {
    let acts = [
        act(ActKind::Mediation, "2025-03-01", Some("2025-03-31")),
        act(ActKind::ForceMajeure, "2025-03-21", Some("2025-04-10")),
    ];
    assert_eq!(last(Nature::Services, PRO, "2024-01-10", &acts).end.last_day, d("2029-02-19"));
    let acts = [
        act(ActKind::Mediation, "2025-03-01", Some("2025-03-31")),
        act(ActKind::Acknowledgment, "2025-03-11", None),
    ];
    assert_eq!(last(Nature::Services, PRO, "2024-01-10", &acts).end.last_day, d("2030-03-31"));
}

#[test]
fn proceedings_interrupt_until_their_end() {
    let acts = [act(ActKind::CourtClaim, "2023-02-01", Some("2025-06-30"))];
    assert_eq!(last(Nature::Services, CONSUMER, "2022-01-10", &acts).end.last_day, d("2027-06-30"));
    let open =
        last(Nature::Services, CONSUMER, "2022-01-10", &[act(ActKind::CourtClaim, "2023-02-01", None)]);
    assert_eq!(open.end.last_day, d("2025-02-01"));
    assert!(open.cautions.iter().any(|c| c.contains("fin de l'instance")));
}

#[test]
fn acts_before_the_start_or_after_the_day_of_judgment_change_nothing() {
    let before =
        last(Nature::Services, CONSUMER, "2026-03-01", &[act(ActKind::PartialPayment, "2026-02-10", None)]);
    assert_eq!(before.end.last_day, d("2028-03-01"));
    let after =
        last(Nature::Services, CONSUMER, "2026-03-01", &[act(ActKind::PartialPayment, "2026-12-24", None)]);
    assert_eq!(after.end.last_day, d("2028-03-01"));
}

#[test]
fn twenty_years_from_birth_stop_acknowledgments_but_not_justice() {
    let (rules, table) = set();
    let rule = table.rule_for(Nature::Services, PRO, CreditorQuality::Professional).unwrap();
    let end = |kind| {
        let acts: Vec<Act> = ["2010-01-01", "2014-06-01", "2019-01-01", "2023-11-01", "2026-10-01"]
            .map(|on| act(kind, on, None))
            .into();
        let start = LimitationStart::DuringDay(d("2008-07-01"));
        let case = LimitationCase {
            rule,
            start,
            born_on: Some(d("2008-06-20")),
            acts: &acts,
            as_of: d("2026-11-22"),
        };
        let l = run(&case, &rules).unwrap();
        (l.end.last_day, l.capped)
    };
    assert_eq!(end(ActKind::Acknowledgment), (d("2028-06-20"), true));
    assert_eq!(end(ActKind::EnforcementAct), (d("2031-10-01"), false));
}

proptest! {
    #[test]
    fn acts_never_shorten_and_their_order_does_not_matter(
        days in proptest::collection::vec((0u32..4000, 0usize..6), 0..6), consumer: bool,
    ) {
        let kinds = [
            ActKind::Acknowledgment, ActKind::CourtClaim, ActKind::EnforcementAct, ActKind::Reminder,
            ActKind::PartialPayment, ActKind::Dispute,
        ];
        let start = d("2015-03-31");
        let acts: Vec<Act> = days
            .iter()
            .map(|(n, k)| Act { kind: kinds[*k], on: plus_days(start, *n).unwrap(), until: None })
            .collect();
        let mut reversed = acts.clone();
        reversed.reverse();
        let q = if consumer { CONSUMER } else { PRO };
        let a = last(Nature::Services, q, "2015-03-31", &acts);
        let b = last(Nature::Services, q, "2015-03-31", &reversed);
        prop_assert_eq!(a.end, b.end);
        prop_assert!(a.end.last_day >= a.initial_last_day);
        prop_assert_eq!(a.acts.len(), acts.len());
    }
}
