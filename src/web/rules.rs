//! The rules in force as anyone reads them: what the API lists, with the words of `templates/pages/regles.toml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::app::{self, App, AppError, RuleDetail, StaleRule};
use crate::domain::{Bundle, Day, Grade, LawRef, french};
use crate::render::{RenderError, TemplateFiles};
use crate::rules::Severity;

/// Where the words stand among the templates.
const PATH: &str = "pages/regles.toml";

/// Past this many characters a value is cut in the list; its own page has it whole.
const LONGEST: usize = 160;

/// The words of the page.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct RuleWords {
    months_before_overdue: u32,
    values: BTreeMap<String, String>,
    findings: BTreeMap<String, String>,
    grades: BTreeMap<String, String>,
    bundles: BTreeMap<String, String>,
}

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

#[derive(Debug, Clone, Serialize)]
struct GradeView {
    words: &'static str,
    explained: String,
    /// How it is coloured.
    class: &'static str,
}

#[derive(Debug, Clone, Serialize)]
struct SeverityView {
    words: &'static str,
    class: &'static str,
}

/// One rule.
#[derive(Debug, Serialize)]
pub struct RulePage {
    rule: Rule,
}

#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Rule {
    Value {
        id: String,
        title: String,
        applies_to: String,
        verified: String,
        studied: Vec<String>,
        versions: Vec<VersionLine>,
        cases: Vec<Vec<String>>,
    },
    Finding {
        id: String,
        title: String,
        verified: String,
        studied: Vec<String>,
        grade: GradeView,
        period: String,
        wordings: Vec<WordingView>,
        cases: Vec<CaseView>,
    },
    Studied {
        id: String,
        title: String,
        places: Vec<PlaceLine>,
        not_judged: String,
    },
}

#[derive(Debug, Serialize)]
struct VersionLine {
    current: bool,
    from: String,
    until: String,
    words: String,
    law: Vec<LawRef>,
    grade: GradeView,
    note: String,
}

#[derive(Debug, Serialize)]
struct WordingView {
    /// Nothing for the usual one.
    name: String,
    severity: SeverityView,
    message: String,
    remedy: String,
    closes: String,
    law: Vec<LawRef>,
}

#[derive(Debug, Serialize)]
struct CaseView {
    fires: bool,
    base: String,
    why: String,
}

#[derive(Debug, Serialize)]
struct PlaceLine {
    kind: &'static str,
    name: String,
    /// Whether it has a page here.
    linked: bool,
}

