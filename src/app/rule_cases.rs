//! The cases of the findings: each bends an example claim by a JSON patch, and says whether the finding fires.

use json_patch::Patch;
use serde_json::Value;

use crate::checks::Finding;
use crate::claim::{self, Claim, Limits};
use crate::dossier::{self, Law};
use crate::rules::FindingCase;

/// Runs every case of every finding; each failure is a French sentence.
pub(super) fn failures(law: &Law, limits: &Limits) -> Vec<String> {
    let mut out = Vec::new();
    for def in law.rules.findings() {
        if def.cases.is_empty() {
            out.push(format!("{} : aucun cas", def.code));
        }
        for (n, case) in def.cases.iter().enumerate() {
            if let Err(what) = run(law, limits, &def.code, case) {
                out.push(format!("{}, cas {} ({}) : {what}", def.code, n + 1, case.base));
            }
        }
    }
    out
}

fn run(law: &Law, limits: &Limits, code: &str, case: &FindingCase) -> Result<(), String> {
    let path = format!("cases/{}.json", case.base);
    let text = law.rules.files().text(&path).ok_or(format!("{path} est absent"))?;
    let mut value: Value = serde_json::from_str(text).map_err(|e| e.to_string())?;
    let patch: Patch = serde_json::from_value(Value::Array(case.patch.clone()))
        .map_err(|e| format!("correctif illisible : {e}"))?;
    json_patch::patch(&mut value, &patch).map_err(|e| format!("correctif inapplicable : {e}"))?;
    let found = findings(law, limits, &value)?;
    let here = |f: &&Finding| f.code == code && case.pointer.as_ref().is_none_or(|p| *p == f.pointer);
    match (case.fires, found.iter().find(here)) {
        (true, None) => Err("le constat est attendu et n'apparaît pas".to_owned()),
        (false, Some(f)) => Err(format!("le constat n'est pas attendu et apparaît en « {} »", f.pointer)),
        _ => Ok(()),
    }
}

fn findings(law: &Law, limits: &Limits, value: &Value) -> Result<Vec<Finding>, String> {
    let file = claim::read(value.to_string().as_bytes(), limits).map_err(|e| {
        e.errors.iter().map(|x| format!("{} {}", x.pointer, x.message)).collect::<Vec<_>>().join(" ")
    })?;
    // A case without its day would change its answer with the calendar.
    let as_of = file.as_of.ok_or("le cas n'a pas de date « as_of »")?.day();
    let claim = Claim::normalise(file, as_of, &law.rules).map_err(|e| e.to_string())?;
    let judged = dossier::judge(claim, None, law).map_err(|e| e.to_string())?;
    Ok(judged.findings)
}
