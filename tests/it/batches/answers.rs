//! What a client sees of a batch.

use std::io::Write;

use creance::bundle;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::{Program, line, many, sqlite, states, unzip};
use crate::http::{FIRST, example, first_with_files, send};

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

/// The same claim, its fields the other way round.
fn turned(claim: &str) -> String {
    let Value::Object(fields) = serde_json::from_str(claim).unwrap() else { panic!() };
    Value::Object(fields.into_iter().rev().collect()).to_string()
}

#[test]
fn good_and_bad_lines_each_have_their_end_and_the_result_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    let program = Program::start(&sqlite(dir.path()), "");
    let first = line("LOT-001");
    let mut blocked: Value = serde_json::from_slice(&example("06_blocked")).unwrap();
    blocked["reference"] = json!("BLOQUE");
    let lines = [
        &first,
        &blocked.to_string(),
        &"{\"reference\": \"ILLISIBLE\", \"nature\": \"inconnue\"}".to_owned(),
        &"ceci n'est pas du JSON".to_owned(),
        &turned(&first),
        &line("=FORMULE"),
    ];
    let lines = lines.map(String::as_str);
    let answer = program.lines("?bundle=auto", lines.join("\n").as_bytes());
    assert_eq!(answer.status, 202);
    let told = answer.json();
    let path = answer.header("location").unwrap().to_owned();
    assert_eq!(path, format!("/v1/batches/{}", told["id"].as_str().unwrap()));
    assert_eq!((&told["total"], &told["counts"]["refused"]), (&json!(6), &json!(2)), "{told}");
    let batch = program.end(&path);
    assert_eq!(states(&batch), ["done", "blocked", "refused", "refused", "duplicate", "done"], "{batch}");
    let items = batch["items"].as_array().unwrap();
    assert_eq!(items[4]["duplicate_of"], 1);
    assert_eq!(items[4]["claim_sha256"], items[0]["claim_sha256"]);
    assert_eq!(items[2]["reference"], "ILLISIBLE");
    assert_eq!(items[3]["problem"]["type"], "urn:creance:problem:body.not_json");
    assert!(items[2]["problem"]["errors"].as_array().unwrap().len() > 3, "all faults at once");
    assert!(!items[1]["problem"]["findings"].as_array().unwrap().is_empty());
    assert_eq!(items[1]["problem"]["report"], Value::Null);
    assert_eq!((&items[5]["bundle"], &items[3]["source"]), (&json!("relance"), &json!("ligne 4")));

    let result = program.get(&format!("{path}/result"));
    assert_eq!((result.status, result.header("content-type")), (200, Some("application/zip")));
    let files = unzip(&result.body);
    let names: Vec<&str> = files.iter().map(|(n, _)| n.as_str()).collect();
    assert_eq!(
        names,
        ["0001_lot_001/relance_lot_001.zip", "0006_formule/relance_formule.zip", "ledger.json", "ledger.csv"]
    );
    let ledger: Value = serde_json::from_slice(&files[2].1).unwrap();
    for (at, file) in [(0, &files[0]), (5, &files[1])] {
        let checked = bundle::verify(&file.1);
        assert!(checked.valid, "{:?}", checked.problems);
        assert_eq!(
            (&ledger["items"][at]["file"], &ledger["items"][at]["sha256"]),
            (&json!(file.0), &json!(hex(&file.1)))
        );
    }
    assert_eq!(ledger["counts"], batch["counts"]);
    let table = String::from_utf8(files[3].1.clone()).unwrap();
    assert_eq!(table.lines().count(), 7);
    assert!(table.contains(";'=FORMULE;dossier prêt;"), "{table}");
    assert_eq!(program.get(&format!("{path}/result")).body, result.body, "the same bytes");

    // One by one, and as the single claim gives it.
    let one = program.get(&format!("{path}/items/1/result"));
    assert_eq!(one.body, files[0].1);
    let typed = [("content-type", "application/json")];
    let single = send(program.at, "POST", "/v1/bundles/relance", &typed, first.as_bytes());
    assert_eq!(single.body, one.body);
    assert_eq!(one.header("content-disposition"), single.header("content-disposition"));
    for (n, code) in
        [("2", "batch.no_result"), ("5", "batch.no_result"), ("7", "batch.unknown"), ("x", "batch.unknown")]
    {
        let problem = program.get(&format!("{path}/items/{n}/result")).problem(404);
        assert_eq!(problem["type"], format!("urn:creance:problem:{code}"), "{n}");
    }

    // By pages, and among the others.
    let page = program.batch(&format!("{path}?after=2&limit=2"));
    assert_eq!((states(&page), &page["next"]), (vec!["refused".to_owned(), "refused".into()], &json!(4)));
    assert_eq!(program.batch(&format!("{path}?after=4&limit=2"))["next"], Value::Null);
    let other = program.begin("?bundle=relance", b"{}");
    let list = program.batch("/v1/batches?limit=1");
    assert_eq!(list["batches"][0]["id"], other.rsplit('/').next().unwrap());
    let list = program.batch(&format!("/v1/batches?before={}", list["next"].as_str().unwrap()));
    assert_eq!(list["batches"][0]["id"], told["id"]);
    assert_eq!(list["batches"][0]["items"], Value::Null);

    // Erased, it never was.
    assert_eq!(send(program.at, "DELETE", &path, &[], b"").status, 204);
    for gone in
        [path.clone(), format!("{path}/result"), format!("{path}/events"), format!("{path}/items/1/result")]
    {
        assert_eq!(program.get(&gone).problem(404)["type"], "urn:creance:problem:batch.unknown");
    }
    assert_eq!(send(program.at, "DELETE", &path, &[], b"").status, 404);
}

