//! From a question to an answer in words and figures, by the functions that the API calls.

use serde_json::{Map, Value as Json};

use super::catalogue::{Calculation, Catalogue, references};
use crate::app::{App, AppError, CourtWords, LimitationAnswer, LimitationQuestion};
use crate::court::{CourtAddress, CourtOption};
use crate::deadlines::limitation::ActEffect;
use crate::documents::parts::{Block, Kind, Pair, Section, TableBuilder};
use crate::domain::{Day, LawRef, days_between, french};
use crate::problem::{Code, Problem};
use crate::rules::Rules;
use crate::statement::single::InterestAnswer;

/// An answer, in final French text.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Outcome {
    /// In one sentence.
    pub answer: String,
    /// Figures, computation, doubts.
    pub sections: Vec<Section>,
    /// The articles.
    pub law: Vec<LawRef>,
}

/// What each engine needs.
pub(super) struct Question<'a> {
    pub(super) app: &'a App,
    pub(super) catalogue: &'a Catalogue,
    pub(super) calculation: &'a Calculation,
    pub(super) fields: Map<String, Json>,
}

fn count(n: i64, one: &str, many: &str) -> String {
    french::count(u32::try_from(n).unwrap_or(0), one, many)
}

fn points(heading: &str, items: Vec<String>) -> Option<Section> {
    (!items.is_empty()).then(|| Section::new(heading, vec![Block::Points { items }]))
}

fn typeset(all: &[String]) -> Vec<String> {
    all.iter().map(|t| french::typeset(t)).collect()
}

/// A question that its own form wrote and that cannot be read: ours to mend.
fn unread(_: serde_json::Error) -> AppError {
    AppError::Words(Vec::new())
}