impl RuleWords {
    /// Reads the words. Templates without pages have none.
    ///
    /// # Errors
    /// An unreadable file.
    pub fn read(files: &TemplateFiles) -> Result<Self, RenderError> {
        let Some(text) = files.text(PATH) else { return Ok(RuleWords::default()) };
        toml::from_str(text).map_err(|e| RenderError::Compile {
            template: PATH.to_owned(),
            message: e.message().to_owned(),
            hints: Vec::new(),
        })
    }

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
            let law = v.in_force.iter().flat_map(|x| &x.law).map(|l| l.text.as_str());
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
                law: v.in_force.as_ref().map(|x| x.law.clone()).unwrap_or_default(),
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
            let law: Vec<&str> = def.iter().flat_map(|d| &d.plain.law).map(|l| l.text.as_str()).collect();
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
        }
    }

    /// One rule.
    ///
    /// # Errors
    /// None bears that name.
    pub fn rule(&self, app: &App, id: &str) -> Result<RulePage, AppError> {
        let today = app.today();
        let rule = match app.rule_show(id)? {
            RuleDetail::Value { id, title, rules, applies_to, verified_on, versions, cases, .. } => {
                let version = |v: &app::VersionView| {
                    let mut law = v.law.clone();
                    law.extend(v.source.clone());
                    VersionLine {
                        current: v.from <= today && v.until.is_none_or(|u| u >= today),
                        from: french::short_date(v.from),
                        until: v.until.map(french::short_date).unwrap_or_default(),
                        words: french::typeset(&v.words),
                        law,
                        grade: self.grade(v.grade),
                        note: v.note.as_deref().map(sentence).unwrap_or_default(),
                    }
                };
                let case = |c: &app::ValueCaseView| {
                    let told = c.value.as_deref().map_or_else(|| "aucune version".to_owned(), cut);
                    vec![french::short_date(c.on), told]
                };
                Rule::Value {
                    id,
                    title: french::typeset(&title),
                    applies_to: french::typeset(&applies_to),
                    verified: french::date(verified_on),
                    studied: rules,
                    versions: versions.iter().rev().map(version).collect(),
                    cases: cases.iter().map(case).collect(),
                }
            }
            RuleDetail::Finding {
                id,
                title,
                rules,
                severity: grave,
                message,
                remedy,
                blocks,
                law,
                grade,
                from,
                until,
                verified_on,
                variants,
                cases,
            } => {
                let mut wordings = vec![self.wording("", grave, &message, remedy.as_deref(), &blocks, &law)];
                wordings.extend(variants.iter().map(|v| {
                    self.wording(&v.name, v.severity, &v.message, v.remedy.as_deref(), &v.blocks, &v.law)
                }));
                let case = |c: &app::FindingCaseView| CaseView {
                    fires: c.fires,
                    base: c.base.clone(),
                    why: c.why.as_deref().map(sentence).unwrap_or_default(),
                };
                Rule::Finding {
                    id,
                    title: french::typeset(&title),
                    verified: french::date(verified_on),
                    studied: rules,
                    grade: self.grade(grade),
                    period: period(from, until),
                    wordings,
                    cases: cases.iter().map(case).collect(),
                }
            }
            RuleDetail::Studied { id, place } => {
                let line = |(kind, name): (&'static str, &str)| PlaceLine {
                    kind,
                    name: name.to_owned(),
                    linked: matches!(kind, "constat" | "valeur"),
                };
                Rule::Studied {
                    id,
                    title: french::typeset(&place.about),
                    places: place.named().map(line).collect(),
                    not_judged: place.not_judged.as_deref().map(sentence).unwrap_or_default(),
                }
            }
        };
        Ok(RulePage { rule })
    }

    fn grade(&self, grade: Grade) -> GradeView {
        let name = serde_json::to_value(grade).unwrap_or_default();
        let explained = self.grades.get(name.as_str().unwrap_or_default());
        GradeView {
            words: app::grade_words(grade),
            explained: explained.map(|e| french::typeset(e)).unwrap_or_default(),
            class: match grade {
                Grade::Text | Grade::Quoted => "badge--ok",
                Grade::Secondary | Grade::Policy => "badge--info",
                Grade::Unverified => "badge--warning",
            },
        }
    }

    fn wording(
        &self,
        name: &str,
        grave: Severity,
        message: &str,
        remedy: Option<&str>,
        blocks: &[Bundle],
        law: &[LawRef],
    ) -> WordingView {
        let bundle = |b: &Bundle| self.bundles.get(b.name()).cloned().unwrap_or_else(|| b.name().to_owned());
        let closes = match blocks.len() {
            0 => String::new(),
            n if n == Bundle::ALL.len() => "tous les dossiers".to_owned(),
            _ => french::list(&blocks.iter().map(bundle).collect::<Vec<_>>()),
        };
        WordingView {
            name: name.to_owned(),
            severity: severity(grave),
            message: french::typeset(message),
            remedy: remedy.map(french::typeset).unwrap_or_default(),
            closes,
            law: law.to_vec(),
        }
    }
}

fn severity(s: Severity) -> SeverityView {
    let class = match s {
        Severity::Error => "badge--error",
        Severity::Warning => "badge--warning",
        Severity::Info => "badge--info",
    };
    SeverityView { words: app::severity_words(s), class }
}

fn period(from: Option<Day>, until: Option<Day>) -> String {
    match (from, until) {
        (None, None) => String::new(),
        (Some(f), None) => format!("depuis le {}", french::date(f)),
        (None, Some(u)) => format!("jusqu\u{2019}au {}", french::date(u)),
        (Some(f), Some(u)) => format!("du {} au {}", french::date(f), french::date(u)),
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

fn sentence(text: &str) -> String {
    let text = french::capitalised(&french::typeset(text));
    if text.ends_with('.') { text } else { format!("{text}.") }
}

fn cut(text: &str) -> String {
    let mut short: String = text.chars().take(LONGEST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
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

    #[test]
    fn what_is_looked_for_is_found_however_it_is_typed() {
        assert_eq!(folded("Délai d\u{2019}Opposition\u{a0}À"), "delai d'opposition a");
    }

    #[test]
    fn each_family_and_each_degree_has_its_words() {
        let words = RuleWords::read(&TemplateFiles::embedded()).unwrap();
        let rules = crate::rules::Rules::load(crate::rules::RuleFiles::embedded()).unwrap();
        let family = |id: &str| id.split('.').next().unwrap().to_owned();
        let values: std::collections::BTreeSet<String> =
            rules.values().iter().map(|s| family(&s.id)).collect();
        assert!(values.iter().eq(words.values.keys()), "{values:?}");
        let findings: std::collections::BTreeSet<String> =
            rules.findings().map(|f| family(&f.code)).collect();
        assert!(findings.iter().eq(words.findings.keys()), "{findings:?}");
        for grade in [Grade::Text, Grade::Quoted, Grade::Secondary, Grade::Unverified, Grade::Policy] {
            assert!(words.grade(grade).explained.ends_with('.'), "{grade:?}");
        }
        let mut bundles: Vec<&str> = Bundle::ALL.iter().map(|b| b.name()).collect();
        bundles.sort_unstable();
        assert!(words.bundles.keys().eq(bundles));
    }
}
