//! The rule set as a lawyer reads it: dates, figures, articles, degrees of verification. The same views as the command
//! line and the HTTP service; Markdown, committed as `docs/rules.md` and `docs/findings.md`.

use std::fmt::Write as _;

use super::App;
use super::coverage::{self, Place};
use super::rule_views::{FindingCaseView, RuleDetail, ValueCaseView, VariantView, VersionView};
use crate::domain::{Bundle, Day, Grade, LawRef, french};
use crate::rules::{LoadError, Severity};

const GENERATED: &str = "<!-- Écrit par le programme : ne pas modifier. BLESS=1 cargo test book -->";

/// A degree of verification in two words.
#[must_use]
pub fn grade(g: Grade) -> &'static str {
    match g {
        Grade::Text => "texte lu",
        Grade::Quoted => "texte cité",
        Grade::Secondary => "source secondaire",
        Grade::Unverified => "non vérifié",
        Grade::Policy => "choix, pas du droit",
    }
}

/// How grave a finding is, in a word.
#[must_use]
pub fn severity(s: Severity) -> &'static str {
    match s {
        Severity::Error => "erreur",
        Severity::Warning => "avertissement",
        Severity::Info => "information",
    }
}

/// A cell or a sentence: no character of ours may open a column or a tag.
fn plain(text: &str) -> String {
    text.replace('|', "\\|").replace('<', "\\<").replace('\n', " ")
}

fn law(refs: &[LawRef]) -> String {
    let one = |r: &LawRef| format!("[{}]({})", plain(&r.text), r.url);
    refs.iter().map(one).collect::<Vec<_>>().join(" ; ")
}

fn bundles(blocks: &[Bundle]) -> String {
    let all = blocks.len() == Bundle::ALL.len();
    let named: Vec<String> = blocks.iter().map(|b| format!("`{b}`")).collect();
    if all { "tous les dossiers".to_owned() } else { named.join(", ") }
}

fn since(from: Day) -> String {
    french::short_date(from)
}

impl App {
    /// `docs/rules.md`: every value with its versions, then where each researched rule lives.
    ///
    /// # Errors
    /// The list of researched rules cannot be read.
    pub fn values_book(&self) -> Result<String, LoadError> {
        let mut out = format!(
            "# Les valeurs de droit\n\n{GENERATED}\n\nChaque valeur, ses versions datées, son texte et son degré de vérification. \
             Les constats sont dans [findings.md](findings.md).\n"
        );
        let mut family = "";
        for s in self.law.rules.values() {
            let own = s.id.split('.').next().unwrap_or_default();
            if own != family {
                let _ = write!(out, "\n## {own}\n");
                family = own;
            }
            if let Ok(detail) = self.rule_show(&s.id) {
                out.push('\n');
                out.push_str(&detail.markdown(3));
            }
        }
        out.push_str("\n## Où vit chaque règle étudiée\n\n| règle | objet | où |\n|---|---|---|\n");
        for (id, place) in coverage::read(self.law.rules.files())? {
            let _ = writeln!(out, "| {id} | {} | {} |", plain(&place.about), places(&place));
        }
        Ok(out)
    }

    /// `docs/findings.md`: every finding with its wordings, effects and articles.
    #[must_use]
    pub fn findings_book(&self) -> String {
        let mut out = format!(
            "# Les constats\n\n{GENERATED}\n\nCe que `creance check` peut dire d'un dossier. Les mots entre accolades sont remplis par le \
             calcul. Les valeurs sont dans [rules.md](rules.md).\n"
        );
        for def in self.law.rules.findings() {
            if let Ok(detail) = self.rule_show(&def.code) {
                out.push('\n');
                out.push_str(&detail.markdown(2));
            }
        }
        out
    }

    /// The section of `legal-rules/README.md`: what is not judged, and why.
    ///
    /// # Errors
    /// The list of researched rules cannot be read.
    pub fn not_judged(&self) -> Result<String, LoadError> {
        let mut out = String::from(
            "## Ce qui n'est pas jugé, et pourquoi\n\n| règle | objet | pourquoi |\n|---|---|---|\n",
        );
        for (id, place) in coverage::read(self.law.rules.files())? {
            if let Some(why) = &place.not_judged {
                let _ = writeln!(out, "| {id} | {} | {} |", plain(&place.about), plain(why));
            }
        }
        Ok(out)
    }
}

fn places(place: &Place) -> String {
    let mut told: Vec<(&str, Vec<String>)> = Vec::new();
    for (kind, name) in place.named() {
        match told.last_mut() {
            Some((last, names)) if *last == kind => names.push(format!("`{name}`")),
            _ => told.push((kind, vec![format!("`{name}`")])),
        }
    }
    let mut parts: Vec<String> = told.iter().map(|(k, n)| format!("{k} {}", n.join(", "))).collect();
    parts.extend(place.not_judged.iter().map(|why| format!("non jugé : {}", plain(why))));
    parts.join(" ; ")
}