impl Question<'_> {
    fn rules(&self) -> &Rules {
        &self.app.law().rules
    }

    /// The answer to « interest ».
    pub(super) fn interest(self) -> Result<Outcome, AppError> {
        let rate = self.fields.get("rate").and_then(Json::as_str).unwrap_or_default().to_owned();
        let until = self.fields.get("until").cloned().unwrap_or_default();
        let a = self.app.interest(&serde_json::to_vec(&self.fields).map_err(unread)?)?;
        let known = |name: &&str| !self.catalogue.rate_law(name).is_empty();
        let law = self.catalogue.rate_law(Some(rate.as_str()).filter(known).unwrap_or("fixe"));
        let until = until.as_str().and_then(|d| d.parse::<Day>().ok()).map(french::date).unwrap_or_default();
        let (interest, days) = (french::amount(a.interest), count(a.days, "jour", "jours"));
        let blanks = [("interest", interest.as_str()), ("days", &days), ("until", &until)];
        let answer = french::fill(&self.calculation.answer, &blanks);
        let mut blocks = vec![Block::Pairs { rows: sums(&a) }];
        if !a.segments.is_empty() {
            blocks.push(segments(&a));
        }
        if !a.allocations.is_empty() {
            blocks.push(allocations(&a));
        }
        let sections = vec![
            Section::new("Résultat", blocks),
            Section::new("Comment c'est calculé", vec![Block::text(self.calculation.explain.clone())]),
        ];
        Ok(Outcome { answer, sections, law: references(law, self.rules()) })
    }

    /// The answer to « deadline ».
    pub(super) fn deadline(self) -> Result<Outcome, AppError> {
        let a = self.app.deadline(&self.calculation.kind, Json::Object(self.fields))?;
        let said = |key: &str| a.result.get(key).map(shown).unwrap_or_default();
        let keys = a.result.as_object().into_iter().flat_map(Map::keys);
        let filled: Vec<(&str, String)> = keys.map(|k| (k.as_str(), said(k))).collect();
        let blanks: Vec<(&str, &str)> = filled.iter().map(|(k, v)| (*k, v.as_str())).collect();
        let figures = self.calculation.figure.iter().filter(|f| a.result.get(&f.key).is_some());
        let rows = figures.map(|f| Pair::new(&f.label, said(&f.key))).collect();
        let mut sections = vec![
            Section::new("Résultat", vec![Block::Pairs { rows }]),
            Section::new(
                "Comment c'est calculé",
                vec![Block::text(french::typeset(&a.explanation.computation))],
            ),
        ];
        sections.extend(points("À vérifier", typeset(&a.explanation.warnings)));
        Ok(Outcome {
            answer: french::fill(&self.calculation.answer, &blanks),
            sections,
            law: a.explanation.law,
        })
    }

    /// The answer to « court ».
    pub(super) fn court(self) -> Result<Outcome, AppError> {
        let fields = Json::Object(self.fields.clone());
        let words: CourtWords = serde_json::from_value(fields).map_err(unread)?;
        let a = self.app.court(&words)?;
        let court = &a.court.court;
        let lawyer = self.word(&a.lawyer_if_opposed.answer);
        let rows = vec![
            Pair::new("Tribunal", french::typeset(&court.name)),
            Pair::new("Adresse", court.address.as_ref().map_or_else(|| "inconnue ici".to_owned(), one_line)),
            Pair::new("Commune retenue", format!("{} (INSEE {})", a.place.name, a.place.insee)),
            Pair::new("Fiabilité", self.word(&court.confidence)),
            Pair::new("Avocat, si le débiteur forme opposition", lawyer),
        ];
        let mut why = typeset(&court.reasons);
        why.push(french::typeset(&a.lawyer_if_opposed.reason));
        let mut sections = vec![Section::new("Résultat", vec![Block::Pairs { rows }])];
        sections.extend(points("Pourquoi", why));
        sections
            .extend(points("Autres tribunaux possibles", a.court.alternatives.iter().map(option).collect()));
        sections.extend(points("À vérifier", typeset(&a.warnings)));
        let answer = french::fill(&self.calculation.answer, &[("judge", &french::typeset(&a.judge))]);
        Ok(Outcome { answer, sections, law: a.law })
    }

    fn word(&self, name: &impl serde::Serialize) -> String {
        let name = serde_json::to_value(name).unwrap_or_default();
        french::typeset(self.catalogue.word(name.as_str().unwrap_or_default()))
    }

    /// The answer to « limitation ».
    pub(super) fn limitation(self) -> Result<Outcome, AppError> {
        let asked: LimitationQuestion = serde_json::from_value(Json::Object(self.fields)).map_err(unread)?;
        let a = self.app.limitation(&asked)?;
        let end = &a.limitation.end;
        let left = days_between(a.as_of, end.last_day);
        let state = if a.is_barred() {
            format!("Au {}, il est trop tard.", french::date(a.as_of))
        } else {
            format!("Au {}, il reste {}.", french::date(a.as_of), count(left, "jour", "jours"))
        };
        let last = french::date_with_weekday(end.last_day);
        let blanks = [("kind", a.kind()), ("last_day", last.as_str()), ("state", &state)];
        let answer = french::fill(&self.calculation.answer, &blanks);
        let mut figures = vec![
            Pair::new("Règle", french::typeset(&a.rule.title)),
            Pair::new("Durée", french::typeset(&a.rule.length.words())),
            Pair::new("À compter de", french::typeset(a.rule.start.french())),
            Pair::new("Dernier jour pour agir", last.clone()),
            Pair::new("Par prudence, au plus tard le", french::date_with_weekday(end.safety_day)),
            Pair::new("Trop tard à partir du", french::date(end.time_barred_from)),
        ];
        if a.limitation.initial_last_day != end.last_day {
            let without = french::date(a.limitation.initial_last_day);
            figures.push(Pair::new("Sans aucun acte, le dernier jour était le", without));
        }
        let mut blocks = vec![Block::Pairs { rows: figures }];
        if !a.limitation.acts.is_empty() {
            blocks.push(acts(&a));
        }
        let mut doubts: Vec<String> = typeset(&a.limitation.cautions);
        if a.is_unverified() {
            doubts.insert(0, french::typeset("Durée non vérifiée : à confirmer avec un professionnel."));
        }
        let mut sections = vec![
            Section::new("Résultat", blocks),
            Section::new(
                "Comment c'est calculé",
                vec![Block::text(french::typeset(&a.limitation.computation))],
            ),
        ];
        sections.extend(points("À vérifier", doubts));
        Ok(Outcome { answer, sections, law: a.law })
    }
}

