//! The whole embedded table, the traps of the lookup, and the decision table row by row.

mod answers;
mod places;
mod table;

use std::sync::LazyLock;

use super::directory::Directory;
use super::name::key;
use super::*;
use crate::domain::{Day, Money};
use crate::rules::{RuleFiles, Rules};

static RULES: LazyLock<Rules> =
    LazyLock::new(|| Rules::load(RuleFiles::embedded()).unwrap_or_else(|e| panic!("{e}")));
static COURTS: LazyLock<Courts> = LazyLock::new(|| Courts::new(&RuleFiles::embedded()));

fn d(s: &str) -> Day {
    s.parse().unwrap()
}

fn m(s: &str) -> Money {
    s.parse().unwrap()
}

fn at(courts: &Courts, postal_code: &str, city: &str) -> Result<Place, PlaceFault> {
    courts.place(PlaceQuery { postal_code, city, insee: None })
}

#[test]
fn the_embedded_table_holds_together() {
    let courts = &*COURTS;
    courts.check().unwrap();
    let tables = courts.tables().unwrap();
    let d = &tables.directory;
    assert_eq!((d.commune_count(), d.court_count()), (35_014, 445));
    let rules = &*RULES;
    let mut without_commercial = Vec::new();
    for at in 0..35_014 {
        let district = d.district_of(at).unwrap();
        assert!(d.court_at(district.tj).is_some(), "{}", d.commune_insee(at));
        if district.commercial.is_none() {
            without_commercial.push(d.commune_insee(at).to_owned());
        }
    }
    // TAAF and Clipperton: nobody trades there.
    assert_eq!(without_commercial, ["98411", "98412", "98413", "98414", "98415", "98901"]);
    for key in tables.wordings.law_keys() {
        assert!(rules.law(key).is_some(), "law key {key}");
    }
}

#[test]
fn broken_data_is_refused_by_file_and_line() {
    let broken = |path: &str, text: &str| {
        let files = RuleFiles::embedded().with(path, text);
        Directory::read(&files).err().map(|e| e.to_string()).unwrap_or_default()
    };
    let head = "insee,name,postal_codes,district,parent\n";
    let e = broken("courts/communes.csv", &format!("{head}01001,Ici,01400,99.999,\n"));
    assert!(e.starts_with("courts/communes.csv, ligne 2 : ressort « 99.999 »"), "{e}");
    let e = broken("courts/communes.csv", &format!("{head}01001,Ici,1400,01.1,\n"));
    assert!(e.contains("code postal « 1400 »"), "{e}");
    let e = broken("courts/communes.csv", &format!("{head}01002,A,01400,01.1,\n01001,B,01400,01.1,\n"));
    assert!(e.contains("ligne 3"), "{e}");
    let e = broken("courts/communes.csv", &format!("{head}01001,A,01400,01.1,75056\n"));
    assert!(e.contains("commune parente « 75056 »"), "{e}");
    let e = broken("courts/aliases.csv", "insee,name,current\n01015,A,00000\n");
    assert!(e.contains("commune « 00000 » inconnue"), "{e}");
    let e = broken(
        "courts/districts.csv",
        "id,tj,tprx,commercial,commercial_confidence,commercial_other,commercial_source\n1,com-03-cusset,,,high,,\n",
    );
    assert!(e.contains("n’est pas une juridiction de ce genre"), "{e}");
    let courts =
        Courts::new(&RuleFiles::embedded().with("courts/reasons.toml", "[building]\ntext = \"x\"\n"));
    assert!(courts.check().unwrap_err().what.contains("absent"));
}

#[test]
fn every_commune_is_found_by_its_postal_code_and_its_name_in_capitals() {
    let d = &COURTS.tables().unwrap().directory;
    for at in 0..u32::try_from(d.commune_count()).unwrap() {
        let city = key(d.commune_name(at)).to_uppercase();
        for postal in d.postal_codes(at) {
            let postal_code = format!("{postal:05}");
            let query = PlaceQuery { postal_code: &postal_code, city: &city, insee: None };
            let found = d.locate(query).unwrap_or_else(|e| panic!("{postal_code} {city}: {e}"));
            let same = found.commune == at || d.commune_at(found.commune).unwrap().parent == Some(at);
            assert!(same && found.notes.is_empty(), "{postal_code} {city}: {}", found.insee);
        }
    }
}