#[test]
fn a_zip_of_folders_gives_what_the_forms_give() {
    let dir = tempfile::tempdir().unwrap();
    let program = Program::start(&sqlite(dir.path()), "");
    let claim = example(FIRST);
    let read: Value = serde_json::from_slice(&claim).unwrap();
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut put = |name: &str, bytes: &[u8]| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    };
    put("lot/avec/claim.json", &claim);
    put("lot/sans/claim.json", &claim);
    for exhibit in read["exhibits"].as_array().unwrap() {
        let name = exhibit["file"].as_str().unwrap();
        let path = format!("{}/examples/exhibits/{name}", env!("CARGO_MANIFEST_DIR"));
        put(&format!("lot/avec/{name}"), &std::fs::read(path).unwrap());
    }
    let bytes = zip.finish().unwrap().into_inner();
    let typed = [("content-type", "application/zip")];
    let answer = send(program.at, "POST", "/v1/batches?bundle=injonction_de_payer", &typed, &bytes);
    assert_eq!(answer.status, 202, "{}", String::from_utf8_lossy(&answer.body));
    let path = answer.header("location").unwrap().to_owned();
    let batch = program.end(&path);
    assert_eq!(states(&batch), ["done", "blocked"], "{batch}");
    assert_eq!(batch["items"][1]["problem"]["errors"][0]["code"], "exhibit.missing_file");
    let form = first_with_files().post(program.at, "/v1/bundles/injonction_de_payer");
    assert_eq!(program.get(&format!("{path}/items/1/result")).body, form.body);
}

/// The events of a stream: name, id, data.
fn events(text: &[u8]) -> Vec<(String, Option<i64>, Value)> {
    let text = std::str::from_utf8(text).unwrap();
    let blocks = text.split("\n\n").filter(|b| b.starts_with("event: "));
    blocks
        .map(|block| {
            let field = |name: &str| block.lines().find_map(|l| l.strip_prefix(name));
            let id = field("id: ").map(|id| id.parse().unwrap());
            (
                field("event: ").unwrap().to_owned(),
                id,
                serde_json::from_str(field("data: ").unwrap()).unwrap(),
            )
        })
        .collect()
}

#[test]
fn events_tell_every_end_in_order_and_go_on_where_they_were_left() {
    let dir = tempfile::tempdir().unwrap();
    let program = Program::start(&sqlite(dir.path()), "");
    let mut body = many(3);
    body.extend_from_slice(b"{}\n");
    let path = program.begin("", &body);
    let answer = program.get(&format!("{path}/events"));
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/event-stream")));
    let all = events(&answer.body);
    let ends = |all: &[(String, Option<i64>, Value)]| {
        let items = all.iter().filter(|(name, ..)| name == "item").map(|(_, _, data)| data);
        let ended = items.filter(|d| d["state"] != "running").map(|d| d["n"].as_i64().unwrap());
        ended.collect::<Vec<_>>()
    };
    let mut seen = ends(&all);
    assert_eq!(seen[0], 4, "what was refused at once is told first");
    seen.sort_unstable();
    assert_eq!(seen, [1, 2, 3, 4]);
    let ids: Vec<i64> = all.iter().filter_map(|(_, id, _)| *id).collect();
    assert!(ids.is_sorted() && !ids.is_empty(), "{ids:?}");
    let (name, _, last) = all.last().unwrap();
    assert_eq!((name.as_str(), &last["counts"]["done"]), ("done", &json!(3)));

    let after = ids[ids.len() - 2].to_string();
    let rest = send(program.at, "GET", &format!("{path}/events"), &[("last-event-id", &after)], b"");
    let rest = events(&rest.body);
    assert_eq!(
        rest.iter().map(|(n, id, _)| (n.as_str(), *id)).collect::<Vec<_>>(),
        [("item", ids.last().copied()), ("done", None)]
    );
    let refused = send(program.at, "GET", &format!("{path}/events"), &[("last-event-id", "x")], b"");
    refused.problem(422);
}

