//! The decision table row by row, its dates, and what it refuses to decide.

use super::super::*;
use super::{COURTS, RULES, at, d, m};
use crate::domain::Nature;

struct Case {
    postal: &'static str,
    city: &'static str,
    nature: Nature,
    amount: &'static str,
    debtor: Quality,
    creditor: Quality,
    on: &'static str,
}

const HERE: Case = Case {
    postal: "03200",
    city: "Vichy",
    nature: Nature::Works,
    amount: "12000",
    debtor: Quality::Merchant,
    creditor: Quality::Merchant,
    on: "2026-11-22",
};

fn compete(c: &Case, more: impl FnOnce(&mut CourtQuery)) -> Result<Competence, CompetenceError> {
    compete_with(c, None, more)
}

fn compete_with(
    c: &Case,
    building: Option<(&str, &str)>,
    more: impl FnOnce(&mut CourtQuery),
) -> Result<Competence, CompetenceError> {
    let courts = &*COURTS;
    let place = at(courts, c.postal, c.city).unwrap();
    let building = building.map(|(p, city)| at(courts, p, city).unwrap());
    let mut q = CourtQuery {
        nature: c.nature,
        amount: m(c.amount),
        amount_total: None,
        debtor: Some(c.debtor),
        creditor: Some(c.creditor),
        place: &place,
        building: building.as_ref(),
        contract_date: None,
        commerce_by_form: false,
        on: d(c.on),
    };
    more(&mut q);
    courts.competence(&RULES, &q)
}

fn court(c: &Case) -> Competence {
    compete(c, |_| ()).unwrap_or_else(|e| panic!("{} {}: {e}", c.city, c.nature))
}

