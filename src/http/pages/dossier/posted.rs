//! What a page of the path sends: the draft it carried, the fields of its step put into it, and the button pressed. Every
//! address under `/dossier` that takes a form reads it here.

use std::collections::BTreeSet;

use actix_web::HttpRequest;
use actix_web::web::Payload;
use serde_json::Value;

use crate::domain::Bundle;
use crate::http::access::same_origin;
use crate::http::answer::HttpError;
use crate::http::body;
use crate::http::state::State;
use crate::problem::{Code, Problem};
use crate::web::draft::{Draft, DraftError};

/// A page sent.
#[derive(Debug)]
pub(in crate::http::pages) struct Posted {
    /// The draft, the fields of the page in it.
    pub draft: Draft,
    /// What one wants.
    pub goal: Bundle,
    /// The steps left once.
    pub seen: BTreeSet<String>,
    /// The step to go to, and the field there.
    pub go: Option<(String, Option<String>)>,
    /// The button of an action: its name and what it is about.
    pub act: Option<(String, String)>,
    /// What is told about the draft itself.
    pub told: Vec<String>,
    pairs: Vec<(String, String)>,
}

impl Posted {
    /// A page never sent: nothing typed.
    pub fn nothing() -> Self {
        Posted {
            draft: Draft::default(),
            goal: Bundle::InjonctionDePayer,
            seen: BTreeSet::new(),
            go: None,
            act: None,
            told: Vec::new(),
            pairs: Vec::new(),
        }
    }

    /// Reads what a page sent.
    ///
    /// # Errors
    /// 403 from another site, 413 when it is too large, 400 or 415 when it is no form.
    pub async fn read(req: &HttpRequest, payload: Payload, state: &State) -> Result<Self, HttpError> {
        same_origin(req.headers())?;
        let pairs = body::fields(req, payload, &state.config).await?;
        Self::of(pairs, state)
    }

    /// The same of the fields of a form already read.
    ///
    /// # Errors
    /// 413 when the draft is too large.
    pub fn of(pairs: Vec<(String, String)>, state: &State) -> Result<Self, HttpError> {
        let mut out = Posted { pairs, ..Posted::nothing() };
        let limits = state.app.limits();
        if let Some(text) = out.last("dossier").filter(|t| !t.trim().is_empty()) {
            match Draft::read(text, limits) {
                Ok(draft) => out.draft = draft,
                Err(e @ DraftError::TooLarge(_)) => return Err(too_large(&e)),
                Err(e) => {
                    let text = text.to_owned();
                    out.told.push(e.to_string());
                    // What cannot be read is shown where one imports: nothing of it is lost.
                    out.pairs.push(("importer".to_owned(), text));
                }
            }
        }
        out.goal = out.last("but").and_then(|t| t.parse().ok()).unwrap_or(out.goal);
        let steps = |id: &&str| state.form.step(id).is_some();
        out.seen = out.last("vus").unwrap_or_default().split(' ').filter(steps).map(str::to_owned).collect();
        out.go = out.last("aller").filter(|t| !t.is_empty()).map(|t| match t.split_once('#') {
            Some((step, id)) => (step.to_owned(), Some(id.to_owned())),
            None => (t.to_owned(), None),
        });
        out.act = out.last("faire").map(|t| match t.split_once(':') {
            Some((act, what)) => (act.to_owned(), what.to_owned()),
            None => (t.to_owned(), String::new()),
        });
        let from = out.last("etape").unwrap_or_default().to_owned();
        let left = out.go.as_ref().is_some_and(|(to, _)| *to != from);
        if left && state.form.step(&from).is_some() {
            out.seen.insert(from);
        }
        state.form.merge(&mut out.draft, &out.pairs);
        name_cities(&mut out.draft, &out.pairs, state);
        let size = out.draft.json().len();
        if size > limits.json_bytes {
            return Err(too_large(&DraftError::TooLarge(limits.json_bytes)));
        }
        Ok(out)
    }

    /// The last value of a field.
    pub fn last(&self, name: &str) -> Option<&str> {
        self.pairs.iter().rev().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// All values of a field.
    pub fn all<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p str> {
        self.pairs.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The fields sent that are those of a claim, as they were typed.
    pub fn typed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().filter(|(n, _)| n.starts_with('/')).map(|(n, v)| (n.as_str(), v.as_str()))
    }
}

/// The commune of a postal code that has only one is not left to be typed.
fn name_cities(draft: &mut Draft, pairs: &[(String, String)], state: &State) {
    let codes = pairs.iter().filter_map(|(name, _)| name.strip_suffix("/postal_code"));
    for address in codes {
        let city = format!("{address}/city");
        if draft.get(&city).is_some() || draft.get(&format!("{address}/country")).is_some() {
            continue;
        }
        let Some(code) = draft.text(&format!("{address}/postal_code")) else { continue };
        if let Ok([one]) = state.app.law().courts.communes(code).as_deref() {
            draft.set(&city, Value::String(one.name.clone()));
        }
    }
}

fn too_large(e: &DraftError) -> HttpError {
    Problem::new(Code::TooLarge, e.to_string()).into()
}
