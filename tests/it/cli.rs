//! The built binary: each verb, each exit code, the problem on the standard error.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// What a run gave.
struct Run {
    code: i32,
    out: Vec<u8>,
    err: Vec<u8>,
}

impl Run {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.out)
            .unwrap_or_else(|e| panic!("{e}: {} / {}", self.text(), String::from_utf8_lossy(&self.err)))
    }

    fn problem(&self) -> Value {
        assert!(self.out.is_empty(), "{}", self.text());
        serde_json::from_slice(&self.err)
            .unwrap_or_else(|e| panic!("{e}: {}", String::from_utf8_lossy(&self.err)))
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.out).into_owned()
    }
}

fn run_with(args: &[&str], stdin: &[u8]) -> Run {
    // A service that starts keeps its state in none of the places of whoever runs the tests.
    let state = tempfile::tempdir().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_creance"))
        .args(args)
        .env("STATE_DIRECTORY", state.path())
        .env_remove("CREANCE_RULES")
        .env_remove("CREANCE_TEMPLATES")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A verb that does not read its input may end before it is written.
    let _ = child.stdin.take().unwrap().write_all(stdin);
    let done = child.wait_with_output().unwrap();
    Run { code: done.status.code().unwrap(), out: done.stdout, err: done.stderr }
}

fn run(args: &[&str]) -> Run {
    run_with(args, b"")
}

/// A refused command: exit 2, a whole problem, and its first code.
fn refused(args: &[&str], kind: &str) -> Value {
    let run = run(args);
    let problem = run.problem();
    assert_eq!(run.code, 2, "{args:?}: {problem}");
    assert_eq!(problem["type"], format!("urn:creance:problem:{kind}"), "{problem}");
    for member in ["title", "detail", "instance"] {
        assert!(problem[member].as_str().is_some_and(|s| !s.is_empty()), "{member}: {problem}");
    }
    assert!(problem["status"].is_u64());
    problem
}

fn example(name: &str) -> String {
    format!("{}/examples/claims/{name}.json", env!("CARGO_MANIFEST_DIR"))
}

fn pieces() -> String {
    format!("{}/examples/exhibits", env!("CARGO_MANIFEST_DIR"))
}

const EXAMPLES: [&str; 6] = [
    "01_b2b_three_invoices",
    "02_consumer_craftsman",
    "03_residential_rent",
    "04_order_to_serve",
    "05_title_to_execute",
    "06_blocked",
];

#[test]
fn every_example_is_judged_and_only_the_last_has_errors() {
    for name in EXAMPLES {
        let run = run(&["check", &example(name)]);
        let report = run.json();
        assert_eq!(report["as_of"], "2026-11-22");
        assert_eq!(report["admissible"].as_object().unwrap().len(), 7);
        let errors =
            report["findings"].as_array().unwrap().iter().filter(|f| f["severity"] == "error").count();
        assert_eq!(run.code, i32::from(errors > 0), "{name}: {report}");
        if name != "06_blocked" {
            assert_eq!(errors, 0, "{name}: {}", report["findings"]);
        }
    }
}

#[test]
fn the_last_example_has_everything_wrong() {
    let run = run(&["check", &example("06_blocked"), "--exhibits", &pieces()]);
    assert_eq!(run.code, 1);
    let report = run.json();
    let found: Vec<(String, String)> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| (f["code"].as_str().unwrap().to_owned(), f["pointer"].as_str().unwrap().to_owned()))
        .collect();
    for (code, pointer) in [
        ("party.siren_invalid", "/creditor/siren"),
        ("party.iban_invalid", "/creditor/bank/iban"),
        ("prescription.expired", "/invoices/0"),
        ("claim.not_due", "/invoices/1"),
        ("invoice.duplicate", "/invoices/2"),
        ("invoice.due_before_issue", "/invoices/2"),
        ("date.future", "/payments/0"),
        ("interest.consumer_commercial_rate", "/relief/interest"),
        ("costs.not_recoverable", "/relief/costs/1"),
        ("capitalisation.not_yet", "/relief/capitalisation"),
        ("exhibit.missing_file", "/exhibits/0"),
        ("exhibit.missing_kind", "/exhibits"),
    ] {
        assert!(found.contains(&(code.to_owned(), pointer.to_owned())), "{code} {pointer}: {found:?}");
    }
    assert!(found.iter().any(|(c, _)| c == "notice.missing"));
    let first_cost = |c: &str| c == "indemnity.not_available" || c == "costs.not_recoverable";
    assert!(found.iter().any(|(c, p)| first_cost(c) && p == "/relief/costs/0"), "{found:?}");
}

