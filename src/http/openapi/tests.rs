use std::collections::BTreeSet;

use super::*;

fn described() -> Value {
    description(&Limits::default())
}

fn refs(node: &Value, out: &mut BTreeSet<String>) {
    match node {
        Value::Object(fields) => {
            for (key, v) in fields {
                if let (true, Some(target)) = (key == "$ref", v.as_str()) {
                    out.insert(target.to_owned());
                }
                refs(v, out);
            }
        }
        Value::Array(items) => items.iter().for_each(|v| refs(v, out)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let all = described();
    let mut found = BTreeSet::new();
    refs(&all, &mut found);
    assert!(found.len() > 40, "{found:?}");
    for target in found {
        let pointer = target.strip_prefix('#').unwrap();
        assert!(all.pointer(pointer).is_some(), "{target}");
    }
}

#[test]
fn operations_have_unique_names_and_every_path_parameter() {
    let all = described();
    let mut ids = BTreeSet::new();
    for (path, item) in all["paths"].as_object().unwrap() {
        for operation in item.as_object().unwrap().values() {
            assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{path}");
            let named = operation["parameters"].as_array().unwrap().iter();
            let named: BTreeSet<&str> =
                named.filter(|p| p["in"] == "path").map(|p| p["name"].as_str().unwrap()).collect();
            let braced: BTreeSet<&str> =
                path.split('{').skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
            assert_eq!(named, braced, "{path}");
        }
    }
}

#[test]
fn the_examples_have_the_shape_described() {
    let all = described();
    for (name, example) in all["components"]["examples"].as_object().unwrap() {
        let mut schema = all["components"]["schemas"]["Claim"].clone();
        schema["components"] = all["components"].clone();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let faults: Vec<String> = validator.iter_errors(&example["value"]).map(|e| e.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new(), "{name}");
    }
}

/// The routes of the service, read off its source: the description forgets none and invents none.
#[test]
fn the_description_and_the_routes_agree() {
    // Without spaces: how the lines are cut says nothing.
    let source: String = include_str!("../mod.rs").split_whitespace().collect();
    let mut served = BTreeSet::new();
    for method in ["post", "get"] {
        for rest in source.split(&format!(".service({method}(\"")).skip(1) {
            served.insert(format!("{method} {}", rest.split('"').next().unwrap()));
        }
    }
    for rest in source.split(".service(many(\"").skip(1) {
        let mut words = rest.split('"').step_by(2);
        let (path, methods) = (words.next().unwrap(), words.next().unwrap());
        let methods = methods.split(',').filter(|m| *m != "HEAD");
        served.extend(methods.map(|m| format!("{} {path}", m.to_lowercase())));
    }
    // Pages for people.
    served.retain(|route| !["get /", "get /docs", "get /docs/{file:.*}"].contains(&route.as_str()));
    let mut told = BTreeSet::new();
    for (path, item) in described()["paths"].as_object().unwrap() {
        told.extend(item.as_object().unwrap().keys().map(|m| format!("{m} {path}")));
    }
    assert_eq!(served, told);
}

/// What makes something is asked for with a key, and says what a key may be told.
#[test]
fn what_makes_something_takes_an_idempotency_key() {
    let all = described();
    for path in ["/v1/documents/{document}", "/v1/bundles/{bundle}", "/v1/batches"] {
        let operation = &all["paths"][path]["post"];
        let parameters = operation["parameters"].as_array().unwrap();
        let key = parameters.iter().find(|p| p["in"] == "header").unwrap();
        assert_eq!((key["name"].as_str(), key["required"].as_bool()), (Some("Idempotency-Key"), Some(false)));
        assert_eq!(operation["responses"]["409"]["$ref"], "#/components/responses/Problem409", "{path}");
    }
    let told = &all["components"]["responses"]["Problem409"];
    assert!(told["headers"]["Retry-After"].is_object());
    assert!(told["content"]["application/problem+json"]["examples"]["idempotency.in_progress"].is_object());
    assert!(all["paths"]["/v1/check"]["post"]["parameters"].as_array().unwrap().is_empty());
}
