//! The boundary cases of the law (`tests/cases/law/`): a claim, bent, judged, and what must be found in it; or a
//! question asked of the deadlines, the interest, the rates or the courts. Exact to the day and to the cent.

use std::collections::BTreeMap;
use std::path::Path;

use creance::app::{App, CourtWords};
use creance::claim::Limits;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseFile {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// `court 12.1`, `amounts 11.3`.
    number: String,
    /// One sentence.
    why: String,
    /// A claim of `legal-rules/cases/`.
    #[serde(default)]
    base: String,
    /// Members put in, by pointer.
    #[serde(default)]
    set: BTreeMap<String, Value>,
    /// Members taken out.
    #[serde(default)]
    drop: Vec<String>,
    as_of: Option<String>,
    /// The claim is refused, with this code.
    unusable: Option<String>,
    /// `code` or `code@pointer`.
    #[serde(default)]
    present: Vec<String>,
    #[serde(default)]
    absent: Vec<String>,
    #[serde(default)]
    open: Vec<String>,
    #[serde(default)]
    closed: Vec<String>,
    /// Each is found among the deadlines, member by member.
    #[serde(default)]
    deadlines: Vec<Value>,
    /// Codes that no deadline bears.
    #[serde(default)]
    no_deadline: Vec<String>,
    /// Pointer into the report, value.
    #[serde(default)]
    report: BTreeMap<String, Value>,
    /// Pointer into the statement, value.
    #[serde(default)]
    statement: BTreeMap<String, Value>,
    /// A question without a claim.
    ask: Option<Ask>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Ask {
    /// Kind of deadline, its input, and members of the answer.
    Deadline { kind: String, input: Value, answer: BTreeMap<String, Value> },
    /// Interest on one sum.
    Interest { input: Value, answer: BTreeMap<String, Value> },
    /// A rate on a day; no answer: an error.
    Rate { series: String, on: String, value: Option<String> },
    /// The competent court.
    Court { input: CourtWords, answer: BTreeMap<String, Value> },
}

fn app() -> App {
    App::load(None, None, Limits::default(), || "2026-11-22".parse().unwrap()).unwrap()
}

/// Puts a member in its place, or the element of an array.
fn put(json: &mut Value, pointer: &str, value: Value) -> Result<(), String> {
    if let Some(there) = json.pointer_mut(pointer) {
        *there = value;
        return Ok(());
    }
    let op = json!([{"op": "add", "path": pointer, "value": value}]);
    let patch: json_patch::Patch = serde_json::from_value(op).unwrap();
    json_patch::patch(json, &patch).map_err(|e| format!("{pointer}: {e}"))
}

fn claim(case: &Case) -> Result<Vec<u8>, String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("legal-rules/cases/{}.json", case.base));
    let text = std::fs::read(path).map_err(|e| format!("{}: {e}", case.base))?;
    let mut json: Value = serde_json::from_slice(&text).unwrap();
    for pointer in &case.drop {
        let op = json!([{"op": "remove", "path": pointer}]);
        let patch: json_patch::Patch = serde_json::from_value(op).unwrap();
        json_patch::patch(&mut json, &patch).map_err(|e| format!("{pointer}: {e}"))?;
    }
    for (pointer, value) in &case.set {
        put(&mut json, pointer, value.clone())?;
    }
    if let Some(day) = &case.as_of {
        put(&mut json, "/as_of", json!(day))?;
    }
    Ok(serde_json::to_vec(&json).unwrap())
}

fn members(of: &Value, wanted: &BTreeMap<String, Value>, what: &str, faults: &mut Vec<String>) {
    for (pointer, value) in wanted {
        let got = of.pointer(pointer).unwrap_or(&Value::Null);
        // « ~ » before a text: it is contained.
        let alike = match (value.as_str().and_then(|v| v.strip_prefix('~')), got.as_str()) {
            (Some(part), Some(text)) => text.replace(['\u{a0}', '\u{202f}'], " ").contains(part),
            (Some("absent"), None) => got.is_null(),
            _ => got == value,
        };
        if !alike {
            faults.push(format!("{what}{pointer} is {got}, not {value}"));
        }
    }
}

