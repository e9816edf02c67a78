//! The files of `docs/examples` agree with the service they are for.

use std::collections::BTreeSet;

use creance::config::Config;
use creance::problem::{Code, Language};

use super::Place;
use crate::http::{FIRST, example};

fn read(path: &str) -> String {
    std::fs::read_to_string(format!("{}/docs/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The number after a word, at its first occurrence past `from`.
fn number(text: &str, from: &str, word: &str) -> u64 {
    let rest = text.split_once(from).unwrap_or_else(|| panic!("{from}")).1;
    let rest = rest.split_once(word).unwrap_or_else(|| panic!("{word}")).1;
    rest.trim_start().chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

#[test]
fn the_times_and_sizes_around_the_service_suit_its_own() {
    let config = Config::default();
    let unit = read("examples/creance.service");
    assert!(number(&unit, "[Service]", "TimeoutStopSec=") > config.shutdown_seconds);
    for line in
        ["KillMode=mixed", "OOMPolicy=continue", "DynamicUser=yes", "NoNewPrivileges=yes", "LimitCORE=0"]
    {
        assert!(unit.lines().any(|l| l == line), "{line}");
    }
    let nginx = read("examples/nginx.conf");
    assert!(number(&nginx, "upstream", "keepalive_timeout") < config.idle_seconds);
    assert!(number(&nginx, "location /", "proxy_read_timeout") > config.work_seconds);
    assert_eq!(number(&nginx, "server {\n    listen", "client_max_body_size") << 20, config.bundle_bytes());
    assert!(config.upload_bytes() <= config.bundle_bytes());
}

/// What a proxy refuses in our place, it refuses in our words.
#[test]
fn the_refusals_of_the_proxy_are_ours() {
    let nginx = read("examples/nginx.conf");
    let told = nginx.lines().filter_map(|l| l.trim().strip_prefix("return ")?.split_once(" '"));
    let mut seen = 0;
    for (status, body) in told {
        let problem: serde_json::Value = serde_json::from_str(body.trim_end_matches("';")).unwrap();
        let name = problem["type"].as_str().unwrap().strip_prefix("urn:creance:problem:").unwrap();
        let code = Code::ALL.iter().find(|c| c.name() == name).unwrap_or_else(|| panic!("{name}"));
        assert_eq!(problem["title"], code.title(Language::French));
        assert_eq!(
            (problem["status"].to_string(), code.status().to_string()),
            (status.into(), status.into())
        );
        seen += 1;
    }
    assert_eq!(seen, 2);
}

/// Every key of the configuration, by its path.
fn keys(table: &toml::Table, under: &str, out: &mut BTreeSet<(String, String)>) {
    for (key, value) in table {
        match value {
            toml::Value::Table(inner) => keys(inner, &format!("{under}{key}."), out),
            other => _ = out.insert((format!("{under}{key}"), other.to_string())),
        }
    }
}

#[test]
fn the_example_names_every_key_with_its_default() {
    let text = read("examples/creance.toml");
    let said: String = text.lines().map(|l| format!("{}\n", l.strip_prefix("#= ").unwrap_or(l))).collect();
    let mut shown = BTreeSet::new();
    keys(&toml::from_str(&said).unwrap(), "", &mut shown);
    let mut expected = BTreeSet::new();
    let database = Some("sqlite:/var/lib/creance/creance.sqlite");
    keys(&toml::from_str(&Config::default().shown(database)).unwrap(), "", &mut expected);
    // A file for a server says so; the rest depends on the machine.
    let own = ["log_json", "workers", "web_workers", "compute_slots"];
    let names =
        |all: &BTreeSet<(String, String)>| all.iter().map(|(k, _)| k.clone()).collect::<BTreeSet<_>>();
    assert_eq!(names(&shown), names(&expected));
    let values = |all: BTreeSet<(String, String)>| {
        all.into_iter().filter(|(k, _)| !own.contains(&k.as_str())).collect::<BTreeSet<_>>()
    };
    assert_eq!(values(shown), values(expected));
}

#[test]
fn the_counters_that_are_written_about_exist() {
    let place = Place::new("");
    let service = place.serve(&[]);
    let key = [("idempotency-key", "k")];
    for (body, status) in [(&example(FIRST)[..], 200), (b"{", 422)] {
        assert_eq!(service.letter(&key, body).status, status);
    }
    let text = service.metrics();
    let told: BTreeSet<&str> =
        text.lines().filter_map(|l| l.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    let written = format!("{}{}", read("examples/alertes.yml"), read("exploitation.md"));
    let word = |c: char| !(c.is_ascii_lowercase() || c == '_');
    let mut seen = 0;
    for name in written.split(word).filter(|w| w.starts_with("creance_")) {
        let family = ["_total", "_bucket"].iter().find_map(|s| name.strip_suffix(s)).unwrap_or(name);
        assert!(told.contains(family), "{name}: {told:?}");
        seen += 1;
    }
    assert!(seen > 20, "{seen}");
    let silent: Vec<_> = told.iter().filter(|t| **t != "creance_build" && !written.contains(**t)).collect();
    assert!(silent.is_empty(), "not written about: {silent:?}");
}
