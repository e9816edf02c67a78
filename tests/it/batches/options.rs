//! What is asked of a whole batch: its logo, its exhibits in one file; and what its owner is warned of.

use std::io::Write;

use serde_json::{Value, json};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Program, line, many, sqlite, states, unzip};
use crate::http::{Answer, FIRST, Form, example, first_with_files};
use crate::logo::SVG;

/// The first example with its exhibits, in a folder of an archive.
fn folder() -> Vec<u8> {
    let claim = example(FIRST);
    let read: Value = serde_json::from_slice(&claim).unwrap();
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut put = |name: &str, bytes: &[u8]| {
        zip.start_file(format!("un/{name}"), SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    };
    put("claim.json", &claim);
    for exhibit in read["exhibits"].as_array().unwrap() {
        let name = exhibit["file"].as_str().unwrap();
        let path = format!("{}/examples/exhibits/{name}", env!("CARGO_MANIFEST_DIR"));
        put(name, &std::fs::read(path).unwrap());
    }
    zip.finish().unwrap().into_inner()
}

const ZIP: &str = "name=\"batch\"; filename=\"lot\"\r\ncontent-type: application/zip";
const LINES: &str = "name=\"batch\"\r\ncontent-type: application/x-ndjson; charset=utf-8";
const LOGO: &str = "name=\"logo\"; filename=\"logo.svg\"";

#[test]
fn a_batch_has_the_logo_and_the_options_of_a_bundle() {
    let dir = tempfile::tempdir().unwrap();
    let program = Program::start(&sqlite(dir.path()), "");
    let asked = "bundle=mise_en_demeure&merge_exhibits=true";
    let sent =
        Form::new().part(ZIP, &folder()).part(LOGO, SVG).post(program.at, &format!("/v1/batches?{asked}"));
    assert_eq!(sent.status, 202, "{}", String::from_utf8_lossy(&sent.body));
    let path = sent.header("location").unwrap().to_owned();
    let batch = program.end(&path);
    assert_eq!(
        (states(&batch), &batch["merge_exhibits"]),
        (vec!["done".to_owned()], &json!(true)),
        "{batch}"
    );
    let form = first_with_files().part(LOGO, SVG);
    let single = form.post(program.at, "/v1/bundles/mise_en_demeure?merge_exhibits=true");
    assert_eq!(single.status, 200);
    let made = program.get(&format!("{path}/items/1/result"));
    assert_eq!(made.body, single.body, "as one by one");
    assert!(unzip(&made.body).iter().any(|(name, _)| name == "pieces/pieces_reunies.pdf"));

    let plain = first_with_files().post(program.at, "/v1/bundles/mise_en_demeure?merge_exhibits=true");
    assert_ne!(plain.body, single.body, "the logo shows");
    let lines = Form::new().part(LINES, &many(1)).post(program.at, "/v1/batches");
    assert_eq!(program.end(lines.header("location").unwrap())["merge_exhibits"], false);
}

#[test]
fn a_form_that_is_no_batch_is_refused_whole() {
    let dir = tempfile::tempdir().unwrap();
    let program = Program::start(&sqlite(dir.path()), "[batch]\nbody_mib = 1\n");
    let post = |form: Form| -> Answer { form.post(program.at, "/v1/batches") };
    let lines = many(1);
    post(Form::new()).problem(400);
    post(Form::new().part(LOGO, SVG)).problem(400);
    post(Form::new().part(LINES, &lines).part(LINES, &lines)).problem(400);
    post(Form::new().part(LINES, &lines).part(LOGO, SVG).part(LOGO, SVG)).problem(400);
    post(Form::new().part(LINES, &lines).part("name=\"claim\"", b"{}")).problem(400);
    post(Form::new().part("name=\"batch\"", &lines)).problem(415);
    post(Form::new().part("name=\"batch\"\r\ncontent-type: text/csv", &lines)).problem(415);
    post(Form::new().part(LINES, &vec![b' '; (1 << 20) + 1])).problem(413);
    assert_eq!(post(Form::new().part(LINES, &lines).part(LOGO, b"GIF89a")).codes(422), ["logo.unusable"]);
    let large = vec![b' '; (512 << 10) + 1];
    assert_eq!(post(Form::new().part(LINES, &lines).part(LOGO, &large)).codes(422), ["logo.unusable"]);
    assert_eq!(program.batch("/v1/batches")["batches"], json!([]), "nothing of all that was kept");
}

#[test]
fn two_claims_with_one_reference_are_both_made_and_whoever_files_them_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let program = Program::start(&sqlite(dir.path()), "");
    let first = line("F-2026/0042");
    let mut other: Value = serde_json::from_str(&first).unwrap();
    other["invoices"][0]["label"] = json!("Autre chose");
    let lines =
        [first.clone(), other.to_string(), first, line("AUTRE"), "{\"reference\":\"F-2026/0042\"}".into()];
    let path = program.begin("", lines.join("\n").as_bytes());
    let batch = program.end(&path);
    assert_eq!(states(&batch), ["done", "done", "duplicate", "done", "refused"], "{batch}");
    let items = batch["items"].as_array().unwrap();
    let told: Vec<&Value> = items.iter().map(|i| &i["same_reference_as"]).collect();
    assert_eq!(
        told,
        [&Value::Null, &json!(1), &Value::Null, &Value::Null, &Value::Null],
        "only what is made twice"
    );
    let files = unzip(&program.get(&format!("{path}/result")).body);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names[..2],
        ["0001_f_2026_0042/relance_f_2026_0042.zip", "0002_f_2026_0042/relance_f_2026_0042.zip"]
    );
    let ledger: Value = serde_json::from_slice(&files[3].1).unwrap();
    assert_eq!(ledger["items"][1]["same_reference_as"], 1);
    assert!(String::from_utf8_lossy(&files[4].1).contains(";Même référence que;"));
}

#[test]
fn the_queue_is_told_to_whoever_watches() {
    let dir = tempfile::tempdir().unwrap();
    let program = Program::start(&sqlite(dir.path()), "[batch]\nrunners = 0\n");
    assert_eq!(program.gauge("creance_batch_items_queued"), 0);
    program.begin("", &many(3));
    let last = program.begin("", &many(2));
    assert_eq!(
        (program.gauge("creance_batch_items_queued"), program.gauge("creance_batch_items_running")),
        (5, 0)
    );
    assert_eq!(crate::http::send(program.at, "DELETE", &last, &[], b"").status, 204);
    assert_eq!(program.gauge("creance_batch_items_queued"), 3);
}