#[test]
fn the_decision_table() {
    use Kind::*;
    use Nature::*;
    use Quality::*;
    let jcp = JugeDesContentieuxDeLaProtection;
    #[rustfmt::skip]
    let rows = [
        // (place, nature, amount, debtor, creditor) → (id, kind, avocat)
        (("03200", "Vichy", Works, "12000", Merchant, Merchant), ("com-03-cusset", TribunalDeCommerce, LawyerNeed::Yes)),
        (("71000", "Mâcon", Works, "3260", Consumer, NonMerchant), ("tj-71-macon", TribunalJudiciaire, LawyerNeed::No)),
        (("54000", "Nancy", ResidentialLease, "25000", Consumer, NonMerchant), ("tj-54-nancy", jcp, LawyerNeed::No)),
        (("03200", "Vichy", ResidentialLease, "900", Consumer, NonMerchant), ("tprx-03-vichy", jcp, LawyerNeed::No)),
        (("36000", "Châteauroux", SaleOfGoods, "5000", Merchant, Merchant), ("com-36-chateauroux", TribunalDeCommerce, LawyerNeed::No)),
        (("36100", "Issoudun", SaleOfGoods, "5000", Merchant, Merchant), ("com-36-chateauroux", TribunalDeCommerce, LawyerNeed::No)),
        (("65000", "Tarbes", SaleOfGoods, "5000", Merchant, Merchant), ("com-65-tarbes", TribunalDeCommerce, LawyerNeed::No)),
        (("53000", "Laval", Services, "5000", Consumer, Merchant), ("tj-53-laval", TribunalJudiciaire, LawyerNeed::No)),
        (("54000", "Nancy", Services, "5000", Merchant, Merchant), ("com-54-nancy", TribunalDesActivitesEconomiques, LawyerNeed::No)),
        // Thresholds: at most 10 000 €.
        (("03200", "Vichy", Services, "10000.00", Consumer, Merchant), ("tprx-03-vichy", ChambreDeProximite, LawyerNeed::No)),
        (("03200", "Vichy", Services, "10000.01", Consumer, Merchant), ("tj-03-cusset", TribunalJudiciaire, LawyerNeed::Yes)),
        (("44000", "Nantes", Services, "10000.01", Merchant, Merchant), ("com-44-nantes", TribunalDeCommerce, LawyerNeed::Yes)),
        // Cases 27 and 29: exclusive TJ, never the chambre de proximité; a SCI is not a merchant.
        (("03200", "Vichy", CommercialLease, "3000", Merchant, Merchant), ("tj-03-cusset", TribunalJudiciaire, LawyerNeed::Yes)),
        (("44000", "Nantes", Works, "12000", NonMerchant, Merchant), ("tj-44-nantes", TribunalJudiciaire, LawyerNeed::Yes)),
        // Case 30 and overseas.
        (("67000", "Strasbourg", Services, "12000", Merchant, Merchant), ("com-67-strasbourg", ChambreCommerciale, LawyerNeed::Yes)),
        (("97200", "Fort-de-France", Services, "12000", Merchant, Merchant), ("com-972-fort-de-france", TribunalMixteDeCommerce, LawyerNeed::Yes)),
        (("97600", "Mamoudzou", Services, "12000", Merchant, Merchant), ("com-976-mamoudzou", TribunalMixteDeCommerce, LawyerNeed::Yes)),
        (("97600", "Mamoudzou", Services, "12000", Consumer, Merchant), ("tj-976-mamoudzou", TribunalJudiciaire, LawyerNeed::Yes)),
        (("97500", "Saint-Pierre", Services, "900", Consumer, Merchant), ("tpi-975-saint-pierre", TribunalDePremiereInstance, LawyerNeed::Undetermined)),
        (("97500", "Saint-Pierre", ResidentialLease, "900", Consumer, Merchant), ("tpi-975-saint-pierre", TribunalDePremiereInstance, LawyerNeed::Undetermined)),
        (("97500", "Saint-Pierre", Services, "900", Merchant, Merchant), ("com-975-saint-pierre", TribunalDePremiereInstance, LawyerNeed::Undetermined)),
        // Acts of commerce by form, and what is no act of commerce.
        (("44000", "Nantes", BillOfExchange, "900", Consumer, NonMerchant), ("com-44-nantes", TribunalDeCommerce, LawyerNeed::No)),
        (("44000", "Nantes", PromissoryNote, "900", NonMerchant, Merchant), ("tj-44-nantes", TribunalJudiciaire, LawyerNeed::No)),
        (("44000", "Nantes", StatutoryContributions, "900", Merchant, NonMerchant), ("tj-44-nantes", TribunalJudiciaire, LawyerNeed::No)),
        // Artisans come before the commercial court, between themselves and with merchants.
        (("44000", "Nantes", Works, "900", Artisan, Merchant), ("com-44-nantes", TribunalDeCommerce, LawyerNeed::No)),
        (("44000", "Nantes", Works, "900", Merchant, Artisan), ("com-44-nantes", TribunalDeCommerce, LawyerNeed::No)),
        (("44000", "Nantes", Works, "900", Artisan, Consumer), ("tj-44-nantes", TribunalJudiciaire, LawyerNeed::No)),
        // Consumer credit to a merchant for his business is no consumer credit.
        (("44000", "Nantes", ConsumerCredit, "900", Merchant, Merchant), ("com-44-nantes", TribunalDeCommerce, LawyerNeed::No)),
    ];
    for ((postal, city, nature, amount, debtor, creditor), want) in rows {
        let c = court(&Case { postal, city, nature, amount, debtor, creditor, ..HERE });
        let got = (c.view.court.id.as_str(), c.kind(), c.lawyer_if_opposed.answer);
        assert_eq!(got, want, "{city} {nature} {amount} {debtor} {creditor}");
        assert!(!c.law.is_empty() && !c.judge.is_empty());
        for reason in &c.view.court.reasons {
            assert!(!reason.contains('{'), "{reason}");
        }
    }
}

