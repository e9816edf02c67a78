//! The traps of the lookup.

use super::super::*;
use super::{COURTS, at};

fn insee(courts: &Courts, postal_code: &str, city: &str) -> String {
    at(courts, postal_code, city).unwrap_or_else(|e| panic!("{postal_code} {city}: {e}")).insee
}

#[test]
fn finds_a_commune_however_it_is_written() {
    let c = &*COURTS;
    for (postal, city, want) in [
        ("71000", "Mâcon", "71270"),
        ("71000", "MACON", "71270"),
        ("42000", "St-Etienne", "42218"),
        ("94240", "L’Haÿ-les-Roses", "94038"),
        ("94240", "L'HAY LES ROSES", "94038"),
        ("76600", "Le Havre", "76351"),
        ("76600", "Havre", "76351"),
        ("69400", "Villefranche s/ Saône", "69264"),
        ("75008", "Paris", "75108"),
        ("75008", "Paris 8e", "75108"),
        ("75116", "PARIS", "75116"),
        ("69003", "Lyon 3", "69383"),
        ("13013", "Marseille 13ème", "13213"),
        ("75380", "PARIS CEDEX 08", "75108"),
        ("75198", "Paris Cedex", "75056"),
        ("59046", "LILLE CEDEX", "59350"),
        ("69433", "LYON CEDEX 03", "69383"),
        ("20200", "Bastia", "2B033"),
        ("20297", "BASTIA CEDEX", "2B033"),
        ("20000", "Ajaccio", "2A004"),
        ("97133", "Saint-Barthélemy", "97701"),
        ("97500", "Saint-Pierre", "97502"),
        ("97410", "Saint-Pierre", "97416"),
    ] {
        assert_eq!(insee(c, postal, city), want, "{postal} {city}");
    }
}

#[test]
fn former_communes_lead_to_the_current_one() {
    let c = &*COURTS;
    let p = at(c, "01300", "Arbignieu").unwrap();
    assert_eq!(p.insee, "01015");
    assert_eq!(p.notes, [PlaceNote::FormerCommune { former: "Arbignieu".into() }]);
    let by_code =
        c.place(PlaceQuery { postal_code: "59140", city: "Dunkerque", insee: Some("59540") }).unwrap();
    assert_eq!(by_code.insee, "59183");
}

#[test]
fn never_guesses() {
    let c = &*COURTS;
    let err = |postal, city| match at(c, postal, city) {
        Err(PlaceFault::Place(e)) => e,
        other => panic!("{postal} {city}: {other:?}"),
    };
    let codes = |e: &PlaceError| e.candidates().iter().map(|c| c.insee.clone()).collect::<Vec<_>>();
    // The only commune of 54000 is Nancy: another name is not taken for it.
    let e = err("54000", "Metz");
    assert!(matches!(e, PlaceError::Unknown { .. }) && codes(&e).contains(&"54395".to_owned()), "{e}");
    // A typing mistake is shown the right name, not corrected.
    assert_eq!(codes(&err("54000", "Nanci"))[0], "54395");
    // The postal code and the number of the arrondissement disagree.
    let e = err("75008", "Paris 9e");
    assert!(matches!(e, PlaceError::Ambiguous { .. }));
    assert_eq!(codes(&e), ["75109", "75108"]);
    // A wrong postal code: the commune of that name is shown, wherever it is.
    assert!(codes(&err("01000", "Nancy")).contains(&"54395".to_owned()));
    assert!(codes(&err("99999", "Nulle-Part")).is_empty());
    assert!(codes(&err("5400", "Nancy")).is_empty());
    assert!(codes(&err("54000", "")).contains(&"54395".to_owned()));
    assert!(matches!(err("75000", "Paris 25"), PlaceError::Unknown { .. }));
    let e = c.place(PlaceQuery { postal_code: "54000", city: "Nancy", insee: Some("99999") }).unwrap_err();
    assert!(e.to_string().contains("54395"), "{e}");
}

#[test]
fn the_insee_code_wins_and_the_difference_is_said() {
    let c = &*COURTS;
    let p = c.place(PlaceQuery { postal_code: "75001", city: "Metz", insee: Some("54395") }).unwrap();
    assert_eq!(p.insee, "54395");
    assert_eq!(p.notes.len(), 2);
    assert!(p.notes[0].message(&p.name).contains("75001"));
    let same = c.place(PlaceQuery { postal_code: "54000", city: "NANCY", insee: Some("54395") }).unwrap();
    assert!(same.notes.is_empty());
    let cedex =
        c.place(PlaceQuery { postal_code: "54003", city: "NANCY CEDEX", insee: Some("54395") }).unwrap();
    assert!(cedex.notes.is_empty());
    let paris = c.place(PlaceQuery { postal_code: "75008", city: "Paris", insee: Some("75108") }).unwrap();
    assert!(paris.notes.is_empty(), "{:?}", paris.notes);
    let unlisted = at(c, "54003", "Nancy").unwrap();
    assert_eq!(unlisted.notes, [PlaceNote::PostalCodeUnlisted { postal_code: "54003".into() }]);
}

proptest::proptest! {
    #[test]
    fn any_writing_gets_an_answer_or_candidates(postal in "[0-9]{0,6}", city in "\\PC{0,40}") {
        let found = at(&COURTS, &postal, &city);
        if let Ok(p) = found {
            proptest::prop_assert_eq!(p.insee.len(), 5);
        }
    }

    #[test]
    fn a_key_is_its_own_key(text in "\\PC{0,60}") {
        let once = super::super::name::key(&text);
        proptest::prop_assert_eq!(super::super::name::key(&once), once);
    }
}
