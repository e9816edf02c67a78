//! `creance config check`, and what the service starts with.

use serde_json::Value;

use super::Place;

struct Checked {
    code: i32,
    out: String,
    err: String,
}

impl Checked {
    fn pointers(&self) -> Vec<String> {
        let problem: Value = serde_json::from_str(&self.err).unwrap_or_else(|e| panic!("{e}: {}", self.err));
        assert_eq!(problem["type"], "urn:creance:problem:installation.broken");
        let errors = problem["errors"].as_array().unwrap_or_else(|| panic!("{problem}"));
        let mut all: Vec<String> = errors.iter().map(|e| e["pointer"].as_str().unwrap().to_owned()).collect();
        all.sort();
        all
    }
}

fn check(place: &Place, variables: &[(&str, &str)]) -> Checked {
    let mut command = place.command();
    command.args(["config", "check", "--config"]).arg(place.path("creance.toml"));
    let done = command.envs(variables.iter().copied()).output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Checked { code: done.status.code().unwrap(), out: text(done.stdout), err: text(done.stderr) }
}

#[test]
fn what_is_in_force_is_shown_without_secrets() {
    let place = Place::new("render_queue = 3\n[state]\ndatabase = \"postgres://creance:s3cret@h/creance\"\n");
    let shown = check(&place, &[("CREANCE_STATE__REPLAY_HOURS", "5"), ("CREANCE_RENDER_QUEUE", "4")]);
    assert_eq!((shown.code, shown.err.as_str()), (0, ""));
    let read: toml::Table = toml::from_str(&shown.out).unwrap();
    assert_eq!((read["render_queue"].as_integer(), read["workers"].as_integer()), (Some(4), Some(1)));
    assert_eq!(read["state"]["replay_hours"].as_integer(), Some(5));
    assert_eq!(read["state"]["database"].as_str(), Some("postgres://creance:***@h/creance"));
    assert!(!shown.out.contains("s3cret"));
    let plain = check(&Place::new(""), &[]);
    assert!(plain.out.contains("/creance.sqlite\""), "the address in use: {}", plain.out);
}

#[test]
fn every_fault_is_told_at_once_with_its_key() {
    let place = Place::new("render_que = 3\njob_seconds = 0\n[state]\nconnections = \"s3cret\"\n");
    let variables = [("CREANCE_STATE__DATABSE", "postgres://u:s3cret@h/d"), ("CREANCE_WORKER_MIB", "100")];
    let refused = check(&place, &variables);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert_eq!(
        refused.pointers(),
        ["/job_seconds", "/render_que", "/state/connections", "/state/databse", "/worker_mib"]
    );
    assert!(refused.err.contains("CREANCE_STATE__DATABSE") && refused.err.contains("896"), "{}", refused.err);
    assert!(!refused.err.contains("s3cret"), "{}", refused.err);
}

#[test]
fn a_file_that_is_no_toml_or_is_not_there_is_told() {
    let place = Place::new("[state\n");
    let refused = check(&place, &[]);
    assert_eq!((refused.code, refused.pointers()), (2, vec![String::new()]));
    assert!(refused.err.contains("ligne 4"), "{}", refused.err);
    std::fs::remove_file(place.path("creance.toml")).unwrap();
    let absent = check(&place, &[]);
    assert!(absent.code == 2 && absent.err.contains("il n'existe pas"), "{}", absent.err);
    assert!(!absent.err.contains("/tmp"), "{}", absent.err);
}

/// The example of the documentation is a configuration.
#[test]
fn the_example_is_in_force_as_it_stands() {
    let place = Place::new("");
    let example = format!("{}/docs/examples/creance.toml", env!("CARGO_MANIFEST_DIR"));
    std::fs::copy(example, place.path("creance.toml")).unwrap();
    let shown = check(&place, &[]);
    assert_eq!(shown.code, 0, "{}", shown.err);
    // Each key it names in a comment exists too.
    let text = std::fs::read_to_string(place.path("creance.toml")).unwrap();
    let said: String = text.lines().map(|l| format!("{}\n", l.strip_prefix("#= ").unwrap_or(l))).collect();
    assert_ne!(said, text);
    std::fs::write(place.path("creance.toml"), said).unwrap();
    assert_eq!(check(&place, &[]).code, 0, "{}", check(&place, &[]).err);
}

#[test]
fn the_service_starts_with_what_the_environment_says_and_refuses_what_it_does_not_know() {
    let place = Place::new("");
    let service = place.serve(&[("CREANCE_LIMITS__JSON_BYTES", "200"), ("CREANCE_STATE__REPLAY_HOURS", "1")]);
    service.letter(&[], &[b' '; 201]).problem(413);
    drop(service);
    let mut command = place.command();
    command.arg("serve").arg("--config").arg(place.path("creance.toml")).env("CREANCE_WORKRS", "1");
    let refused = command.output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("CREANCE_WORKRS"));
    // The command line has the last word.
    let mut command = place.command();
    command.arg("serve").args(["--worker-mib", "100"]).env("CREANCE_WORKER_MIB", "600");
    let refused = command.output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("worker_mib"));
}
