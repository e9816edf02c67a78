//! The glossary: every term with its articles, its figures filled, its links leading somewhere.

use super::page::page;

#[test]
fn every_term_has_its_words_its_articles_and_its_figures() {
    let file: toml::Table = toml::from_str(include_str!("../../../templates/pages/glossaire.toml")).unwrap();
    let terms = file["term"].as_table().unwrap();
    assert!(terms.len() >= 40, "{}", terms.len());
    let all = page("/glossaire");
    assert!(!all.html.contains('{') && !all.says("inconnu à ce jour"));
    for (id, term) in terms {
        assert!(id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{id}");
        let own = all.between(&format!("id=\"terme-{id}\""), "</article>");
        let links = own.all("href").into_iter().filter(|l| l.starts_with("https://")).count();
        assert_eq!(links, term["law"].as_array().unwrap().len(), "{id}");
        let sentences = own.between("<p>", "</p>").text().split_inclusive(['.', '!', '?']).count();
        assert!(sentences >= 1, "{id}");
        // A figure of law is never written in the file: a number there is an article's or a list's.
        let text = term["text"].as_str().unwrap().replace("article 1422", "");
        let bare: String = text
            .split('{')
            .enumerate()
            .map(|(i, t)| if i == 0 { t } else { t.split_once('}').unwrap().1 })
            .collect();
        assert!(!bare.chars().any(|c| c.is_ascii_digit()), "{id}: {bare}");
    }
}
