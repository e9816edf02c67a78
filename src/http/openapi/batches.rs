//! The operations of `/v1/batches`.

use serde_json::{Value, json};

use super::operations::{Answer, BATCHES, Body, Operation, get, post};
use super::schemas::{Schemas, Side};
use crate::batch::{BatchList, BatchView};
use crate::domain::Bundle;

const JSON: &str = "application/json";

/// All of them.
pub fn all(s: &mut Schemas) -> Vec<Operation> {
    let view = s.of::<BatchView>(Side::Answer);
    let list = s.of::<BatchList>(Side::Answer);
    vec![
        Operation {
            parameters: vec![bundle(), merge_exhibits(), webhook(), super::operations::idempotency_key()],
            more: &[409],
            description: "Les mêmes formes dans la partie `batch` d'un formulaire, avec un `logo`. NDJSON : un dossier par ligne. ZIP : un répertoire par dossier, avec `claim.json` et ses pièces ; ou \
                `claims.ndjson` à la racine, dont chaque dossier nomme ses pièces par leur chemin. Un dossier inutilisable n'arrête \
                pas les autres : son état est `refused`. L'adresse du lot est dans `Location`.",
            status: 202,
            ..post(
                "/v1/batches",
                "batch_create",
                BATCHES,
                "Confier un lot",
                Body::Batch,
                Answer {
                    description: "Le lot, retenu : il survit à un arrêt brutal.",
                    content: vec![(JSON, Some(view.clone()))],
                },
            )
        },
        Operation {
            parameters: vec![
                asked("before", "`next` de la page précédente.", json!({ "type": "string" })),
                limit(),
            ],
            more: &[422],
            ..get(
                "/v1/batches",
                "batch_list",
                BATCHES,
                "Lister ses lots",
                Answer {
                    description: "Les derniers d'abord, sans leurs éléments.",
                    content: vec![(JSON, Some(list))],
                },
            )
        },
        Operation {
            parameters: vec![
                id(),
                asked("after", "`next` de la page précédente.", json!({ "type": "integer", "minimum": 0 })),
                limit(),
            ],
            more: &[422],
            ..get(
                "/v1/batches/{id}",
                "batch",
                BATCHES,
                "Suivre un lot",
                Answer {
                    description: "L'état, les comptes, une page d'éléments.",
                    content: vec![(JSON, Some(view))],
                },
            )
        },
        Operation {
            method: "delete",
            parameters: vec![id()],
            status: 204,
            ..get(
                "/v1/batches/{id}",
                "batch_delete",
                BATCHES,
                "Arrêter et effacer un lot",
                Answer { description: "Effacé, avec ses résultats.", content: vec![] },
            )
        },
        Operation {
            parameters: vec![id(), last_event()],
            description: "Événements `item` (un élément change d'état), `progress` (les comptes), `done` (le lot entier, puis fin du flux), \
                `erased`. `Last-Event-ID` reprend là où la lecture s'est arrêtée, sur n'importe quelle instance.",
            more: &[422],
            ..get(
                "/v1/batches/{id}/events",
                "batch_events",
                BATCHES,
                "Suivre un lot en continu",
                Answer { description: "Server-Sent Events.", content: vec![("text/event-stream", None)] },
            )
        },
        Operation {
            parameters: vec![id()],
            more: &[409],
            ..get(
                "/v1/batches/{id}/result",
                "batch_result",
                BATCHES,
                "Prendre tout le résultat",
                Answer {
                    description: "Les dossiers, chacun dans son répertoire, et le registre (`ledger.json`, `ledger.csv`).",
                    content: vec![("application/zip", None)],
                },
            )
        },
        Operation {
            parameters: vec![
                id(),
                json!({ "name": "n", "in": "path", "required": true, "description": "Numéro de l'élément, à partir de 1.",
                    "schema": { "type": "integer", "minimum": 1 } }),
            ],
            more: &[409],
            ..get(
                "/v1/batches/{id}/items/{n}/result",
                "batch_item_result",
                BATCHES,
                "Prendre un dossier",
                Answer {
                    description: "Le dossier de cet élément.",
                    content: vec![("application/zip", None)],
                },
            )
        },
    ]
}

fn asked(name: &str, description: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "query", "description": description, "schema": schema })
}

fn id() -> Value {
    json!({ "name": "id", "in": "path", "required": true, "description": "Identifiant du lot.",
        "schema": { "type": "string", "format": "uuid" } })
}

fn limit() -> Value {
    let schema = json!({ "type": "integer", "minimum": 1, "maximum": 1000, "default": 100 });
    asked("limit", "Longueur de la page.", schema)
}

fn bundle() -> Value {
    let mut names = vec!["auto"];
    names.extend(Bundle::ALL.iter().map(|b| b.name()));
    let schema = json!({ "type": "string", "enum": names, "default": "auto" });
    asked("bundle", "Le dossier à produire ; `auto` : le meilleur du parcours de chacun.", schema)
}

fn merge_exhibits() -> Value {
    let schema = json!({ "type": "boolean", "default": false });
    asked("merge_exhibits", "Joindre à chaque dossier un PDF qui réunit ses pièces, dans leur ordre.", schema)
}

fn webhook() -> Value {
    let schema = json!({ "type": "string", "format": "uri" });
    asked("webhook", "Adresse à prévenir à la fin, sur un hôte que l'exploitant a ouvert.", schema)
}

fn last_event() -> Value {
    json!({ "name": "Last-Event-ID", "in": "header", "description": "Dernier identifiant reçu.",
        "schema": { "type": "string" } })
}
