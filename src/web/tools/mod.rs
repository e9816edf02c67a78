//! The calculators that stand alone: interest, deadlines, court, limitation. A form in the address, an answer that the
//! address gives again, the same answer on paper. Holds no rule: it asks the functions that the API asks.

mod answers;
mod asked;
mod catalogue;
mod filled;
mod input;
mod view;

use crate::app::{App, AppError};
use crate::court::{PlaceFault, PlaceQuery};
use crate::documents::calculation::{self, Facts};
use crate::documents::paper::Paper;
use crate::documents::parts::{Block, Pair, Section};
use crate::domain::{Day, french};
use crate::dossier::Law;
use crate::render::{RenderError, TemplateFiles};
use crate::web::Glossary;
use crate::web::fields::Choice;

use answers::{Outcome, Question};
use catalogue::{Calculation, Catalogue, Engine};
use filled::Filled;
use input::Value;

pub use asked::Asked;
pub use catalogue::Page;
pub use view::{Candidate, ToolView};

/// A day as people write it.
#[must_use]
pub fn read_day(typed: &str) -> Option<Day> {
    match input::read(catalogue::Kind::Date, typed) {
        Some(Value::Day(day)) => Some(day),
        _ => None,
    }
}

/// Where the pages of the calculators stand.
pub const ROOT: &str = "/outils";

/// The name that says which calculator of a page is meant.
const WHICH: &str = "calcul";

/// The fields of a place.
const POSTAL_CODE: &str = "code_postal";
const CITY: &str = "commune";
const INSEE: &str = "insee";

/// Postal codes shown beside a commune.
const CODES: usize = 3;

/// The calculators, ready to answer.
pub struct Toolbox(Catalogue);

/// A page of calculators after a question: the choice between several, or one with its form and perhaps its answer.
pub enum Shown {
    /// Which calculator?
    Choice(view::ChoiceView),
    /// One of them.
    Tool(Box<ToolView>),
}

/// An answer and what it takes to print it.
struct Answered {
    outcome: Outcome,
    address: String,
}

impl Toolbox {
    /// Reads the calculators; the natures of a claim are those of the form.
    ///
    /// # Errors
    /// As their file says.
    pub fn read(files: &TemplateFiles, law: &Law, natures: &[Choice]) -> Result<Self, RenderError> {
        Catalogue::read(files, law, natures).map(Toolbox)
    }

    /// The pages, in their order.
    #[must_use]
    pub fn pages(&self) -> &[Page] {
        self.0.pages()
    }

    /// A page with what its address asks; `None`: there is no such page.
    ///
    /// # Errors
    /// What is ours to mend; what is the asker's is told in the page.
    pub fn show(
        &self,
        page: &str,
        asked: &Asked,
        app: &App,
        glossary: &Glossary,
    ) -> Result<Option<Shown>, AppError> {
        let Some(page) = self.0.page(page) else { return Ok(None) };
        let Some(calculation) = self.calculation(page, asked) else {
            return Ok(Some(Shown::Choice(view::choice(page, &self.0))));
        };
        let mut filled = Filled::read(calculation, asked, &self.0, app.today());
        let mut candidates = Vec::new();
        let answered = self.answer(page, &mut filled, app, &mut candidates)?;
        let given = answered.as_ref().map(|_| filled.given(&self.0)).unwrap_or_default();
        let result = answered.map(|a| view::result(a.outcome, given, a.address));
        let tool = view::tool(page, &filled, &self.0, app, glossary, result, candidates);
        Ok(Some(Shown::Tool(Box::new(tool))))
    }

    /// The answer on paper, with the stem of its file's name; `None`: there is no answer.
    ///
    /// # Errors
    /// As [`Toolbox::show`].
    pub fn paper(&self, page: &str, asked: &Asked, app: &App) -> Result<Option<(Paper, String)>, AppError> {
        let Some(page) = self.0.page(page) else { return Ok(None) };
        let Some(calculation) = self.calculation(page, asked) else { return Ok(None) };
        let mut filled = Filled::read(calculation, asked, &self.0, app.today());
        let Some(a) = self.answer(page, &mut filled, app, &mut Vec::new())? else { return Ok(None) };
        let given = filled.given(&self.0).into_iter().map(|(label, value)| Pair::new(&label, value));
        let rules = &app.law().rules;
        let paper = calculation::model(&Facts {
            title: calculation.paper.as_ref().unwrap_or(&calculation.title),
            answer: &a.outcome.answer,
            given: given.collect(),
            sections: a.outcome.sections,
            law: &a.outcome.law,
            day: app.today(),
            ruleset: rules.version(),
            address: &a.address,
        });
        Ok(Some((paper, format!("calcul_{}", calculation.id.replace('-', "_")))))
    }

