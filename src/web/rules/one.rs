//! One rule, whole.

use serde::Serialize;

use super::{GradeView, RuleWords, SeverityView, cut, sentence, severity};
use crate::app::{self, App, AppError, RuleDetail};
use crate::domain::{Bundle, Day, LawRef, french};
use crate::rules::Severity;
use crate::web::printed;

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
        studied: Vec<Studied>,
        versions: Vec<VersionLine>,
        cases: Vec<Vec<String>>,
    },
    Finding {
        id: String,
        title: String,
        verified: String,
        studied: Vec<Studied>,
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
struct Studied {
    id: String,
    /// Whether it has a page here.
    linked: bool,
}

#[derive(Debug, Serialize)]
struct PlaceLine {
    kind: &'static str,
    name: String,
    /// Whether it has a page here.
    linked: bool,
}

impl RuleWords {
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
                        law: printed(&law),
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
                    studied: self.studied(&rules),
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
                    studied: self.studied(&rules),
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

    fn studied(&self, ids: &[String]) -> Vec<Studied> {
        ids.iter().map(|id| Studied { id: id.clone(), linked: self.studied.contains(id) }).collect()
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
        let bundle = |b: &Bundle| format!("«\u{a0}{}\u{a0}»", b.title());
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
            law: printed(law),
        }
    }
}

fn period(from: Option<Day>, until: Option<Day>) -> String {
    match (from, until) {
        (None, None) => String::new(),
        (Some(f), None) => format!("depuis le {}", french::date(f)),
        (None, Some(u)) => format!("jusqu\u{2019}au {}", french::date(u)),
        (Some(f), Some(u)) => format!("du {} au {}", french::date(f), french::date(u)),
    }
}
