//! The list, on a day, found by words.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{GRADES, GradeView, RuleWords, SeverityView, cut, severity};
use crate::app::{App, StaleRule};
use crate::domain::{Day, LawRef, french};
use crate::web::printed;

/// The list.
#[derive(Debug, Serialize)]
pub struct ListView {
    version: String,
    digest: String,
    /// In full, and as it stands in its field.
    on: String,
    on_field: String,
    q: String,
    error: String,
    total: usize,
    shown: usize,
    values: Vec<Family<ValueLine>>,
    findings: Vec<Family<FindingLine>>,
    overdue: Vec<Overdue>,
    months: u32,
    /// Every degree of verification, explained.
    grades: Vec<GradeView>,
}

#[derive(Debug, Serialize)]
struct Family<T> {
    id: String,
    title: String,
    lines: Vec<T>,
}

#[derive(Debug, Serialize)]
struct ValueLine {
    id: String,
    title: String,
    words: String,
    in_force: bool,
    from: String,
    until: String,
    law: Vec<LawRef>,
    grade: Option<GradeView>,
    verified: String,
}

#[derive(Debug, Serialize)]
struct FindingLine {
    id: String,
    title: String,
    severity: SeverityView,
    verified: String,
}

#[derive(Debug, Serialize)]
struct Overdue {
    id: String,
    title: String,
    verified: String,
}

impl RuleWords {
    /// The rules on a day, those that hold every word asked; `error`: what cannot be read in the question.
    #[must_use]
    pub fn list(&self, app: &App, on: Option<Day>, q: &str, error: &str) -> ListView {
        let list = app.rules_list(on);
        let words: Vec<String> = folded(q).split_whitespace().map(str::to_owned).collect();
        let holds = |texts: &[&str]| {
            words.is_empty() || {
                let all = folded(&texts.join(" "));
                words.iter().all(|w| all.contains(w.as_str()))
            }
        };
        let total = list.values.len() + list.findings.len();
        let mut values: Vec<Family<ValueLine>> = Vec::new();
        for v in &list.values {
            let family = v.id.split('.').next().unwrap_or_default();
            let title = title(&self.values, family);
            let told = v.in_force.as_ref().map(|x| x.words.as_str()).unwrap_or_default();
            let law = v.in_force.iter().flat_map(|x| &x.law).map(|l| &*l.text);
            let law: Vec<&str> = law.collect();
            if !holds(&[v.id.as_str(), v.title.as_str(), title.as_str(), told, law.join(" ").as_str()]) {
                continue;
            }
            let line = ValueLine {
                id: v.id.clone(),
                title: french::typeset(&v.title),
                words: cut(&french::typeset(told)),
                in_force: v.in_force.is_some(),
                from: v.in_force.as_ref().map(|x| french::short_date(x.from)).unwrap_or_default(),
                until: v.in_force.as_ref().and_then(|x| x.until).map(french::short_date).unwrap_or_default(),
                law: v.in_force.as_ref().map(|x| printed(&x.law)).unwrap_or_default(),
                grade: v.in_force.as_ref().map(|x| self.grade(x.grade)),
                verified: french::short_date(v.verified_on),
            };
            into(&mut values, family, title, line);
        }
        let mut findings: Vec<Family<FindingLine>> = Vec::new();
        for f in &list.findings {
            let family = f.code.split('.').next().unwrap_or_default();
            let title = title(&self.findings, family);
            let def = app.law().rules.finding(&f.code);
            let message = def.map(|d| d.plain.message.as_str()).unwrap_or_default();
            let law: Vec<&str> = def.iter().flat_map(|d| &d.plain.law).map(|l| &*l.text).collect();
            if !holds(&[f.code.as_str(), f.title.as_str(), title.as_str(), message, law.join(" ").as_str()]) {
                continue;
            }
            let line = FindingLine {
                id: f.code.clone(),
                title: french::typeset(&f.title),
                severity: severity(f.severity),
                verified: french::short_date(f.verified_on),
            };
            into(&mut findings, family, title, line);
        }
        let shown = values.iter().map(|f| f.lines.len()).sum::<usize>()
            + findings.iter().map(|f| f.lines.len()).sum::<usize>();
        let overdue = |r: StaleRule| Overdue {
            id: r.id,
            title: french::typeset(&r.title),
            verified: french::short_date(r.verified_on),
        };
        ListView {
            version: list.version,
            digest: list.digest,
            on: french::date(list.on),
            on_field: french::short_date(list.on),
            q: q.to_owned(),
            error: error.to_owned(),
            total,
            shown,
            values,
            findings,
            overdue: app.rules_stale(self.months_before_overdue).into_iter().map(overdue).collect(),
            months: self.months_before_overdue,
            grades: GRADES.iter().map(|g| self.grade(*g)).collect(),
        }
    }
}

fn title(titles: &BTreeMap<String, String>, family: &str) -> String {
    french::typeset(titles.get(family).map_or(family, String::as_str))
}

/// Adds a line to its family, which may come back later in the list.
fn into<T>(families: &mut Vec<Family<T>>, id: &str, title: String, line: T) {
    match families.iter_mut().find(|f| f.id == id) {
        Some(family) => family.lines.push(line),
        None => families.push(Family { id: id.to_owned(), title, lines: vec![line] }),
    }
}

/// Small letters without accents, plain apostrophes and spaces: what is looked for is found however it is typed.
fn folded(text: &str) -> String {
    let plain = |c: char| match c {
        'à' | 'â' | 'ä' => 'a',
        'ç' => 'c',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        '\u{2019}' => '\'',
        '\u{a0}' | '\u{202f}' => ' ',
        other => other,
    };
    text.chars().flat_map(char::to_lowercase).map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claim::Limits;
    use crate::render::TemplateFiles;

    #[test]
    fn a_rule_not_read_again_for_long_is_told() {
        let overdue = |today: fn() -> Day| {
            let app = App::load(None, None, Limits::default(), today).unwrap();
            let words = RuleWords::read(&TemplateFiles::embedded(), app.law()).unwrap();
            let list = words.list(&app, None, "", "");
            (list.overdue.len(), list.total)
        };
        assert_eq!(overdue(|| "2027-05-22".parse().unwrap()).0, 0);
        let (late, all) = overdue(|| "2027-05-23".parse().unwrap());
        assert_eq!(late, all);
    }

    #[test]
    fn what_is_looked_for_is_found_however_it_is_typed() {
        assert_eq!(folded("Délai d\u{2019}Opposition\u{a0}À"), "delai d'opposition a");
    }
}
