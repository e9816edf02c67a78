//! The table of the operations: what each address takes and gives.

use serde_json::{Map, Value, json};

use super::examples;
use super::schemas::{Schemas, Side};
use crate::app::{CourtWords, Format, RuleDetail, RuleList, SchemaName, TableFormat};
use crate::bundle::Verification;
use crate::court::api::CourtAnswer;
use crate::deadlines;
use crate::domain::{Bundle, Document, RateSeries};
use crate::dossier::report::Report;
use crate::rules::InForce;
use crate::statement::single::{InterestAnswer, InterestRequest};
use crate::statement::view::StatementView;

/// One operation.
pub struct Operation {
    /// Lower case.
    pub method: &'static str,
    /// With its parameters in braces.
    pub path: &'static str,
    /// Unique name, for generated clients.
    pub id: &'static str,
    /// Its group.
    pub tag: &'static str,
    /// One line.
    pub summary: &'static str,
    /// More; may be empty.
    pub description: &'static str,
    /// In the path and after `?`.
    pub parameters: Vec<Value>,
    /// What it takes.
    pub body: Body,
    /// What it gives.
    pub answer: Answer,
    /// Further statuses.
    pub more: &'static [u16],
    /// The status of the success.
    pub status: u16,
}

/// What an operation takes.
pub enum Body {
    /// Nothing.
    None,
    /// A claim; `files`: or a form with its files.
    Claim { files: bool, examples: Vec<&'static str> },
    /// Another shape.
    Json { schema: Value, examples: Value },
    /// A bundle.
    Zip,
    /// Claims, as lines or in a ZIP.
    Batch,
}

/// What an operation gives: media types, with the shape of those that have one.
pub struct Answer {
    /// One line.
    pub description: &'static str,
    /// Media type → shape.
    pub content: Vec<(&'static str, Option<Value>)>,
}

const JSON: &str = "application/json";

const CLAIM: &str = "Dossier de créance";
pub(super) const BATCHES: &str = "Lots";
const CALCULATORS: &str = "Calculs";
const LAW: &str = "Règles";
const OPERATION: &str = "Exploitation";

/// The groups, in the order they are shown.
pub fn tags() -> Value {
    json!([
        { "name": CLAIM, "description": "Contrôler, calculer, rédiger, assembler." },
        { "name": BATCHES, "description": "Beaucoup de dossiers à la fois, sans attendre." },
        { "name": CALCULATORS, "description": "Un délai, des intérêts, une juridiction, un taux." },
        { "name": LAW, "description": "Les règles en vigueur et les schémas." },
        { "name": OPERATION, "description": "Vie du service." },
    ])
}

/// All operations.
pub fn all(s: &mut Schemas) -> Vec<Operation> {
    let mut all = claims(s);
    all.extend(super::batches::all(s));
    all.extend(calculators(s));
    all.extend(law(s));
    all.extend(operation());
    all
}

fn claims(s: &mut Schemas) -> Vec<Operation> {
    let names = examples::names();
    let with_files = || Body::Claim { files: true, examples: names.clone() };
    vec![
        Operation {
            description: "Avec un formulaire, dit aussi quels fichiers manquent. Avec `Accept: text/calendar`, les délais seuls.",
            ..post(
                "/v1/check",
                "check",
                CLAIM,
                "Contrôler un dossier",
                with_files(),
                Answer {
                    description: "Rapport : constats, dossiers possibles, juridiction, frais, délais.",
                    content: vec![(JSON, Some(s.of::<Report>(Side::Answer))), ("text/calendar", None)],
                },
            )
        },
        post(
            "/v1/statement",
            "statement",
            CLAIM,
            "Établir le décompte",
            Body::Claim { files: false, examples: names.clone() },
            Answer {
                description: "Décompte, lignes prescrites comprises et signalées.",
                content: vec![
                    (JSON, Some(s.of::<StatementView>(Side::Answer))),
                    (essence(TableFormat::Csv.media_type()), None),
                    (essence(TableFormat::Xlsx.media_type()), None),
                ],
            },
        ),
        Operation {
            parameters: vec![
                named("document", "Document", &names_of(Document::ALL, Document::name)),
                asked(
                    "debtor",
                    "Rang d'un débiteur, depuis 0 : son exemplaire seul.",
                    json!({ "type": "integer", "minimum": 0 }),
                ),
                asked(
                    "format",
                    "Forme d'une relance, quand `Accept` ne suffit pas à la dire.",
                    json!({ "type": "string", "enum": names_of(Format::ALL, Format::name) }),
                ),
                idempotency_key(),
            ],
            description: "Le format suit `Accept` ; les relances existent aussi en message.",
            more: &[409, 501],
            ..post(
                "/v1/documents/{document}",
                "document",
                CLAIM,
                "Rédiger un document",
                with_files(),
                Answer { description: "Le document.", content: documents() },
            )
        },
        Operation {
            parameters: vec![
                named("bundle", "Dossier", &names_of(Bundle::ALL, Bundle::name)),
                asked(
                    "merge_exhibits",
                    "Ajoute toutes les pièces en un seul PDF, avec signets.",
                    json!({ "type": "boolean" }),
                ),
                idempotency_key(),
            ],
            description: "Bloqué : 422 avec tous les constats. Un dossier est entier ou n'est pas.",
            more: &[409, 501],
            ..post(
                "/v1/bundles/{bundle}",
                "bundle",
                CLAIM,
                "Assembler un dossier",
                with_files(),
                Answer {
                    description: "Le dossier, reproductible à l'octet.",
                    content: vec![("application/zip", None)],
                },
            )
        },
        post(
            "/v1/bundles/verify",
            "verify",
            CLAIM,
            "Vérifier un dossier reçu",
            Body::Zip,
            Answer {
                description: "Verdict.",
                content: vec![(JSON, Some(s.of::<Verification>(Side::Answer)))],
            },
        ),
    ]
}

fn calculators(s: &mut Schemas) -> Vec<Operation> {
    let (question, answers, shown) = deadlines_shape(s);
    let interest = json!({ "exemple": { "value": {
        "principal": "10000.00", "rate": "b2b_default", "after": "2026-03-31", "until": "2026-11-22" } } });
    let interest_body = Body::Json { schema: s.of::<InterestRequest>(Side::Request), examples: interest };
    vec![
        post(
            "/v1/deadlines",
            "deadline",
            CALCULATORS,
            "Calculer un délai",
            Body::Json { schema: question, examples: shown },
            Answer {
                description: "Le délai ; ses champs sont ceux de son espèce.",
                content: vec![(JSON, Some(answers))],
            },
        ),
        post(
            "/v1/interest",
            "interest",
            CALCULATORS,
            "Calculer des intérêts",
            interest_body,
            Answer {
                description: "Intérêts par période, imputations.",
                content: vec![(JSON, Some(s.of::<InterestAnswer>(Side::Answer)))],
            },
        ),
        Operation {
            parameters: court_parameters(s),
            more: &[422],
            ..get(
                "/v1/courts",
                "court",
                CALCULATORS,
                "Trouver la juridiction",
                Answer {
                    description: "La juridiction compétente.",
                    content: vec![(JSON, Some(s.of::<CourtAnswer>(Side::Answer)))],
                },
            )
        },
        Operation {
            parameters: vec![named("series", "Série", &names_of(RateSeries::ALL, RateSeries::name)), on()],
            more: &[422],
            ..get(
                "/v1/rates/{series}",
                "rate",
                CALCULATORS,
                "Lire un taux",
                Answer {
                    description: "Le taux en vigueur ce jour-là, et sa source.",
                    content: vec![(JSON, Some(s.of::<InForce>(Side::Answer)))],
                },
            )
        },
    ]
}

fn law(s: &mut Schemas) -> Vec<Operation> {
    let id = json!({ "name": "id", "in": "path", "required": true, "description": "Règle ou constat.",
        "schema": { "type": "string" }, "example": "prescription.expired" });
    let schemas: Vec<String> = SchemaName::ALL.iter().map(|s| format!("{}.json", s.name())).collect();
    let schemas: Vec<&str> = schemas.iter().map(String::as_str).collect();
    vec![
        Operation {
            parameters: vec![on()],
            more: &[422],
            ..get(
                "/v1/rules",
                "rules",
                LAW,
                "Lister les règles",
                Answer {
                    description: "Valeurs datées et constats.",
                    content: vec![(JSON, Some(s.of::<RuleList>(Side::Answer)))],
                },
            )
        },
        Operation {
            parameters: vec![id],
            ..get(
                "/v1/rules/{id}",
                "rule",
                LAW,
                "Lire une règle",
                Answer {
                    description: "La règle à travers le temps, avec ses articles et ses cas d'essai.",
                    content: vec![(JSON, Some(s.of::<RuleDetail>(Side::Answer)))],
                },
            )
        },
        Operation {
            parameters: vec![named("name", "Schéma", &schemas)],
            ..get(
                "/v1/schemas/{name}",
                "schema",
                LAW,
                "Lire un schéma",
                Answer {
                    description: "JSON Schema 2020-12.",
                    content: vec![("application/schema+json", None)],
                },
            )
        },
        get(
            "/openapi.json",
            "openapi",
            LAW,
            "Cette description",
            Answer { description: "OpenAPI 3.1.", content: vec![(JSON, None)] },
        ),
    ]
}

fn operation() -> Vec<Operation> {
    let plain = |path, id, summary, description, media| {
        get(path, id, OPERATION, summary, Answer { description, content: vec![(media, None)] })
    };
    vec![
        plain("/healthz", "alive", "Le service répond-il ?", "Le processus répond.", "text/plain"),
        get(
            "/readyz",
            "ready",
            OPERATION,
            "Le service est-il prêt ?",
            Answer {
                description: "Règles, modèles, processus de mise en page et base de données utilisables ; sinon 503, `failed` nommant ce qui ne l'est pas.",
                content: vec![(JSON, None)],
            },
        ),
        plain(
            "/metrics",
            "metrics",
            "Compteurs",
            "Texte d'OpenMetrics, que lit Prometheus.",
            "application/openmetrics-text",
        ),
    ]
}

pub(super) fn post(
    path: &'static str,
    id: &'static str,
    tag: &'static str,
    summary: &'static str,
    body: Body,
    answer: Answer,
) -> Operation {
    Operation {
        method: "post",
        path,
        id,
        tag,
        summary,
        description: "",
        parameters: vec![],
        body,
        answer,
        more: &[],
        status: 200,
    }
}

pub(super) fn get(
    path: &'static str,
    id: &'static str,
    tag: &'static str,
    summary: &'static str,
    answer: Answer,
) -> Operation {
    Operation { method: "get", ..post(path, id, tag, summary, Body::None, answer) }
}

fn names_of<T: Copy>(all: &[T], name: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|x| name(*x)).collect()
}

/// A part of the path with its closed list.
fn named(name: &str, description: &str, all: &[&str]) -> Value {
    json!({ "name": name, "in": "path", "required": true, "description": description,
        "schema": { "type": "string", "enum": all } })
}

/// A word after `?`.
fn asked(name: &str, description: &str, schema: Value) -> Value {
    json!({ "name": name, "in": "query", "description": description, "schema": schema })
}

/// On what makes something: the operations that answer once.
pub(super) fn idempotency_key() -> Value {
    json!({ "name": "Idempotency-Key", "in": "header", "required": false,
        "description": "Une clé neuve par demande, un UUID par exemple : la même demande renvoyée avec la même clé reçoit la même réponse, \
            octet pour octet, avec `idempotency-replayed: true`. 409 tant que la première est en cours, 422 si la clé a servi pour une autre.",
        "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" } })
}

