//! The examples of the description: the claims that come with the software.

use serde_json::{Map, Value, json};

macro_rules! claims {
    ($($name:literal: $summary:literal,)+) => {
        &[$(($name, $summary, include_str!(concat!("../../../examples/claims/", $name, ".json"))),)+]
    };
}

const CLAIMS: &[(&str, &str, &str)] = claims! {
    "01_b2b_three_invoices": "Trois factures entre commerçants, à porter devant le tribunal",
    "02_consumer_craftsman": "Un artisan et un particulier",
    "03_residential_rent": "Des loyers d'habitation",
    "04_order_to_serve": "Une ordonnance à faire signifier",
    "05_title_to_execute": "Un titre à exécuter",
    "06_blocked": "Un dossier bloqué, avec ses constats",
};

/// `components.examples`.
pub fn claims() -> Value {
    let read = |text: &str| serde_json::from_str::<Value>(text).unwrap_or(Value::Null);
    let all = CLAIMS.iter();
    let all = all.map(|(name, summary, text)| {
        ((*name).to_owned(), json!({ "summary": summary, "value": read(text) }))
    });
    Value::Object(all.collect::<Map<String, Value>>())
}

/// One of them, as it is shipped.
pub fn text(name: &str) -> Option<&'static str> {
    CLAIMS.iter().find(|(n, ..)| *n == name).map(|(.., text)| *text)
}

/// Their names, and what each is.
pub fn summaries() -> impl Iterator<Item = (&'static str, &'static str)> {
    CLAIMS.iter().map(|(name, summary, _)| (*name, *summary))
}

/// Their names.
pub fn names() -> Vec<&'static str> {
    CLAIMS.iter().map(|(name, ..)| *name).collect()
}
