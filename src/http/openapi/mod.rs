//! The description of the API (OpenAPI 3.1): paths from a table of operations, shapes from the types, examples from
//! the claims that come with the software. `creance openapi`, `GET /openapi.json`, browsable at `/docs`.

mod batches;
pub(in crate::http) mod examples;
mod operations;
mod problems;
mod schemas;

use serde_json::{Map, Value, json};

use super::access::scope_of;
use crate::claim::{self, Limits};
use crate::problem::Fault;
use operations::{Body, Operation};
use schemas::{Schemas, Side};

/// The description, with the limits in use.
#[must_use]
pub fn description(limits: &Limits) -> Value {
    let mut schemas = Schemas::default();
    let mut claim = claim::schema_with(limits);
    admit_null(&mut claim);
    let claim = schemas.take("Claim", claim);
    let mut paths = Map::new();
    for operation in operations::all(&mut schemas) {
        let item = paths.entry(operation.path).or_insert_with(|| json!({}));
        item[operation.method] = written(&operation, &claim);
    }
    schemas.of::<Fault>(Side::Answer);
    schemas.take("Problem", problems::schema());
    json!({
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "creance",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": env!("CARGO_PKG_DESCRIPTION"),
            "description": include_str!("about.md"),
            "license": { "name": "MIT", "identifier": "MIT" },
        },
        "servers": [{ "url": "/" }],
        "tags": operations::tags(),
        "paths": paths,
        "components": {
            "schemas": schemas.into_value(),
            "responses": problems::responses(),
            "examples": examples::claims(),
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer",
                    "description": "Clé créée par `creance keys add`. Un service local sans clé n'en demande pas." },
                "api_key": { "type": "apiKey", "in": "header", "name": "X-Api-Key", "description": "La même clé." },
            },
        },
    })
}

/// An optional field given as `null` is read as absent: the description says so, while the schema that is published
/// for those who write claims keeps to what they should write.
fn admit_null(node: &mut Value) {
    let required: Vec<String> = node["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|name| name.as_str().map(str::to_owned))
        .collect();
    let Value::Object(shape) = node else { return };
    for within in ["$defs", "properties"] {
        if let Some(Value::Object(shapes)) = shape.get_mut(within) {
            for (name, shape) in shapes.iter_mut() {
                admit_null(shape);
                if within == "properties" && !required.contains(name) {
                    nullable(shape);
                }
            }
        }
    }
    if let Some(items) = shape.get_mut("items") {
        admit_null(items);
    }
}

/// The shape, or `null`.
fn nullable(shape: &mut Value) {
    let Value::Object(fields) = shape else { return };
    // The words about a field stay beside the choice.
    let mut around = Map::new();
    for word in ["description", "default"] {
        if let Some(v) = fields.shift_remove(word) {
            around.insert(word.to_owned(), v);
        }
    }
    let inner = std::mem::take(fields);
    let mut choices = match inner.get("anyOf") {
        Some(Value::Array(choices)) if inner.len() == 1 => choices.clone(),
        _ => vec![Value::Object(inner)],
    };
    choices.push(json!({ "type": "null" }));
    fields.insert("anyOf".to_owned(), Value::Array(choices));
    fields.extend(around);
}

fn written(operation: &Operation, claim: &Value) -> Value {
    let has_body = !matches!(operation.body, Body::None);
    let scope = scope_of(operation.path).map(|s| s.name());
    let mut responses = problems::of_operation(has_body, scope.is_some(), operation.more);
    responses.insert(operation.status.to_string(), success(operation));
    let mut out = json!({
        "operationId": operation.id,
        "tags": [operation.tag],
        "summary": operation.summary,
        "parameters": operation.parameters,
        "responses": responses,
        "security": scope.map_or_else(|| json!([]), |s| json!([{ "bearer": [s] }, { "api_key": [s] }])),
    });
    if !operation.description.is_empty() {
        out["description"] = json!(operation.description);
    }
    let content = match &operation.body {
        Body::None => return out,
        Body::Claim { files, examples } => claim_body(claim, *files, examples),
        Body::Json { schema, examples } => {
            json!({ "application/json": { "schema": schema, "examples": examples } })
        }
        Body::Zip => json!({ "application/zip": {}, "application/octet-stream": {} }),
        Body::Batch => batch_body(),
    };
    out["requestBody"] = json!({ "required": true, "content": content });
    out
}

/// A claim, alone or in a form with its files.
fn claim_body(claim: &Value, files: bool, examples: &[&str]) -> Value {
    let shown: Map<String, Value> = examples
        .iter()
        .map(|name| ((*name).to_owned(), json!({ "$ref": format!("#/components/examples/{name}") })))
        .collect();
    let mut content = json!({ "application/json": { "schema": claim, "examples": shown } });
    if files {
        content["multipart/form-data"] = json!({
            "schema": {
                "type": "object",
                "required": ["claim"],
                "description": "Le dossier dans la partie `claim` ; une partie par pièce, dont le nom de fichier est celui de `exhibits[].file`.",
                "properties": { "claim": claim },
                "additionalProperties": { "type": "string", "contentMediaType": "application/octet-stream" },
            },
            "encoding": { "claim": { "contentType": "application/json" } },
        });
    }
    content
}

/// A batch, alone or in a form with a logo.
fn batch_body() -> Value {
    let bytes = |what: &str| json!({ "type": "string", "contentMediaType": "application/octet-stream", "description": what });
    json!({
        "application/x-ndjson": {},
        "application/zip": {},
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "required": ["batch"],
                "properties": {
                    "batch": bytes("Le lot ; la partie dit son type."),
                    "logo": bytes("Logo du créancier, en tête de ses lettres : PNG, JPEG ou SVG, 512 Kio au plus."),
                },
                "additionalProperties": false,
            },
            "encoding": { "batch": { "contentType": "application/x-ndjson, application/zip" } },
        },
    })
}

fn success(operation: &Operation) -> Value {
    let answer = &operation.answer;
    let content: Map<String, Value> = answer
        .content
        .iter()
        .map(|(media, schema)| {
            let shape = schema.as_ref().map_or_else(|| json!({}), |s| json!({ "schema": s }));
            ((*media).to_owned(), shape)
        })
        .collect();
    let mut out = json!({ "description": answer.description });
    if !content.is_empty() {
        out["content"] = Value::Object(content);
    }
    if operation.status == 202 {
        out["headers"] =
            json!({ "Location": { "description": "Où le suivre.", "schema": { "type": "string" } } });
    }
    out
}

#[cfg(test)]
mod tests;
