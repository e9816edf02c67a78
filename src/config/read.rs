//! How the configuration is put together: the file, then the environment over it; every fault with its key, none with
//! its value, which may be a secret.

use std::path::Path;

use figment::error::Kind;
use figment::value::{Dict, Map, Value};
use figment::{Error, Figment, Metadata, Profile, Provider};

use super::{Config, ConfigError, ConfigFault};

/// Of the variables that name a key of the configuration; two underscores go down a table.
const PREFIX: &str = "CREANCE_";

/// Variables that are options of the command line, not keys.
const RESERVED: [&str; 3] = ["CREANCE_CONFIG", "CREANCE_RULES", "CREANCE_TEMPLATES"];

/// Those of our own tests.
const TESTS: &str = "CREANCE_TEST_";

/// More faults than anyone reads at once.
const MOST: usize = 100;

/// Keys and values from one place.
#[derive(Clone)]
struct Layer {
    origin: String,
    keys: Dict,
}

impl Provider for Layer {
    fn metadata(&self) -> Metadata {
        Metadata::named(self.origin.clone())
    }

    fn data(&self) -> Result<Map<Profile, Dict>, Error> {
        Ok(Profile::Default.collect(self.keys.clone()))
    }
}

/// The configuration of a file, if there is one, and of variables; the numbers are not judged yet.
pub(super) fn read(
    path: Option<&Path>,
    variables: impl IntoIterator<Item = (String, String)>,
) -> Result<(Config, Vec<ConfigFault>), ConfigError> {
    let mut faults = Vec::new();
    let mut layers = Vec::new();
    if let Some(path) = path {
        let text = std::fs::read_to_string(path).map_err(ConfigError::Unreadable)?;
        match file(&text) {
            Ok(layer) => layers.push(layer),
            Err(fault) => faults.push(fault),
        }
    }
    layers.extend(variables.into_iter().filter_map(|(name, value)| variable(&name, &value)));
    Ok((extract(layers, &mut faults), faults))
}

