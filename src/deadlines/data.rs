//! Reading the tables of this module from the rule files, with every fault named.

use chrono::NaiveDate;
use serde::de::DeserializeOwned;

pub(super) use crate::rules::LoadFault as Fault;

use crate::domain::Day;
use crate::rules::RuleFiles;

pub(super) fn fault(file: &str, key: &str, what: &str) -> Fault {
    Fault { file: file.to_owned(), key: key.to_owned(), what: what.to_owned() }
}

pub(super) fn parse<T: DeserializeOwned>(
    files: &RuleFiles,
    path: &str,
    faults: &mut Vec<Fault>,
) -> Option<T> {
    let Some(text) = files.text(path) else {
        faults.push(fault(path, "", "fichier absent"));
        return None;
    };
    toml::from_str(text).map_err(|e| faults.push(fault(path, "", e.message()))).ok()
}

/// A TOML local date as a [`Day`].
pub(super) fn day(d: &toml::value::Datetime) -> Option<Day> {
    let date = d.date?;
    NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
}

/// Every reference must exist under `law/`.
pub(super) fn check_laws(files: &RuleFiles, path: &str, key: &str, laws: &[String], faults: &mut Vec<Fault>) {
    if laws.is_empty() {
        faults.push(fault(path, key, "sans référence de droit"));
    }
    for law in laws {
        let header = format!("[{law}]");
        let known = files
            .under("law/", ".toml")
            .filter_map(|(_, b)| std::str::from_utf8(b).ok())
            .any(|t| t.lines().any(|l| l.trim() == header));
        if !known {
            faults.push(fault(path, key, &format!("référence inconnue : {law}")));
        }
    }
}