/// A value of an answer, in words.
fn shown(value: &Json) -> String {
    match value {
        Json::String(text) => text.parse::<Day>().map_or_else(|_| text.clone(), french::date_with_weekday),
        Json::Number(n) => n.to_string(),
        _ => String::new(),
    }
}

fn one_line(a: &CourtAddress) -> String {
    let town = format!("{} {}", a.postal_code, a.city);
    let parts: Vec<&str> = a.lines.iter().map(String::as_str).chain([town.as_str()]).collect();
    french::typeset(&parts.join(", "))
}

fn option(o: &CourtOption) -> String {
    let place = o.address.as_ref().map(|a| format!(", {}", one_line(a))).unwrap_or_default();
    french::typeset(&format!("{}{place}. {}", o.name, o.reasons.join(" ")))
}

fn sums(a: &InterestAnswer) -> Vec<Pair> {
    let mut rows = vec![Pair::new("Intérêts", french::amount(a.interest))];
    if !a.allocations.is_empty() {
        rows.push(Pair::new("Intérêts restant dus", french::amount(a.interest_due)));
    }
    rows.push(Pair::new("Principal restant dû", french::amount(a.principal_due)));
    rows.push(Pair::new("Total restant dû", french::amount(a.interest_due + a.principal_due)));
    rows.push(Pair::new("Jours comptés", count(a.days, "jour", "jours")));
    rows
}

fn segments(a: &InterestAnswer) -> Block {
    let columns = [
        ("Du", Kind::Mark),
        ("Au", Kind::Mark),
        ("Jours", Kind::Mark),
        ("Sur (en €)", Kind::Amount),
        ("Taux", Kind::Mark),
        ("Intérêts (en €)", Kind::Amount),
        ("D'où vient le taux", Kind::Text),
    ];
    let mut table = TableBuilder::new("Intérêts, période par période", columns);
    for s in &a.segments {
        table.row([
            french::short_date(s.from),
            french::short_date(s.to),
            french::integer(s.days),
            french::figure(s.base),
            french::rate(s.rate),
            french::figure(s.interest),
            french::typeset(&s.rate_source),
        ]);
    }
    let none = String::new;
    let total = french::figure(a.interest);
    table.total(["Total".to_owned(), none(), none(), none(), none(), total, none()]);
    Block::Table(table.build())
}

fn allocations(a: &InterestAnswer) -> Block {
    let columns = [
        ("Reçu le", Kind::Mark),
        ("Montant (en €)", Kind::Amount),
        ("Pris sur les intérêts (en €)", Kind::Amount),
        ("Pris sur le principal (en €)", Kind::Amount),
    ];
    let mut table = TableBuilder::new("Paiements, ce que chacun a éteint", columns);
    for p in &a.allocations {
        table.row([
            french::short_date(p.received_on),
            french::figure(p.amount),
            french::figure(p.to_interest),
            french::figure(p.to_principal),
        ]);
    }
    Block::Table(table.build())
}

fn acts(a: &LimitationAnswer) -> Block {
    let columns = [
        ("Le", Kind::Mark),
        ("Acte", Kind::Text),
        ("Effet", Kind::Text),
        ("Dernier jour ensuite", Kind::Mark),
    ];
    let mut table = TableBuilder::new("Ce qui s'est passé, et son effet", columns);
    for o in &a.limitation.acts {
        let effect = match o.effect {
            ActEffect::Suspends { days } => {
                format!("{} ({})", o.reason, count(i64::from(days), "jour", "jours"))
            }
            _ => o.reason.clone(),
        };
        table.row([
            french::short_date(o.act.on),
            french::capitalised(&french::typeset(o.act.kind.french())),
            french::typeset(&effect),
            french::short_date(o.last_day),
        ]);
    }
    Block::Table(table.build())
}

/// Whether a refusal is told beside the fields: it is the asker's, not ours.
pub(super) fn is_told(problem: &Problem) -> bool {
    problem.code != Code::Server && problem.code.status() < 500
}