    /// The calculator of a page that is meant: the only one, or the one named.
    fn calculation(&self, page: &Page, asked: &Asked) -> Option<&Calculation> {
        let mut all = self.0.of_page(&page.id);
        let (first, second) = (all.next(), all.next());
        if second.is_none() {
            return first;
        }
        let named = asked.first(WHICH)?;
        self.0.of_page(&page.id).find(|c| c.id == named)
    }

    fn answer(
        &self,
        page: &Page,
        filled: &mut Filled<'_>,
        app: &App,
        candidates: &mut Vec<Candidate>,
    ) -> Result<Option<Answered>, AppError> {
        if filled.calculation.engine == Engine::Interest {
            one_rate(filled);
        }
        if !filled.asked || filled.is_wrong() {
            if filled.calculation.engine == Engine::Court {
                candidates.extend(self.of_postal_code(page, filled, app));
                if let Some(told) = self.0.error("commune.choice").filter(|_| !candidates.is_empty()) {
                    filled.retell(CITY, told);
                }
            }
            return Ok(None);
        }
        let question =
            Question { app, catalogue: &self.0, calculation: filled.calculation, fields: filled.question() };
        let answered = match filled.calculation.engine {
            Engine::Interest => question.interest(),
            Engine::Deadline => question.deadline(),
            Engine::Court => question.court(),
            Engine::Limitation => question.limitation(),
        };
        match answered {
            Ok(mut outcome) => {
                for law in filled.law(&app.law().rules) {
                    if !outcome.law.contains(&law) {
                        outcome.law.push(law);
                    }
                }
                let limits = filled.calculation.limits.clone();
                if !limits.is_empty() {
                    outcome.sections.push(Section::new("Limites", vec![Block::Points { items: limits }]));
                }
                Ok(Some(Answered { outcome, address: self.address(page, filled) }))
            }
            Err(e) => {
                let problem = e.problem();
                if !answers::is_told(&problem) {
                    return Err(e);
                }
                if let AppError::Court(court) = &e {
                    candidates.extend(court.candidates.iter().map(|c| self.candidate(page, filled, c)));
                }
                filled.refuse(&problem.errors, &problem.detail, &self.0);
                Ok(None)
            }
        }
    }

    /// The address that asks the same again.
    fn address(&self, page: &Page, filled: &Filled<'_>) -> String {
        self.address_of(page, filled, filled.pairs())
    }

    fn address_of(&self, page: &Page, filled: &Filled<'_>, mut pairs: Vec<(String, String)>) -> String {
        if self.0.of_page(&page.id).nth(1).is_some() {
            pairs.insert(0, (WHICH.to_owned(), filled.calculation.id.clone()));
        }
        asked::address(&format!("{ROOT}/{}", page.id), &pairs)
    }

    /// The communes of a postal code whose commune is not written.
    fn of_postal_code(&self, page: &Page, filled: &Filled<'_>, app: &App) -> Vec<Candidate> {
        let (Some(Value::Word(code)), None) = (filled.value(POSTAL_CODE), filled.value(CITY)) else {
            return Vec::new();
        };
        match app.law().courts.place(PlaceQuery { postal_code: code, city: "", insee: None }) {
            Err(PlaceFault::Place(e)) => {
                e.candidates().iter().map(|c| self.candidate(page, filled, c)).collect()
            }
            _ => Vec::new(),
        }
    }

    /// A commune that may be meant, and the address that asks for it.
    fn candidate(&self, page: &Page, filled: &Filled<'_>, place: &crate::court::Candidate) -> Candidate {
        let mut pairs = filled.pairs();
        pairs.retain(|(name, _)| name != INSEE && name != CITY);
        pairs.extend([(CITY.to_owned(), place.name.clone()), (INSEE.to_owned(), place.insee.clone())]);
        // A large town has a code a district: the first ones tell it.
        let mut codes: Vec<&str> = place.postal_codes.iter().map(String::as_str).take(CODES).collect();
        if place.postal_codes.len() > CODES {
            codes.push("…");
        }
        let codes = codes.join(", ");
        Candidate {
            label: french::typeset(&format!("{} ({codes})", place.name)),
            address: self.address_of(page, filled, pairs),
        }
    }
}

/// A published rate or one that is typed: one of them, and it is clear which.
fn one_rate(filled: &mut Filled<'_>) {
    let fixed = matches!(filled.value("taux"), Some(Value::Word(w)) if w == "fixe");
    match (fixed, filled.value("taux_fixe").is_some()) {
        (true, false) if filled.asked => filled.fault("taux_fixe", "Écrivez le taux, par exemple 12,15."),
        (false, true) => filled.fault(
            "taux_fixe",
            "Un taux publié est choisi au-dessus : effacez ce taux, ou choisissez « Taux fixe ».",
        ),
        _ => {}
    }
}