fn judge(case: &Case, app: &App) -> Vec<String> {
    let mut faults = Vec::new();
    if let Some(ask) = &case.ask {
        answer(ask, app, &mut faults);
        return faults;
    }
    let bytes = match claim(case) {
        Ok(b) => b,
        Err(e) => return vec![e],
    };
    let report = match (app.check(&bytes, None, None), &case.unusable) {
        (Ok(r), None) => serde_json::to_value(r).unwrap(),
        (Ok(_), Some(code)) => return vec![format!("usable, {code} expected")],
        (Err(e), None) => return vec![serde_json::to_string(&e.problem().at("case")).unwrap()],
        (Err(e), Some(code)) => {
            let told = serde_json::to_string(&e.problem().at("case")).unwrap();
            return if told.contains(code) { Vec::new() } else { vec![told] };
        }
    };
    let findings = report["findings"].as_array().unwrap();
    let found = |wanted: &str| {
        let (code, at) = wanted.split_once('@').map_or((wanted, None), |(c, p)| (c, Some(p)));
        findings.iter().any(|f| f["code"] == code && at.is_none_or(|p| f["pointer"] == p))
    };
    faults.extend(case.present.iter().filter(|c| !found(c)).map(|c| format!("{c} is not found")));
    faults.extend(case.absent.iter().filter(|c| found(c)).map(|c| format!("{c} is found")));
    for (names, open) in [(&case.open, true), (&case.closed, false)] {
        for name in names {
            if report["admissible"][name] != json!(open) {
                let by: Vec<&Value> = findings
                    .iter()
                    .filter(|f| f["blocks"].as_array().unwrap().contains(&json!(name)))
                    .map(|f| &f["code"])
                    .collect();
                faults.push(format!("{name} is {} by {by:?}", report["admissible"][name]));
            }
        }
    }
    let all = report["deadlines"].as_array().unwrap();
    for wanted in &case.deadlines {
        let wanted = wanted.as_object().unwrap();
        if !all.iter().any(|d| wanted.iter().all(|(k, v)| d[k] == *v)) {
            let code = &wanted["code"];
            let seen: Vec<String> = all
                .iter()
                .filter(|d| d["code"] == *code)
                .map(|d| format!("{} {}–{} {}", d["subject"], d["starts_on"], d["expires_on"], d["status"]))
                .collect();
            faults.push(format!("no deadline {wanted:?}, but {seen:?}"));
        }
    }
    for code in &case.no_deadline {
        if all.iter().any(|d| d["code"] == *code) {
            faults.push(format!("the deadline {code} is there"));
        }
    }
    members(&report, &case.report, "report", &mut faults);
    if !case.statement.is_empty() {
        let statement = app.statement(&bytes, None).map(|s| serde_json::to_value(s).unwrap()).unwrap();
        members(&statement, &case.statement, "statement", &mut faults);
    }
    faults
}

fn answer(ask: &Ask, app: &App, faults: &mut Vec<String>) {
    let told = |e: creance::app::AppError| serde_json::to_value(e.problem().at("case")).unwrap();
    match ask {
        Ask::Deadline { kind, input, answer } => {
            let got = app.deadline(kind, input.clone());
            members(&got.map_or_else(told, |a| a.result), answer, kind, faults);
        }
        Ask::Interest { input, answer } => {
            let got = app.interest(&serde_json::to_vec(input).unwrap());
            let got = got.map_or_else(told, |a| serde_json::to_value(a).unwrap());
            members(&got, answer, "interest", faults);
        }
        Ask::Rate { series, on, value } => {
            let got = app.rate(series.parse().unwrap(), Some(on.parse().unwrap()));
            let got =
                got.ok().map(|r| serde_json::to_value(r).unwrap()["value"].as_str().unwrap().to_owned());
            if got != *value {
                faults.push(format!("{series} on {on} is {got:?}, not {value:?}"));
            }
        }
        Ask::Court { input, answer } => {
            let got = app.court(input).map_or_else(told, |a| serde_json::to_value(a).unwrap());
            members(&got, answer, "court", faults);
        }
    }
}

fn check(file: &str, numbers: &str, how_many: usize) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/law").join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let file: CaseFile = toml::from_str(&text).unwrap_or_else(|e| panic!("{e}"));
    let app = app();
    let mut faults = Vec::new();
    for case in &file.case {
        assert!(case.why.ends_with('.'), "{}: {}", case.number, case.why);
        let said: Vec<String> = judge(case, &app).into_iter().map(|f| format!("  {f}")).collect();
        if !said.is_empty() {
            faults.push(format!("{} {}\n{}", case.number, case.why, said.join("\n")));
        }
    }
    assert!(faults.is_empty(), "{} cases fail\n{}", faults.len(), faults.join("\n"));
    // Each numbered case of the study is there, or told as impossible at the head of the file.
    for n in 1..=how_many {
        let name = format!("{numbers}.{n}");
        let there = file.case.iter().any(|c| c.number.split([' ', '-']).any(|w| w == name));
        assert!(there || text.contains(&format!("# {name} :")), "{name} is neither a case nor explained");
    }
}

#[test]
fn boundaries_of_the_court_routes() {
    check("court.toml", "12", 53);
}

#[test]
fn boundaries_of_the_amounts() {
    check("amounts.toml", "11", 17);
}