fn file(text: &str) -> Result<Layer, ConfigFault> {
    let origin = "le fichier".to_owned();
    let table: toml::Table = toml::from_str(text).map_err(|e: toml::de::Error| {
        let before = e.span().and_then(|s| text.get(..s.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        ConfigFault::new("", &origin, format!("ligne {line} : ce n'est pas du TOML"))
    })?;
    match Value::serialize(&table).map(Value::into_dict) {
        Ok(Some(keys)) => Ok(Layer { origin, keys }),
        Ok(None) | Err(_) => Err(ConfigFault::new("", &origin, "ce n'est pas une table TOML")),
    }
}

/// `CREANCE_STATE__DATABASE` is `state.database`.
fn variable(name: &str, value: &str) -> Option<Layer> {
    if RESERVED.contains(&name) || name.starts_with(TESTS) {
        return None;
    }
    let key = name.strip_prefix(PREFIX)?.to_lowercase();
    // Infallible: what is no number, truth value or list is a text.
    let value: Value = value.parse().ok()?;
    let keys =
        key.rsplit("__").fold(value, |inner, part| Value::from(Dict::from([(part.to_owned(), inner)])));
    Some(Layer { origin: name.to_owned(), keys: keys.into_dict()? })
}

/// What the layers say together. A key at fault is told and left out, so that the next fault shows.
fn extract(mut layers: Vec<Layer>, faults: &mut Vec<ConfigFault>) -> Config {
    while faults.len() < MOST {
        let merged = layers.iter().cloned().fold(Figment::new(), Figment::merge);
        let error = match merged.extract::<Config>() {
            Ok(config) => return config,
            Err(error) => error,
        };
        let mut path = error.path.clone();
        if let Kind::UnknownField(name, _) = &error.kind
            && path.last() != Some(name)
        {
            path.push(name.clone());
        }
        let holder = layers.iter_mut().rev().find_map(|l| remove(&mut l.keys, &path).then_some(&l.origin));
        let origin = holder.cloned().unwrap_or_default();
        faults.push(ConfigFault::new(&path.join("."), &origin, sentence(&error.kind)));
        if origin.is_empty() {
            break;
        }
    }
    Config::default()
}

/// Takes a key out; false when it is not there.
fn remove(keys: &mut Dict, path: &[String]) -> bool {
    match path {
        [] => false,
        [last] => keys.remove(last).is_some(),
        [first, rest @ ..] => match keys.get_mut(first) {
            Some(Value::Dict(_, inner)) => remove(inner, rest),
            // A value where a table is expected stands for all that is below it.
            Some(_) => keys.remove(first).is_some(),
            None => false,
        },
    }
}

fn sentence(kind: &Kind) -> String {
    match kind {
        Kind::UnknownField(_, known) => format!("clé inconnue ; admises : {}", known.join(", ")),
        Kind::InvalidType(_, expected) | Kind::InvalidValue(_, expected) => {
            format!("valeur refusée : {}", french(expected))
        }
        Kind::ISizeOutOfRange(_) | Kind::USizeOutOfRange(_) => "nombre hors des bornes".to_owned(),
        // The words of other libraries may quote the value.
        _ => "valeur refusée : vérifiez son orthographe dans docs/exploitation.md".to_owned(),
    }
}

fn french(expected: &str) -> &'static str {
    match expected {
        e if e.contains("socket address") => "écrivez une adresse et un port, tels que 127.0.0.1:8080",
        e if e.contains("nonzero") => "écrivez un nombre entier, au moins 1",
        e if e.contains("boolean") || e == "bool" => "écrivez true ou false",
        e if e.contains("sequence") => "écrivez une liste, telle que [\"a\", \"b\"]",
        e if e.contains("string") => "écrivez un texte entre guillemets",
        e if e.contains("struct") || e.contains("map") => "c'est une table : écrivez ses clés",
        e if e.starts_with(['u', 'i']) => "écrivez un nombre entier, positif et dans ses bornes",
        _ => "elle est d'un autre genre que celui attendu",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, variables: &[(&str, &str)]) -> (Config, Vec<(String, String)>) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("creance.toml");
        std::fs::write(&path, text).unwrap();
        let variables = variables.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        let (config, faults) = read(Some(&path), variables).unwrap();
        (config, faults.into_iter().map(|f| (f.key, f.origin)).collect())
    }

    #[test]
    fn the_environment_goes_over_the_file() {
        let (config, faults) = told(
            "workers = 2\nrender_queue = 3\n[state]\nconnections = 7\nbatch_hours = 5\n",
            &[
                ("CREANCE_WORKERS", "9"),
                ("CREANCE_STATE__CONNECTIONS", "8"),
                ("CREANCE_STATE__DATABASE", "postgres://u:p@h/d"),
                ("CREANCE_LOG_JSON", "true"),
                ("CREANCE_LISTEN", "[::1]:0"),
                ("CREANCE_CONFIG", "/nowhere"),
                ("CREANCE_RULES", "/nowhere"),
                ("CREANCE_TEST_POSTGRES", "x"),
                ("OTHER_WORKERS", "x"),
            ],
        );
        assert_eq!(faults, []);
        assert_eq!((config.workers, config.render_queue), (9, 3));
        assert_eq!((config.state.connections, config.state.batch_hours), (8, 5));
        assert_eq!(config.state.database.as_deref(), Some("postgres://u:p@h/d"));
        assert!(config.log_json);
        assert_eq!(config.listen.to_string(), "[::1]:0");
    }

    #[test]
    fn every_fault_is_told_with_its_key_and_its_place() {
        let (_, mut faults) = told(
            "ecoute = 1\nworkers = \"deux\"\nlisten = \"ici\"\n[state]\nduree = 1\nconnections = -1\n[limits]\ninvoices = 4\n",
            &[("CREANCE_JOBSECONDS", "1"), ("CREANCE_STATE__AUDIT_DAYS", "[1]"), ("CREANCE_LIMITS", "3")],
        );
        faults.sort();
        let expected = [
            ("connections", "le fichier"),
            ("audit_days", "CREANCE_STATE__AUDIT_DAYS"),
            ("duree", "le fichier"),
        ]
        .map(|(k, o)| (format!("state.{k}"), o.to_owned()));
        let mut all: Vec<(String, String)> = expected.to_vec();
        for (key, origin) in [
            ("ecoute", "le fichier"),
            ("workers", "le fichier"),
            ("listen", "le fichier"),
            ("jobseconds", "CREANCE_JOBSECONDS"),
            ("limits", "CREANCE_LIMITS"),
        ] {
            all.push((key.to_owned(), origin.to_owned()));
        }
        all.sort();
        assert_eq!(faults, all);
    }

    #[test]
    fn no_value_is_repeated() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("creance.toml");
        for text in [
            "workers = \"s3cret\"",
            "[state]\ndatabase = [\"s3cret\"]",
            "x = \"s3cret",
            "listen = \"s3cret\"",
        ] {
            std::fs::write(&path, text).unwrap();
            let (_, faults) = read(Some(&path), []).unwrap();
            assert_eq!(faults.len(), 1, "{text}");
            assert!(!format!("{faults:?}").contains("s3cret"), "{faults:?}");
        }
    }
}
