//! `GET /`: what one can do here.

use actix_web::HttpResponse;
use actix_web::web::Data;
use serde_json::{Value, json};

use super::dossier::goal_label;
use crate::domain::{Bundle, french};
use crate::http::answer::HttpError;
use crate::http::openapi::examples;
use crate::http::state::State;

/// Every bundle, in the order in which a claim goes through them.
const PHASES: &[(&str, &[Bundle])] = &[
    ("À l’amiable", &[Bundle::Relance, Bundle::MiseEnDemeure, Bundle::Echeancier]),
    ("Obtenir un titre", &[Bundle::InjonctionDePayer, Bundle::PetitesCreances]),
    (
        "Après la décision",
        &[Bundle::CommissaireDeJusticeSignification, Bundle::CommissaireDeJusticeExecution],
    ),
];

pub(super) async fn home(state: Data<State>) -> Result<HttpResponse, HttpError> {
    let goal =
        |b: &Bundle| json!({ "id": b.name(), "title": goal_label(*b), "hint": state.form.goal_hint(*b) });
    let phase = |(title, bundles): &(&str, &[Bundle])| json!({ "title": title, "goals": bundles.iter().map(goal).collect::<Vec<Value>>() });
    let phases: Vec<Value> = PHASES.iter().map(phase).collect();
    let examples: Vec<Value> = examples::summaries()
        .map(|(name, title)| json!({ "id": name, "title": french::typeset(title), "goal": shows(name).name() }))
        .collect();
    super::page(&state, "home.html", &json!({ "phases": phases, "examples": examples }))
}

/// What an example was written to show.
fn shows(example: &str) -> Bundle {
    match example {
        "02_consumer_craftsman" | "03_residential_rent" => Bundle::MiseEnDemeure,
        "04_order_to_serve" => Bundle::CommissaireDeJusticeSignification,
        "05_title_to_execute" => Bundle::CommissaireDeJusticeExecution,
        _ => Bundle::InjonctionDePayer,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundle_can_be_chosen_once() {
        let offered: Vec<Bundle> = PHASES.iter().flat_map(|(_, bundles)| bundles.iter().copied()).collect();
        assert_eq!(offered, Bundle::ALL);
    }
}
