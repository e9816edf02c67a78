//! `GET /`: what one can do here.

use actix_web::HttpResponse;
use actix_web::web::Data;
use serde_json::{Value, json};

use crate::domain::{Bundle, french};
use crate::http::answer::HttpError;
use crate::http::openapi::examples;
use crate::http::state::State;

pub(super) async fn home(state: Data<State>) -> Result<HttpResponse, HttpError> {
    let examples: Vec<Value> = examples::texts()
        .map(|(name, title, text)| json!({ "title": french::typeset(title), "claim": text, "bundle": shows(name).name() }))
        .collect();
    super::page(&state, "home.html", &json!({ "goals": goals(), "examples": examples }))
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

/// Every bundle, in the order in which a claim goes through them.
fn goals() -> Value {
    let goal = |bundle: Bundle, title: &str, hint: &str| json!({ "bundle": bundle.name(), "title": title, "hint": hint });
    json!([
        { "title": "À l’amiable", "goals": [
            goal(Bundle::Relance, "Relancer", "La relance qui vient ensuite, en lettre, courriel, SMS ou appel."),
            goal(Bundle::MiseEnDemeure, "Mettre en demeure", "La lettre qui ouvre les voies suivantes."),
            goal(Bundle::Echeancier, "Établir un échéancier", "Un plan de règlement, avec reconnaissance de dette ou protocole."),
        ] },
        { "title": "Obtenir un titre", "goals": [
            goal(Bundle::InjonctionDePayer, "Demander une injonction de payer", "La requête au juge, ses pièces et son décompte."),
            goal(Bundle::PetitesCreances, "Ouvrir la procédure simplifiée", "Pour les petites créances, par un commissaire de justice."),
        ] },
        { "title": "Après la décision", "goals": [
            goal(Bundle::CommissaireDeJusticeSignification, "Faire signifier l’ordonnance", "La saisine du commissaire de justice, dans le délai."),
            goal(Bundle::CommissaireDeJusticeExecution, "Faire exécuter le titre", "Le dossier complet remis à qui exécutera."),
        ] },
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bundle_can_be_chosen_once() {
        let goals = goals();
        let phases = goals.as_array().unwrap().iter();
        let names: Vec<&str> = phases
            .flat_map(|p| p["goals"].as_array().unwrap())
            .map(|g| g["bundle"].as_str().unwrap())
            .collect();
        let all: Vec<&str> = Bundle::ALL.iter().map(|b| b.name()).collect();
        assert_eq!(names, all);
    }
}