#[test]
fn names_and_judges_as_they_are_addressed() {
    use Nature::*;
    let say = |postal, city, nature, debtor| {
        let c = court(&Case { postal, city, nature, debtor, amount: "900", ..HERE });
        (c.view.court.name, c.judge)
    };
    let (name, judge) = say("54000", "Nancy", ResidentialLease, Quality::Consumer);
    assert_eq!(name, "Juge des contentieux de la protection – Tribunal judiciaire de Nancy");
    assert_eq!(judge, "juge des contentieux de la protection du tribunal judiciaire de Nancy");
    let (_, judge) = say("67000", "Strasbourg", Works, Quality::Merchant);
    assert_eq!(judge, "président de la chambre commerciale du tribunal judiciaire de Strasbourg");
    let (name, judge) = say("03200", "Vichy", Works, Quality::Consumer);
    assert_eq!(name, "Tribunal de proximité de Vichy");
    assert_eq!(judge, "président du tribunal judiciaire de Cusset, tribunal de proximité de Vichy");
    let (_, judge) = say("72000", "Le Mans", Works, Quality::Merchant);
    assert_eq!(judge, "président du tribunal des activités économiques du Mans");
}

#[test]
fn a_tae_bears_its_name_between_its_dates_only() {
    let lyon = |on| {
        let c = court(&Case { postal: "69003", city: "Lyon", on, ..HERE });
        assert_eq!(c.view.court.id, "com-69-lyon");
        (c.kind(), c.view.court.name)
    };
    let tae =
        (Kind::TribunalDesActivitesEconomiques, "Tribunal des activités économiques de Lyon".to_owned());
    let tc = (Kind::TribunalDeCommerce, "Tribunal de commerce de Lyon".to_owned());
    assert_eq!(lyon("2024-12-31"), tc);
    assert_eq!(lyon("2025-01-01"), tae);
    assert_eq!(lyon("2028-12-31"), tae);
    assert_eq!(lyon("2029-01-01"), tc);
}

#[test]
fn a_creditor_who_is_no_merchant_has_the_option() {
    for creditor in [Some(Quality::NonMerchant), Some(Quality::Consumer), None] {
        let c =
            compete(&Case { postal: "44000", city: "Nantes", ..HERE }, |q| q.creditor = creditor).unwrap();
        assert_eq!(c.view.court.id, "com-44-nantes");
        let ids: Vec<_> = c.view.alternatives.iter().map(|a| a.id.as_str()).collect();
        assert_eq!(ids, ["tj-44-nantes"]);
        assert!(c.view.court.reasons[0].contains("choisit"), "{:?}", c.view.court.reasons);
    }
    assert!(court(&HERE).view.alternatives.is_empty());
}

#[test]
fn charges_go_to_the_building_and_ask_for_it() {
    // Case 25: a co-owner in Lille, the building in Nice.
    let lille = Case {
        postal: "59000",
        city: "Lille",
        nature: Nature::CoownershipCharges,
        debtor: Quality::Consumer,
        ..HERE
    };
    let c = compete_with(&lille, Some(("06000", "Nice")), |_| ()).unwrap();
    assert_eq!(c.view.court.id, "tj-06-nice");
    assert!(c.view.court.reasons[0].contains("Nice"));
    assert_eq!(compete(&lille, |_| ()).unwrap_err(), CompetenceError::BuildingMissing);
}

#[test]
fn the_scope_of_consumer_credit_is_that_of_the_contract() {
    // Case 34.
    let credit = Case {
        postal: "44000",
        city: "Nantes",
        nature: Nature::ConsumerCredit,
        amount: "80000",
        debtor: Quality::Consumer,
        ..HERE
    };
    let on = |case: &Case, day: Option<&str>| compete(case, |q| q.contract_date = day.map(d)).unwrap();
    let before = on(&credit, Some("2026-11-19"));
    assert_eq!((before.kind(), before.lawyer_if_opposed.answer), (Kind::TribunalJudiciaire, LawyerNeed::Yes));
    let after = on(&credit, Some("2026-11-20"));
    assert_eq!(
        (after.kind(), after.confidence()),
        (Kind::JugeDesContentieuxDeLaProtection, Confidence::Verified)
    );
    let at_ceiling = Case { amount: "75000", ..credit };
    assert_eq!(on(&at_ceiling, Some("2026-11-19")).kind(), Kind::JugeDesContentieuxDeLaProtection);
    // No date: the court of the day asked, and the other one shown.
    let undated = on(&credit_of("80000"), None);
    assert_eq!(undated.view.alternatives.len(), 1);
    assert_eq!(undated.confidence(), Confidence::Derived);
    assert!(on(&credit_of("5000"), None).view.alternatives.is_empty());
    assert_eq!(on(&credit_of("150"), Some("2026-11-19")).view.alternatives.len(), 1);
    let early = compete(&credit_of("5000"), |q| q.contract_date = Some(d("2011-04-30")));
    assert!(matches!(early, Err(CompetenceError::NoVersion(_))));
}

