//! A document or file that is refused: the page that says why, with a way to each field.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde::Serialize;

use super::dossier::Posted;
use super::sight::beside;
use crate::app::AppError;
use crate::domain::french;
use crate::http::answer::{HttpError, Told};
use crate::http::state::State;
use crate::problem::{Code, Problem};
use crate::web::fields::Form;
use crate::web::verdict::{FaultShown, FindingShown, faults, shown};

/// Why something is refused, as a page shows it.
#[derive(Debug)]
pub struct Refusal {
    /// The code of the problem.
    pub code: Code,
    /// In one sentence.
    pub detail: String,
    /// Findings that close it.
    pub findings: Vec<(String, FindingShown)>,
    /// Faults of shape, of files.
    pub faults: Vec<(String, FaultShown)>,
}

impl Refusal {
    /// Tells an error of the application; what is ours to mend is logged.
    #[must_use]
    pub fn of(e: AppError, form: &Form) -> Refusal {
        let problem: Problem = e.problem();
        let pointers = problem.errors.iter().map(|f| f.pointer.clone());
        let (findings, faults) = match &e {
            AppError::Blocked { findings, .. } => {
                let shown = shown(findings, None, form);
                (findings.iter().map(|f| f.pointer.clone()).zip(shown).collect(), Vec::new())
            }
            _ => (Vec::new(), pointers.zip(faults(&problem.errors, form)).collect()),
        };
        let refusal = Refusal {
            code: problem.code,
            detail: match &e {
                AppError::Blocked { findings, .. } if findings.len() == 1 => {
                    "Un point s’y oppose.".to_owned()
                }
                AppError::Blocked { findings, .. } => format!("{} points s’y opposent.", findings.len()),
                _ => french::typeset(&problem.detail),
            },
            findings,
            faults,
        };
        if e.is_ours() {
            // Logs the chain.
            let _ = HttpError::from(e);
        }
        refusal
    }
}

#[derive(Debug, Serialize)]
struct Shown<'a> {
    title: &'a str,
    detail: String,
    findings: Vec<FindingShown>,
    faults: Vec<FaultShown>,
}

/// The page of a refusal, at the status of its problem.
///
/// # Errors
/// A template that fails.
pub fn page(state: &State, posted: &Posted, title: &str, e: AppError) -> Result<HttpResponse, HttpError> {
    let Refusal { code, detail, findings, faults } = Refusal::of(e, &state.form);
    let faults: Vec<FaultShown> =
        faults.into_iter().map(|(_, f)| f).filter(|f| f.message != detail || f.place.is_some()).collect();
    let findings = findings.into_iter().map(|(_, f)| f).collect();
    let shown = Shown { title, detail, findings, faults };
    Ok(at(beside(state, posted, "dossier/refus.html", shown)?, code))
}

/// The same page at the status of a problem, which is counted.
#[must_use]
pub fn at(mut page: HttpResponse, code: Code) -> HttpResponse {
    if let Ok(status) = StatusCode::from_u16(code.status()) {
        *page.status_mut() = status;
    }
    page.extensions_mut().insert(Told(Some(code)));
    page
}