impl RuleDetail {
    /// The rule in Markdown, under a heading of this level.
    #[must_use]
    pub fn markdown(&self, level: usize) -> String {
        let head = "#".repeat(level);
        let mut out = String::new();
        match self {
            RuleDetail::Value { id, title, rules, applies_to, verified_on, versions, cases, .. } => {
                let _ = writeln!(out, "{head} `{id}` : {}\n", plain(title));
                let _ = writeln!(
                    out,
                    "Version choisie par : {}. Règles : {}. Vérifié le {}.\n",
                    plain(applies_to),
                    rules.join(", "),
                    french::short_date(*verified_on)
                );
                out.push_str("| du | au | valeur | texte | degré |\n|---|---|---|---|---|\n");
                for v in versions {
                    version(&mut out, v);
                }
                value_cases(&mut out, cases);
            }
            RuleDetail::Finding {
                id,
                title,
                rules,
                severity: s,
                message,
                remedy,
                blocks,
                law: refs,
                grade: g,
                from,
                until,
                verified_on,
                variants,
                cases,
            } => {
                let _ = writeln!(out, "{head} `{id}` : {}\n", plain(title));
                let _ = writeln!(
                    out,
                    "{}, {}. {}\n",
                    french::capitalised(severity(*s)),
                    closes(blocks),
                    plain(message)
                );
                if let Some(r) = remedy {
                    let _ = writeln!(out, "Remède : {}\n", plain(r));
                }
                let _ = writeln!(
                    out,
                    "{}. Degré : {}. Règles : {}. Vérifié le {}.",
                    law(refs),
                    grade(*g),
                    rules.join(", "),
                    french::short_date(*verified_on)
                );
                match (from, until) {
                    (None, None) => {}
                    (f, u) => {
                        let f = f.map(|d| format!(" à partir du {}", since(d))).unwrap_or_default();
                        let u = u.map(|d| format!(" jusqu'au {}", since(d))).unwrap_or_default();
                        let _ = writeln!(out, "\nEn vigueur{f}{u}.");
                    }
                }
                for v in variants {
                    variant(&mut out, v, self);
                }
                finding_cases(&mut out, cases);
            }
            RuleDetail::Studied { id, place } => {
                let _ = writeln!(out, "{head} {id} : {}\n\n{}", plain(&place.about), places(place));
            }
        }
        out
    }
}

fn closes(blocks: &[Bundle]) -> String {
    if blocks.is_empty() { "ne ferme rien".to_owned() } else { format!("ferme {}", bundles(blocks)) }
}

fn version(out: &mut String, v: &VersionView) {
    let until = v.until.map_or_else(|| "en vigueur".to_owned(), french::short_date);
    let mut text = law(&v.law);
    if let Some(s) = &v.source {
        let _ = write!(text, " ; {}", law(std::slice::from_ref(s)));
    }
    if let Some(n) = &v.note {
        let _ = write!(text, ". {}", plain(n));
    }
    let words = plain(&v.words);
    let _ = writeln!(out, "| {} | {until} | {words} | {text} | {} |", since(v.from), grade(v.grade));
}

fn value_cases(out: &mut String, cases: &[ValueCaseView]) {
    if cases.is_empty() {
        return;
    }
    let one = |c: &ValueCaseView| {
        let told = c.value.clone().unwrap_or_else(|| "aucune version".to_owned());
        let short: String = told.chars().take(24).collect();
        let cut = if short.len() < told.len() { "…" } else { "" };
        format!("{} : {}{cut}", french::short_date(c.on), plain(&short))
    };
    let _ = writeln!(out, "\nCas : {}.", cases.iter().map(one).collect::<Vec<_>>().join(" ; "));
}

fn variant(out: &mut String, v: &VariantView, of: &RuleDetail) {
    let RuleDetail::Finding { message, severity: s, blocks, remedy, law: refs, .. } = of else { return };
    let _ = write!(out, "\n- `{}`", v.name);
    if v.severity != *s || v.blocks != *blocks {
        let _ = write!(out, " ({}, {})", severity(v.severity), closes(&v.blocks));
    }
    if v.message != *message {
        let _ = write!(out, " : {}", plain(&v.message));
    }
    if v.remedy != *remedy
        && let Some(r) = &v.remedy
    {
        let _ = write!(out, " Remède : {}", plain(r));
    }
    if v.law != *refs {
        let _ = write!(out, " {}.", law(&v.law));
    }
    out.push('\n');
}

fn finding_cases(out: &mut String, cases: &[FindingCaseView]) {
    let fires = cases.iter().filter(|c| c.fires).count();
    let whys: Vec<String> = cases
        .iter()
        .filter_map(|c| {
            let what = if c.fires { "se déclenche" } else { "se tait" };
            c.why.as_ref().map(|w| format!("{what} : {}", plain(w)))
        })
        .collect();
    let count = |n: usize, one, many| french::count(u32::try_from(n).unwrap_or(u32::MAX), one, many);
    let _ = write!(
        out,
        "\n{} : {} où le constat se déclenche, {} où il se tait.",
        french::capitalised(&count(cases.len(), "cas", "cas")),
        fires,
        cases.len() - fires
    );
    if !whys.is_empty() {
        let _ = write!(out, " {}.", french::capitalised(&whys.join(" ; ")));
    }
    out.push('\n');
}
