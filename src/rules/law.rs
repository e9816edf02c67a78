//! The law references, by key: `legal-rules/law/*.toml`.

use std::collections::BTreeMap;

use super::error::LoadFault;
use super::files::RuleFiles;
use crate::domain::LawRef;

/// Articles and decisions by key (`cpc-1411`).
pub type Laws = BTreeMap<String, LawRef>;

pub(super) fn load(files: &RuleFiles, faults: &mut Vec<LoadFault>) -> Laws {
    let mut out = Laws::new();
    for (path, bytes) in files.under("law/", ".toml") {
        let mut fault = |key: &str, what: String| {
            faults.push(LoadFault { file: path.to_owned(), key: key.to_owned(), what });
        };
        let parsed = std::str::from_utf8(bytes)
            .map_err(|e| e.to_string())
            .and_then(|t| toml::from_str::<Laws>(t).map_err(|e| e.message().to_owned()));
        match parsed {
            Err(e) => fault("", e),
            Ok(laws) => {
                for (key, law) in laws {
                    if !law.url.starts_with("https://") && !law.url.starts_with("http://") {
                        fault(&key, format!("adresse inutilisable : « {} »", law.url));
                    }
                    if out.insert(key.clone(), law).is_some() {
                        fault(&key, "clé donnée deux fois".into());
                    }
                }
            }
        }
    }
    out
}