fn on() -> Value {
    asked("on", "Le jour ; aujourd'hui à défaut.", json!({ "type": "string", "format": "date" }))
}

fn essence(media: &'static str) -> &'static str {
    media.split(';').next().unwrap_or(media)
}

/// Every format some document has, each once.
fn documents() -> Vec<(&'static str, Option<Value>)> {
    let mut all: Vec<&'static str> = Format::ALL.iter().map(|f| essence(f.media_type())).collect();
    all.dedup();
    all.into_iter().map(|media| (media, None)).collect()
}

/// The question and the answers of the deadlines, one of each for every kind.
fn deadlines_shape(s: &mut Schemas) -> (Value, Value, Value) {
    let (mut questions, mut answers) = (Vec::new(), Vec::new());
    for kind in deadlines::api::kinds() {
        let title = pascal(kind);
        if let Some(input) = deadlines::api::input_schema(kind) {
            let input = s.take(&format!("{title}Input"), input.to_value());
            questions.push(
                json!({ "type": "object", "required": ["kind", "input"], "additionalProperties": false,
                "properties": { "kind": { "const": kind }, "input": input } }),
            );
        }
        if let Some(output) = deadlines::api::output_schema(kind) {
            answers.push(s.take(&format!("{title}Output"), output.to_value()));
        }
    }
    let shown = json!({ "exemple": { "value": { "kind": "procedure",
        "input": { "start": "2026-10-31", "unit": "months", "n": 1, "territory": "metropole" } } } });
    (json!({ "oneOf": questions }), json!({ "anyOf": answers }), shown)
}

fn pascal(snake: &str) -> String {
    let word = |w: &str| w.get(..1).map(|c| c.to_uppercase() + w.get(1..).unwrap_or_default());
    snake.split('_').filter_map(word).collect()
}

/// The questions of the court: texts after `?`.
fn court_parameters(s: &mut Schemas) -> Vec<Value> {
    let _ = s;
    let words: Map<String, Value> = match serde_json::to_value(schemars::schema_for!(CourtWords)) {
        Ok(Value::Object(mut root)) => match root.shift_remove("properties") {
            Some(Value::Object(all)) => all,
            _ => Map::new(),
        },
        _ => Map::new(),
    };
    const REQUIRED: [&str; 5] = ["postal_code", "city", "nature", "amount", "debtor"];
    let all = words.into_iter();
    all.map(|(name, shape)| {
        json!({ "name": name, "in": "query", "required": REQUIRED.contains(&name.as_str()),
            "description": shape["description"], "schema": { "type": "string" } })
    })
    .collect()
}