#[test]
fn the_examples_go_to_their_court_by_their_way() {
    for (name, court, open) in [
        ("01_b2b_three_invoices", "com-03-cusset", &["injonction_de_payer", "mise_en_demeure"][..]),
        (
            "02_consumer_craftsman",
            "tj-71-macon",
            &["injonction_de_payer", "petites_creances", "echeancier"][..],
        ),
        ("03_residential_rent", "tj-54-nancy", &["injonction_de_payer"][..]),
        ("06_blocked", "tj-53-laval", &[][..]),
    ] {
        let report = run(&["check", &example(name)]).json();
        assert_eq!(report["court"]["id"], court, "{name}");
        for bundle in open {
            assert_eq!(report["admissible"][*bundle], true, "{name}: {bundle}: {}", report["findings"]);
        }
    }
}

/// Totals and lines of the research on amounts, worked by hand.
#[test]
fn the_statements_of_the_examples_are_exact() {
    let totals = |name: &str| {
        let run = run(&["statement", &example(name)]);
        assert_eq!(run.code, 0);
        run.json()
    };
    let of = |t: &Value| {
        [
            "invoiced",
            "credit_notes",
            "payments",
            "principal_due",
            "interest_due",
            "indemnities_due",
            "penalty_clause_due",
            "costs_due",
            "total_due",
            "daily_interest",
        ]
        .map(|k| t["totals"][k].as_str().unwrap().to_owned())
    };
    let first = totals("01_b2b_three_invoices");
    let want =
        ["10233.60", "0.00", "1500.00", "8905.56", "572.05", "120.00", "0.00", "0.00", "9597.61", "3.0255"];
    assert_eq!(of(&first), want);
    assert_eq!(first["allocations"][0]["to_interest"], "171.96");
    assert_eq!(first["allocations"][0]["to_principal"], "1328.04");
    let segments: Vec<_> =
        first["invoices"][0]["segments"].as_array().unwrap().iter().map(|s| s["interest"].clone()).collect();
    assert_eq!(segments, ["171.96", "46.34", "244.92"]);
    let want =
        ["4260.00", "0.00", "1000.00", "3260.00", "18.42", "0.00", "0.00", "0.00", "3278.42", "0.2456"];
    assert_eq!(of(&totals("02_consumer_craftsman")), want);
    let want = ["2448.00", "0.00", "300.00", "2148.00", "7.61", "0.00", "0.00", "0.00", "2155.61", "0.1618"];
    assert_eq!(of(&totals("03_residential_rent")), want);
}

#[test]
fn a_statement_is_also_a_table_for_a_french_spreadsheet() {
    let run = run(&["statement", &example("01_b2b_three_invoices"), "--format", "csv"]);
    let text = run.text();
    assert!(text.starts_with("\u{feff}Dossier;Arrêté au;Ligne;Facture;"), "{text}");
    assert!(text.contains(";Principal;F-2026-041;;12/03/2026;;;;6300,00;"), "{text}");
    assert!(text.contains(";Intérêts;F-2026-041;13/03/2026;02/06/2026;82;6300,00;12,15;171,96;"), "{text}");
    assert!(text.ends_with("\r\n"), "{text}");
    let out = std::env::temp_dir().join(format!("creance-{}-decompte.xlsx", std::process::id()));
    let path = out.to_string_lossy().into_owned();
    let sheet = self::run(&["statement", &example("01_b2b_three_invoices"), "--format", "xlsx", "-o", &path]);
    assert_eq!((sheet.code, sheet.out.len()), (0, 0));
    assert!(std::fs::read(&out).unwrap().starts_with(b"PK"));
    std::fs::remove_file(&out).unwrap();
}