#[test]
fn what_cannot_be_taken_in_is_told_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let config = "[batch]\nitems = 2\nbody_mib = 1\nopen = 1\nrunners = 0\nfollowers = 1\n";
    let program = Program::start(&sqlite(dir.path()), config);
    let ndjson = [("content-type", "application/x-ndjson")];
    let ask = |query: &str, headers: &[(&str, &str)], body: &[u8]| {
        send(program.at, "POST", &format!("/v1/batches{query}"), headers, body)
    };
    assert_eq!(ask("?bundle=lettre", &ndjson, b"{}").codes(422), ["parameter.invalid"]);
    assert_eq!(ask("?paquet=relance", &ndjson, b"{}").codes(422), ["parameter.invalid"]);
    assert_eq!(ask("?webhook=https://erp.example.fr/", &ndjson, b"{}").codes(422), ["webhook.refused"]);
    assert_eq!(ask("", &[("content-type", "application/json")], b"{}").problem(415)["status"], 415);
    assert_eq!(ask("", &ndjson, b"\n\n").codes(422), ["batch.empty"]);
    assert_eq!(ask("", &[("content-type", "application/zip")], b"PK").codes(422), ["zip.unreadable"]);
    assert_eq!(ask("", &ndjson, b"{}\n{}\n{}\n").problem(413)["status"], 413);
    assert_eq!(ask("", &ndjson, &vec![b' '; (1 << 20) + 1]).problem(413)["status"], 413);
    assert_eq!(send(program.at, "DELETE", "/v1/batches", &[], b"").problem(405)["status"], 405);
    assert_eq!(program.batch("/v1/batches")["batches"], json!([]), "nothing of all that was kept");
    assert_eq!(program.get("/v1/batches?limit=0").codes(422), ["parameter.invalid"]);
    assert_eq!(program.get("/v1/batches/x?after=-1").codes(422), ["parameter.invalid"]);
    assert_eq!(program.get("/v1/batches/x").problem(404)["type"], "urn:creance:problem:batch.unknown");

    // One batch may be open: the next one waits for its end.
    let path = program.begin("", &many(1));
    let full = program.lines("", &many(1));
    assert_eq!(full.problem(503)["type"], "urn:creance:problem:service.busy");
    assert!(full.header("retry-after").is_some());
    for what in ["result", "items/1/result"] {
        let problem = program.get(&format!("{path}/{what}")).problem(409);
        assert_eq!(problem["type"], "urn:creance:problem:batch.not_done", "{what}");
    }

    // One follower has a place; he is told when what he follows is erased.
    let (at, events) = (program.at, format!("{path}/events"));
    let follower = std::thread::spawn(move || {
        loop {
            let answer = send(at, "GET", &events, &[], b"");
            if answer.status == 200 {
                return answer;
            }
        }
    });
    super::until("he has his place, and the next one none", || {
        ask_for_events(std::net::TcpStream::connect(at).unwrap(), &path) == 503
    });
    assert_eq!(send(program.at, "DELETE", &path, &[], b"").status, 204);
    let told = events_of(&follower.join().unwrap().body);
    assert_eq!(told.last().map(String::as_str), Some("erased"), "{told:?}");
    assert_eq!(program.lines("", &many(1)).status, 202, "and there is room again");
}

fn events_of(body: &[u8]) -> Vec<String> {
    events(body).into_iter().map(|(name, ..)| name).collect()
}

/// The status alone: the answer itself may have no end.
fn ask_for_events(mut stream: std::net::TcpStream, path: &str) -> u16 {
    use std::io::Read;
    write!(stream, "GET {path}/events HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n").unwrap();
    let mut head = [0; 12];
    stream.read_exact(&mut head).unwrap();
    std::str::from_utf8(&head[9..]).unwrap().parse().unwrap()
}