fn credit_of(amount: &'static str) -> Case {
    Case {
        postal: "44000",
        city: "Nantes",
        nature: Nature::ConsumerCredit,
        amount,
        debtor: Quality::Consumer,
        ..HERE
    }
}

#[test]
fn artisans_come_before_the_commercial_court_since_2022() {
    let on =
        |on| court(&Case { postal: "44000", city: "Nantes", debtor: Quality::Artisan, on, ..HERE }).kind();
    assert_eq!(on("2021-12-31"), Kind::TribunalJudiciaire);
    assert_eq!(on("2022-01-01"), Kind::TribunalDeCommerce);
}

#[test]
fn principal_and_total_on_each_side_are_undetermined() {
    // Case 22.
    let vichy = Case { debtor: Quality::Consumer, amount: "9800", ..HERE };
    let c = compete(&vichy, |q| q.amount_total = Some(m("10200"))).unwrap();
    assert_eq!(c.view.court.id, "tprx-03-vichy");
    assert_eq!(c.view.alternatives[0].id, "tj-03-cusset");
    assert_eq!((c.lawyer_if_opposed.answer, c.confidence()), (LawyerNeed::Undetermined, Confidence::Derived));
    let same = compete(&vichy, |q| q.amount_total = Some(m("10000"))).unwrap();
    assert_eq!(same.lawyer_if_opposed.answer, LawyerNeed::No);
}

#[test]
fn what_cannot_be_decided_is_an_error() {
    let ask = compete(&HERE, |q| q.debtor = None).unwrap_err();
    let CompetenceError::DebtorQuality { options } = ask else { panic!("{ask}") };
    assert_eq!(options.iter().map(|o| o.id.as_str()).collect::<Vec<_>>(), ["com-03-cusset", "tj-03-cusset"]);
    // The quality does not matter there.
    let lease = Case { nature: Nature::CommercialLease, ..HERE };
    assert!(compete(&lease, |q| q.debtor = None).is_ok());
    for (postal, city) in [("98800", "Nouméa"), ("98714", "Papeete"), ("98600", "Uvea")] {
        let e = compete(&Case { postal, city, ..HERE }, |_| ()).unwrap_err();
        assert!(matches!(e, CompetenceError::OutOfScope { .. }), "{e}");
    }
    let old = compete(&Case { on: "2019-12-31", ..HERE }, |_| ()).unwrap_err();
    assert!(matches!(old, CompetenceError::NoVersion(_)));
}

#[test]
fn confidence_follows_the_sources() {
    assert_eq!(court(&HERE).confidence(), Confidence::Verified);
    // Two sources disagree on the commercial court; the other one is shown.
    let cubzac = court(&Case { postal: "33240", city: "Saint-André-de-Cubzac", ..HERE });
    assert_eq!((cubzac.confidence(), cubzac.view.alternatives.len()), (Confidence::Derived, 1));
    let ids = [cubzac.view.court.id.as_str(), cubzac.view.alternatives[0].id.as_str()];
    assert!(ids.contains(&"com-33-libourne") && ids.contains(&"com-33-bordeaux"), "{ids:?}");
    // No address known.
    let havre = court(&Case { postal: "76600", city: "Le Havre", ..HERE });
    assert_eq!((havre.confidence(), havre.view.court.address), (Confidence::Derived, None));
}