#[test]
fn deadlines_are_also_a_calendar() {
    let run = run(&["deadlines", &example("01_b2b_three_invoices"), "--format", "ics"]);
    let text = run.text();
    assert_eq!(run.code, 0);
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"), "{text}");
}

#[test]
fn the_day_asked_wins_over_that_of_the_file_and_the_claim_comes_from_stdin_too() {
    let claim = std::fs::read(example("01_b2b_three_invoices")).unwrap();
    let run = run_with(&["statement", "-", "--as-of", "2026-06-30"], &claim);
    let statement = run.json();
    assert_eq!(statement["as_of"], "2026-06-30");
    assert_eq!(statement["totals"]["interest_due"], "133.36");
    let again = run_with(&["check", "-"], &claim);
    assert_eq!(again.json()["as_of"], "2026-11-22");
    assert_eq!(again.out, self::run(&["check", &example("01_b2b_three_invoices")]).out);
}

#[test]
fn an_unusable_claim_is_told_whole() {
    let run = run_with(&["check", "-"], br#"{"reference":"","currenzy":"EUR","nature":"pret"}"#);
    assert_eq!(run.code, 2);
    let problem = run.problem();
    assert_eq!(problem["status"], 422);
    let errors = problem["errors"].as_array().unwrap();
    let has = |code: &str, at: &str| errors.iter().any(|e| e["code"] == code && e["pointer"] == at);
    assert!(has("field.unknown", "/currenzy") && has("value.enum", "/nature"), "{problem}");
    assert!(has("field.missing", "/creditor") && has("text.empty", "/reference"), "{problem}");

    let run = run_with(&["check", "-"], b"{");
    assert_eq!((run.code, run.problem()["status"].clone()), (2, json!(400)));
    let run = run_with(&["statement", "-"], &vec![b' '; 1_048_577]);
    assert_eq!((run.code, run.problem()["status"].clone()), (2, json!(413)));
    let absent = refused(&["check", "/nulle/part.json"], "file.unreadable");
    assert!(!absent.to_string().contains("nulle"), "no path of the machine: {absent}");
    refused(&["check", &pieces()], "file.unreadable");
    refused(&["check", &example("06_blocked"), "--as-of", "2026-02-30"], "cli.usage");
}

#[test]
fn the_deadlines_of_a_claim_are_listed() {
    let run = run(&["deadlines", &example("01_b2b_three_invoices")]);
    assert_eq!(run.code, 0);
    assert!(run.json().is_array());
}

#[test]
fn a_deadline_is_asked_in_three_ways() {
    let want = json!({ "raw": "2026-02-28", "expiry": "2026-03-02", "safe_by": "2026-02-27" });
    let input = r#"{"start":"2026-01-31","duration":{"months":1},"territory":"metropole"}"#;
    let flags =
        ["deadline", "procedure", "--start", "2026-01-31", "--months", "1", "--territory", "metropole"];
    assert_eq!(run(&["deadline", "procedure", input]).json(), want);
    assert_eq!(run_with(&["deadline", "procedure"], input.as_bytes()).json(), want);
    assert_eq!(run(&flags).json(), want);
    let explained = run(&["deadline", "procedure", input, "--explain"]).json();
    assert_eq!(explained["result"], want);
    assert!(explained["computation"].as_str().unwrap().len() > 20 && explained["law"].is_array());

    let served = ["--order-date", "2026-09-15", "--territory", "metropole"];
    let served = run(&[&["deadline", "ip_signification"], &served[..]].concat()).json();
    assert_eq!((served["months"].clone(), served["expiry"].clone()), (json!(3), json!("2026-12-15")));
    let halves =
        run(&["deadline", "half_year_segments", "--start", "2026-06-30", "--end", "2026-07-01"]).json();
    assert_eq!(halves["segments"].as_array().unwrap().len(), 2);
}

#[test]
fn a_refused_deadline_says_which_field() {
    let p = refused(&["deadline", "procedure", r#"{"start":"x","territory":"metropole"}"#], "input.unusable");
    assert_eq!(p["errors"].as_array().unwrap().len(), 2);
    let p = refused(
        &["deadline", "procedure", "--start", "2026-01-31", "--days", "-3", "--territory", "metropole"],
        "deadline.refused",
    );
    assert_eq!(p["errors"][0]["code"], "deadline.duration_invalid");
    assert_eq!(
        refused(&["deadline", "demain", "{}"], "input.unusable")["errors"][0]["code"],
        "deadline.kind_unknown"
    );
    refused(&["deadline", "procedure", "{"], "body.not_json");
    let twice =
        r#"{"start":"2026-01-31","start":"2026-02-01","duration":{"days":1},"territory":"metropole"}"#;
    assert_eq!(
        refused(&["deadline", "procedure", twice], "input.unusable")["errors"][0]["code"],
        "field.duplicate"
    );
}

#[test]
fn interest_on_one_sum() {
    let run = run(&[
        "interest",
        r#"{"principal":"1000.00","rate":"12.15","after":"2026-01-01","until":"2026-03-01"}"#,
    ]);
    let answer = run.json();
    assert_eq!(
        (run.code, answer["days"].clone(), answer["interest"].clone()),
        (0, json!(59), json!("19.64"))
    );
    let backwards = r#"{"principal":"1000.00","rate":"12.15","after":"2026-03-01","until":"2026-01-01"}"#;
    assert_eq!(refused(&["interest", backwards], "input.unusable")["errors"][0]["pointer"], "/until");
    let p = refused(
        &["interest", r#"{"principal":1000,"rate":"b2b","after":"2026-01-01","until":"2026-1-2","as":1}"#],
        "input.unusable",
    );
    let codes: Vec<_> = p["errors"].as_array().unwrap().iter().map(|e| e["code"].as_str().unwrap()).collect();
    for code in ["amount.grammar", "rate.grammar", "date.invalid", "field.unknown"] {
        assert!(codes.contains(&code), "{code}: {p}");
    }
    let late = r#"{"principal":"1.00","rate":"b2b_default","after":"2026-01-01","until":"2030-01-01"}"#;
    assert_eq!(refused(&["interest", late], "rules.no_version")["errors"][0]["code"], "rules.no_version");
}

#[test]
fn rates_by_the_day() {
    let rate = run(&["rate", "b2b_default", "--on", "2026-07-01"]).json();
    assert_eq!(
        (&rate["value"], &rate["from"], &rate["to"]),
        (&json!("12.40"), &json!("2026-07-01"), &json!("2026-12-31"))
    );
    assert!(rate["source"].as_str().unwrap().contains("L. 441-10"));
    refused(&["rate", "b2b_default", "--on", "2031-01-01"], "rules.no_version");
    refused(&["rate", "livret_a", "--on", "2026-01-01"], "cli.usage");
}

#[test]
fn identifiers_and_words() {
    let good = run(&["id", "siren", "732 829 320"]);
    assert_eq!(
        (good.code, good.json()),
        (0, json!({ "kind": "siren", "value": "732 829 320", "valid": true, "normalised": "732829320" }))
    );
    let bad = run(&["id", "iban", "FR7630006000011234567890188"]);
    assert_eq!((bad.code, bad.json()["valid"].clone()), (1, json!(false)));
    assert!(bad.json()["reason"].is_string());
    refused(&["id", "nir", "1"], "cli.usage");
    let words = run(&["words", "1234.56"]);
    let want = json!({ "amount": "1234.56", "words": "mille-deux-cent-trente-quatre euros et cinquante-six centimes" });
    assert_eq!((words.code, words.json()), (0, want));
    assert_eq!(run(&["words", "-1"]).code, 1);
}

#[test]
fn the_competent_court_or_what_is_missing() {
    let asked = [
        "court",
        "--postal-code",
        "69003",
        "--city",
        "Lyon",
        "--nature",
        "services",
        "--amount",
        "1000.00",
        "--on",
        "2026-11-22",
    ];
    let court = run(&[&asked[..], &["--debtor", "merchant"]].concat()).json();
    assert_eq!(court["kind"], "tribunal_des_activites_economiques");
    let p = refused(&asked, "input.unusable");
    assert_eq!(p["errors"][0]["pointer"], "/debtor");
    let ambiguous = [
        "court",
        "--postal-code",
        "99999",
        "--city",
        "Nulleville",
        "--nature",
        "services",
        "--amount",
        "1000.00",
        "--debtor",
        "merchant",
    ];
    assert_eq!(refused(&ambiguous, "court.undetermined")["errors"][0]["code"], "address.unknown_commune");
}

#[test]
fn the_rules_are_listed_shown_and_tested() {
    let list = run(&["rules", "list"]).json();
    assert!(list["values"].as_array().unwrap().len() > 40 && list["digest"].as_str().unwrap().len() == 64);
    let shown = run(&["rules", "show", "ip.signification_months"]).json();
    assert_eq!((&shown["type"], &shown["unit"]), (&json!("value"), &json!("months")));
    assert!(shown["versions"].as_array().unwrap().len() >= 2);
    let text = run(&["rules", "show", "ip.signification_months", "--text"]);
    let text = String::from_utf8(text.out).unwrap().replace('\u{a0}', " ");
    for part in ["01/09/2026", "3 mois", "31/08/2026", "6 mois", "art. 1411", "legifrance.gouv.fr", "Cas :"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let studied = run(&["rules", "show", "IP-14"]).json();
    assert_eq!((&studied["type"], &studied["deadline"][0]), (&json!("studied"), &json!("order_service")));
    let absent = run(&["rules", "show", "ip.rien"]);
    assert_eq!((absent.code, absent.problem()["status"].clone()), (1, json!(404)));
    let tested = run(&["rules", "test"]);
    assert_eq!((tested.code, tested.json()["failures"].clone()), (0, json!([])), "{}", tested.text());
    assert!(tested.json()["cases"].as_u64().unwrap() > 100);
    assert!(matches!(run(&["rules", "stale", "--older-than", "6m"]).code, 0 | 1));
    refused(&["rules", "stale", "--older-than", "bientôt"], "cli.usage");
}

#[test]
fn a_directory_of_rules_replaces_those_of_the_binary_and_must_be_sound() {
    let dir = tempfile::tempdir().unwrap();
    copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("legal-rules"), dir.path());
    let rules = dir.path().to_str().unwrap();
    let digest = |run: Run| run.json()["digest"].as_str().unwrap().to_owned();
    assert_eq!(digest(run(&["--rules", rules, "rules", "list"])), digest(run(&["rules", "list"])));
    std::fs::write(dir.path().join("values/terms/max_days.toml"), "title = 1").unwrap();
    let p = refused(&["rules", "list", "--rules", rules], "installation.broken");
    assert!(p["errors"].to_string().contains("terms/max_days.toml"), "{p}");
    refused(&["--rules", "/nulle/part", "rules", "list"], "installation.broken");
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target: PathBuf = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target)
        } else {
            std::fs::copy(entry.path(), target).map(|_| ()).unwrap()
        }
    }
}

/// What is answered is what the published schemas say, member by member.
#[test]
fn the_schemas_describe_what_is_answered() {
    let validator = |of: &str| {
        let schema = run(&["schema", of]).json();
        assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
        jsonschema::validator_for(&schema).unwrap()
    };
    let (report, statement) = (validator("report"), validator("statement"));
    validator("manifest");
    for name in EXAMPLES {
        let faults = |v: &jsonschema::Validator, answer: &Value| {
            v.iter_errors(answer).map(|e| format!("{} : {e}", e.instance_path())).collect::<Vec<_>>()
        };
        let mut answer = run(&["check", &example(name)]).json();
        assert_eq!(faults(&report, &answer), Vec::<String>::new(), "{name}");
        let drawn_up = run(&["statement", &example(name)]).json();
        assert_eq!(faults(&statement, &drawn_up), Vec::<String>::new(), "{name}");
        answer["deadlines"] = json!([{ "code": "prescription" }]);
        assert_ne!(faults(&report, &answer), Vec::<String>::new(), "{name}");
    }
    assert_eq!(run(&["schema"]).out, run(&["schema", "claim"]).out);
    refused(&["schema", "facture"], "cli.usage");
}

#[test]
fn a_letter_is_asked_for_one_debtor_and_the_exhibits_in_one_file() {
    let dir = std::env::temp_dir().join(format!("creance-{}-packing", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    let path = |name: &str| dir.join(name).to_string_lossy().into_owned();
    let mut claim: Value =
        serde_json::from_slice(&std::fs::read(example("01_b2b_three_invoices")).unwrap()).unwrap();
    let mut second = claim["debtors"][0].clone();
    second["name"] = json!("Hôtel de la Source");
    second["siren"] = json!("100021054");
    second.as_object_mut().unwrap().remove("siret");
    claim["debtors"].as_array_mut().unwrap().push(second);
    claim["joint_and_several"] = json!(true);
    std::fs::write(path("c.json"), serde_json::to_vec(&claim).unwrap()).unwrap();
    let render = |debtor: &[&str]| {
        let (claim, out) = (path("c.json"), path("l.pdf"));
        let run = run(&[&["render", "mise_en_demeure", &claim, "-o", &out], debtor].concat());
        (run.code, std::fs::read(&out).unwrap_or_default())
    };
    let (all, first, second) = (render(&[]), render(&["--debtor", "0"]), render(&["--debtor", "1"]));
    assert_eq!((all.0, first.0, second.0), (0, 0, 0));
    assert!(first.1 != second.1 && all.1.len() > first.1.len());
    let (claim, out, zip) = (path("c.json"), path("l.pdf"), path("b.zip"));
    refused(&["render", "mise_en_demeure", &claim, "-o", &out, "--debtor", "2"], "input.unusable");
    let run = run(&[
        "bundle",
        "injonction_de_payer",
        &claim,
        "--exhibits",
        &pieces(),
        "--merge-exhibits",
        "-o",
        &zip,
    ]);
    assert_eq!(run.code, 0, "{}", String::from_utf8_lossy(&run.err));
    let bytes = std::fs::read(&zip).unwrap();
    let listed = bytes.windows(25).filter(|w| *w == b"pieces/pieces_reunies.pdf").count();
    assert!(listed >= 2, "in the archive and its directory");
    std::fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn the_schema_accepts_the_examples() {
    let schema = run(&["schema"]).json();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let validator = jsonschema::validator_for(&schema).unwrap();
    for name in EXAMPLES {
        let claim: Value = serde_json::from_slice(&std::fs::read(example(name)).unwrap()).unwrap();
        assert!(validator.is_valid(&claim), "{name}");
    }
}

#[test]
fn exhibits_are_read_from_their_directory_only() {
    let out = tempfile::tempdir().unwrap();
    let zip = out.path().join("d.zip");
    let zip = zip.to_str().unwrap();
    let mut claim: Value =
        serde_json::from_slice(&std::fs::read(example("01_b2b_three_invoices")).unwrap()).unwrap();
    claim["exhibits"][0]["file"] = json!("../claims/06_blocked.json");
    let args = ["bundle", "injonction_de_payer", "-", "--exhibits", &pieces(), "-o", zip];
    let run = run_with(&args, claim.to_string().as_bytes());
    let problem = run.problem();
    assert_eq!(
        (run.code, problem["errors"][0]["pointer"].clone()),
        (2, json!("/exhibits/0/file")),
        "{problem}"
    );
    assert!(!Path::new(zip).exists());
    refused(
        &[
            "bundle",
            "injonction_de_payer",
            &example("01_b2b_three_invoices"),
            "--exhibits",
            "/nulle/part",
            "-o",
            zip,
        ],
        "file.unreadable",
    );
    refused(&["bundle", "assignation", &example("01_b2b_three_invoices"), "-o", zip], "cli.usage");
}

#[test]
fn a_bundle_is_made_twice_the_same_and_verified() {
    let out = tempfile::tempdir().unwrap();
    let (one, two) = (out.path().join("1.zip"), out.path().join("2.zip"));
    for path in [&one, &two] {
        let path = path.to_str().unwrap();
        let claim = example("01_b2b_three_invoices");
        let run = run(&["bundle", "injonction_de_payer", &claim, "--exhibits", &pieces(), "-o", path]);
        assert_eq!(run.code, 0, "{}", String::from_utf8_lossy(&run.err));
    }
    let bytes = std::fs::read(&one).unwrap();
    assert_eq!(bytes, std::fs::read(&two).unwrap());
    let found = run(&["verify", one.to_str().unwrap()]);
    assert_eq!((found.code, found.json()), (0, json!({ "valid": true, "problems": [] })));
    let pdf = out.path().join("d.pdf");
    let made = run(&["render", "decompte", &example("01_b2b_three_invoices"), "-o", pdf.to_str().unwrap()]);
    assert_eq!(made.code, 0, "{}", String::from_utf8_lossy(&made.err));
    assert!(std::fs::read(&pdf).unwrap().starts_with(b"%PDF-"));
}

#[test]
fn a_blocked_bundle_gives_its_report_on_stderr_and_writes_nothing() {
    let out = tempfile::tempdir().unwrap();
    let zip = out.path().join("d.zip");
    let run = run(&[
        "bundle",
        "injonction_de_payer",
        &example("06_blocked"),
        "--exhibits",
        &pieces(),
        "-o",
        zip.to_str().unwrap(),
    ]);
    assert_eq!(run.code, 1);
    let report = run.problem();
    assert_eq!(report["admissible"]["injonction_de_payer"], false);
    assert!(report["findings"].as_array().unwrap().len() > 5);
    assert!(!zip.exists());
}

#[test]
fn what_is_no_bundle_is_not_valid() {
    let run = run_with(&["verify", "-"], b"PK nothing");
    assert_eq!((run.code, run.json()["valid"].clone()), (1, json!(false)));
    assert!(!run.json()["problems"].as_array().unwrap().is_empty());
    refused(&["verify", "/nulle/part.zip"], "file.unreadable");
}

#[test]
fn a_wrong_command_is_told_in_french_and_help_is_no_error() {
    for args in
        [&["facturer"][..], &[], &["check"], &["check", "a", "b"], &["rate", "--jour", "1"], &["rules"]]
    {
        let p = refused(args, "cli.usage");
        assert!(p["detail"].as_str().unwrap().contains("creance --help"), "{p}");
    }
    for args in [&["--help"][..], &["bundle", "--help"], &["--version"]] {
        let run = run(args);
        assert_eq!((run.code, run.err.len()), (0, 0));
        assert!(!run.text().contains("Print") && !run.text().contains("Usage:"), "{}", run.text());
    }
}

#[cfg(unix)]
#[test]
fn the_service_tells_its_address_and_stops_when_told() {
    use std::io::{BufRead, BufReader, Read};
    // A state of its own: not the one of whoever runs the tests.
    let dir = tempfile::tempdir().unwrap();
    let config = dir.path().join("config.toml");
    let database = dir.path().join("creance.sqlite");
    std::fs::write(&config, format!("[state]\ndatabase = \"sqlite:{}\"\n", database.display())).unwrap();
    let config = config.to_str().unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_creance"))
        .args(["serve", "--config", config, "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().rsplit("http://").next().unwrap().to_owned();
    let mut stream = std::net::TcpStream::connect(&address).unwrap_or_else(|e| panic!("{e}: {line}"));
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    // Its address is taken: a second service says so, and does not start.
    let second = run(&["serve", "--config", config, "--listen", &address]);
    assert_eq!((second.code, second.problem()["status"].clone()), (2, json!(500)));
    let told = Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    assert!(told.success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
