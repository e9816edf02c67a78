//! The refusals of the API, one response a status, each with its codes and an example of each.

use serde_json::{Map, Value, json};

use crate::problem::{Code, Fault, Language, Problem};

/// The statuses that any route may answer.
const EVERYWHERE: [u16; 6] = [400, 404, 405, 406, 500, 503];
/// Those of a route with a body.
const WITH_BODY: [u16; 4] = [408, 413, 415, 422];

/// Those of a route that a key opens.
const WITH_KEY: [u16; 3] = [401, 403, 429];

/// Codes that only the command line tells.
const COMMAND_LINE: [Code; 4] = [Code::Usage, Code::FileUnreadable, Code::FileUnwritable, Code::Installation];

/// The codes told over HTTP.
pub fn codes() -> impl Iterator<Item = Code> {
    Code::ALL.iter().copied().filter(|c| !COMMAND_LINE.contains(c))
}

/// The responses of an operation other than its success.
pub fn of_operation(has_body: bool, has_scope: bool, more: &[u16]) -> Map<String, Value> {
    let mut statuses: Vec<u16> = EVERYWHERE.to_vec();
    if has_body {
        statuses.extend(WITH_BODY);
    }
    if has_scope {
        statuses.extend(WITH_KEY);
    }
    statuses.extend(more);
    statuses.sort_unstable();
    statuses.dedup();
    let known = |status: &u16| codes().any(|c| c.status() == *status);
    let each = statuses.iter().filter(|s| known(s));
    each.map(|s| (s.to_string(), json!({ "$ref": format!("#/components/responses/Problem{s}") }))).collect()
}

/// `components.responses`.
pub fn responses() -> Value {
    let mut all: Vec<u16> = codes().map(Code::status).collect();
    all.sort_unstable();
    all.dedup();
    Value::Object(all.into_iter().map(|s| (format!("Problem{s}"), response(s))).collect())
}

fn response(status: u16) -> Value {
    let of_status: Vec<Code> = codes().filter(|c| c.status() == status).collect();
    let told: Vec<String> =
        of_status.iter().map(|c| format!("`{}` ({})", c.name(), c.title(Language::French))).collect();
    let examples: Map<String, Value> =
        of_status.iter().map(|&c| (c.name().to_owned(), json!({ "value": example(c) }))).collect();
    let mut response = json!({
        "description": format!("{}.", told.join(", ")),
        "content": { "application/problem+json": {
            "schema": { "$ref": "#/components/schemas/Problem" },
            "examples": examples,
        } },
    });
    if matches!(status, 409 | 429 | 503) {
        response["headers"] = json!({ "Retry-After": {
            "description": "Secondes après lesquelles la même demande peut réussir.",
            "schema": { "type": "integer" },
        } });
    }
    response
}

fn example(code: Code) -> Problem {
    let detail = format!("{}.", code.title(Language::French));
    let fault = Fault::new(code.name(), "", detail.clone());
    Problem::new(code, detail).with_errors(vec![fault]).at("/v1/check")
}

/// The shape of a problem (RFC 9457), further members allowed.
pub fn schema() -> Value {
    let types: Vec<String> = codes().map(|c| format!("urn:creance:problem:{}", c.name())).collect();
    json!({
        "type": "object",
        "description": "Refus (RFC 9457). Le code stable est la fin de `type` ; les messages sont en français.",
        "required": ["type", "title", "status", "detail", "instance"],
        "properties": {
            "type": { "type": "string", "enum": types },
            "title": { "type": "string", "description": "En français, ou en anglais avec `Accept-Language: en`." },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "instance": { "type": "string" },
            "errors": { "type": "array", "items": { "$ref": "#/components/schemas/Fault" } },
        },
        "additionalProperties": true,
    })
}
