//! The configuration as it may be shown: whole, its secrets masked.

use toml::{Table, Value};

use super::Config;

const MASK: &str = "***";

/// The words of keys that hold secrets; a file that holds one is only named.
const SECRET: [&str; 4] = ["secret", "password", "pepper", "token"];

impl Config {
    /// As TOML; `database`: the address in use where none was said.
    #[must_use]
    pub fn shown(&self, database: Option<&str>) -> String {
        let mut table = Table::try_from(self).unwrap_or_default();
        if let (Some(Value::Table(state)), Some(address)) = (table.get_mut("state"), database) {
            state.insert("database".to_owned(), Value::String(address.to_owned()));
        }
        for (key, value) in &mut table {
            mask(key, value, false);
        }
        toml::to_string(&table).unwrap_or_default()
    }
}

fn mask(key: &str, value: &mut Value, within: bool) {
    let secret = within || (SECRET.iter().any(|s| key.contains(s)) && !key.ends_with("_file"));
    match value {
        Value::Table(table) => table.iter_mut().for_each(|(key, v)| mask(key, v, secret)),
        Value::Array(all) => all.iter_mut().for_each(|v| mask(key, v, secret)),
        other if secret => *other = Value::String(MASK.to_owned()),
        Value::String(text) => *text = without_password(text),
        _ => {}
    }
}

/// `postgres://user:***@host/base?password=***`
fn without_password(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let (place, query) = rest.split_once('?').map_or((rest, None), |(p, q)| (p, Some(q)));
    let place = match place.rsplit_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((user, _)) => format!("{user}:{MASK}@{host}"),
            None => format!("{user}@{host}"),
        },
        None => place.to_owned(),
    };
    let hidden = |pair: &str| match pair.split_once('=') {
        Some((name, _)) if SECRET.iter().any(|s| name.contains(s)) => format!("{name}={MASK}"),
        _ => pair.to_owned(),
    };
    let query = query.map(|q| format!("?{}", q.split('&').map(hidden).collect::<Vec<_>>().join("&")));
    format!("{scheme}://{place}{}", query.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_without_its_password() {
        for (address, shown) in [
            ("postgres://u:p:x@h/d", "postgres://u:***@h/d"),
            (
                "postgres://u:p@ss@h/d?sslmode=require&password=p",
                "postgres://u:***@h/d?sslmode=require&password=***",
            ),
            ("postgres://u@h/d", "postgres://u@h/d"),
            ("sqlite:/var/lib/creance.sqlite", "sqlite:/var/lib/creance.sqlite"),
        ] {
            assert_eq!(without_password(address), shown);
        }
    }

    #[test]
    fn secrets_are_masked_wherever_they_stand() {
        let text = "[a]\nsecret = \"x\"\nretry_seconds = [1]\npepper_file = \"/p\"\n[a.secrets]\nt = \"x\"\nu = [\"x\"]\n";
        let mut table: Table = toml::from_str(text).unwrap();
        table.iter_mut().for_each(|(k, v)| mask(k, v, false));
        let shown = toml::to_string(&table).unwrap();
        assert!(!shown.contains("\"x\"") && shown.contains("/p") && shown.contains("[1]"), "{shown}");
        assert_eq!(shown.matches(MASK).count(), 3, "{shown}");
    }

    #[test]
    fn what_is_shown_is_read_again() {
        let shown = Config::default().shown(Some("sqlite:/x"));
        assert!(shown.contains("database = \"sqlite:/x\""), "{shown}");
        let again: Config = toml::from_str(&shown).unwrap();
        assert_eq!(again.shown(None), shown);
    }
}
