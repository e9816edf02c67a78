//! The rules as pages: each has one, found by its words and by the day.

use creance::app::coverage;
use creance::domain::french;
use creance::rules::RuleFiles;

use super::page::page;
use crate::http::get;

#[test]
fn every_rule_has_its_page() {
    let list = get("/v1/rules").json();
    let all = page("/regles");
    assert!(all.says(list["version"].as_str().unwrap()) && all.says(list["digest"].as_str().unwrap()));
    let links = all.all("href");
    let studied: Vec<String> =
        coverage::read(&RuleFiles::embedded()).unwrap().into_iter().map(|(id, _)| id).collect();
    let mut reached = 0;
    for (rules, key) in [(&list["values"], "id"), (&list["findings"], "code")] {
        for rule in rules.as_array().unwrap() {
            let id = rule[key].as_str().unwrap();
            let title = french::typeset(rule["title"].as_str().unwrap());
            assert!(links.contains(&format!("/regles/{id}")) && all.says(&title), "{id}");
            let own = page(&format!("/regles/{id}"));
            assert_eq!(own.status, 200, "{id}");
            assert!(own.says(&title) && own.says(id) && own.says("Dernière vérification le"), "{id}");
            let cited = own.all("href").iter().any(|l| l.starts_with("http"));
            assert!(cited || own.says("aucun texte n’est en cause"), "{id}: no article");
            let inside =
                own.all("href").into_iter().filter_map(|l| l.strip_prefix("/regles/").map(str::to_owned));
            let lost: Vec<String> = inside.filter(|other| !studied.contains(other)).collect();
            assert_eq!(lost, Vec::<String>::new(), "{id}");
            reached += 1;
        }
    }
    assert!(reached > 150, "{reached}");
}

#[test]
fn a_studied_rule_says_where_it_lives_or_why_not() {
    let all = coverage::read(&RuleFiles::embedded()).unwrap();
    assert!(all.len() > 200);
    for (id, place) in all.iter().step_by(9) {
        let own = page(&format!("/regles/{id}"));
        assert_eq!(own.status, 200, "{id}");
        for (kind, name) in place.named() {
            assert!(own.says(name), "{id}: {name}");
            let linked = own.all("href").contains(&format!("/regles/{name}"));
            assert_eq!(linked, matches!(kind, "constat" | "valeur"), "{id}: {name}");
        }
        assert_eq!(own.says("Non jugée"), place.not_judged.is_some(), "{id}");
    }
    assert_eq!(page("/regles/rien.du.tout").status, 404);
}

#[test]
fn the_day_chooses_the_version() {
    let line = |on: &str| {
        let list = page(&format!("/regles?on={on}"));
        list.between("/regles/ip.signification_months", "</tr>").text()
    };
    assert!(line("31/08/2026").contains("6\u{20}mois"), "{}", line("31/08/2026"));
    assert!(line("1er+septembre+2026").contains("3 mois"));
    assert!(line("01/01/2020").contains("Aucune version"));
    let wrong = page("/regles?on=hier");
    assert!(wrong.says("Écrivez une date, par exemple 31/03/2026."));
}

#[test]
fn a_rule_is_found_by_its_words_however_typed() {
    for q in ["indemnite+forfaitaire", "INDEMNIT%C3%89%20forfaitaire", "b2b.indemnity", "D.+441-5"] {
        let found = page(&format!("/regles?q={q}"));
        assert!(found.all("href").contains(&"/regles/b2b.indemnity".to_owned()), "{q}");
        assert!(!found.all("href").contains(&"/regles/rates.bce_refi".to_owned()), "{q}");
    }
    let none = page("/regles?q=%3Cscript%3Ealert(1)%3C/script%3E");
    assert!(none.says("0 règles sur") && !none.html.contains("<script>alert"));
}
