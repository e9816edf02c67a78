//! Forms as browsers, scripts and strangers send them: parts named twice, wrongly, oddly, or not at all.

use serde_json::{Value, json};

use super::{Answer, FIRST, Form, SERVICE, example, first_with_files};

const TO: &str = "/v1/check";

/// The first example, with this name in place of its first exhibit's.
fn claim(file: &str) -> Vec<u8> {
    let mut claim: Value = serde_json::from_slice(&example(FIRST)).unwrap();
    claim["exhibits"][0]["file"] = json!(file);
    serde_json::to_vec(&claim).unwrap()
}

fn quote() -> Vec<u8> {
    std::fs::read(format!("{}/examples/exhibits/devis_signe.pdf", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// The findings of a report on the first exhibit or on the files, by code.
fn found(answer: &Answer) -> Vec<(String, String)> {
    assert_eq!(answer.status, 200, "{}", String::from_utf8_lossy(&answer.body));
    let report = answer.json();
    let findings = report["findings"].as_array().unwrap().iter();
    let text = |f: &Value, key: &str| f[key].as_str().unwrap().to_owned();
    let concerned = |p: &str| p == "/exhibits" || p.starts_with("/exhibits/0");
    findings.map(|f| (text(f, "code"), text(f, "pointer"))).filter(|(_, p)| concerned(p)).collect()
}

fn codes(answer: &Answer) -> Vec<String> {
    let all = found(answer).into_iter().map(|(code, _)| code);
    all.filter(|c| c.starts_with("exhibit.") && c != "exhibit.missing_kind" && c != "exhibit.line_uncited")
        .collect()
}

#[test]
fn the_parts_of_a_form_are_told_from_one_another() {
    let claim_bytes = example(FIRST);
    // Two claims, wherever the second stands and whatever it is called besides.
    first_with_files().claim(&claim_bytes).post(*SERVICE, TO).problem(400);
    first_with_files()
        .part("name=\"claim\"; filename=\"claim.json\"", &claim_bytes)
        .post(*SERVICE, TO)
        .problem(400);
    // One alone may be a file.
    let one = Form::new().part("name=\"claim\"; filename=\"claim.json\"", &claim_bytes).post(*SERVICE, TO);
    assert_eq!(one.status, 200);
    // The same name twice, even with the same bytes.
    let twice =
        Form::new().claim(&claim_bytes).file("devis_signe.pdf", &quote()).file("devis_signe.pdf", &quote());
    assert_eq!(twice.post(*SERVICE, TO).codes(422), ["exhibit.duplicate_file"]);
    // Parts without a name, a file name, or either.
    for part in ["name=\"\"", "name=\"file\"", "name=\"file\"; filename=\"\"", "filename=\"\""] {
        Form::new().claim(&claim_bytes).part(part, b"x").post(*SERVICE, TO).problem(400);
    }
    Form::new().claim(b"").post(*SERVICE, TO).problem(400);
}

#[test]
fn a_file_is_matched_by_its_name_alone() {
    let all = first_with_files().post(*SERVICE, TO);
    assert_eq!(codes(&all), Vec::<String>::new());
    let missing = Form::new().claim(&example(FIRST)).post(*SERVICE, TO);
    assert!(codes(&missing).contains(&"exhibit.missing_file".to_owned()));
    let unknown = first_with_files().file("plan.pdf", &quote()).post(*SERVICE, TO);
    assert_eq!(codes(&unknown), ["exhibit.unlisted"]);
    // The name of the part says nothing, its media type neither: the bytes do.
    let claim = claim("devis_signe.pdf");
    let lying = |kind: &str, bytes: &[u8]| {
        let part = format!("name=\"n'importe\"; filename=\"devis_signe.pdf\"\r\ncontent-type: {kind}");
        codes(&Form::new().claim(&claim).part(&part, bytes).post(*SERVICE, TO))
    };
    for kind in ["application/pdf", "text/html", "image/png", "application/octet-stream"] {
        assert_eq!(lying(kind, &quote()), Vec::<String>::new(), "{kind}");
        assert_eq!(lying(kind, b"<html></html>"), ["exhibit.unreadable"], "{kind}");
    }
    assert_eq!(lying("application/pdf", b""), ["exhibit.unreadable"]);
}

#[test]
fn file_names_of_every_sort_are_read_or_refused() {
    let sent = |in_claim: &str, disposition: &str| {
        let part = format!("name=\"file\"; {disposition}");
        Form::new().claim(&claim(in_claim)).part(&part, &quote()).post(*SERVICE, TO)
    };
    // As browsers write them: UTF-8 as it is, or after RFC 5987.
    let accented = "devis signé à l'été.pdf";
    assert_eq!(codes(&sent(accented, &format!("filename=\"{accented}\""))), Vec::<String>::new());
    let extended = "filename*=UTF-8''devis%20sign%C3%A9%20%C3%A0%20l%27%C3%A9t%C3%A9.pdf";
    assert_eq!(codes(&sent(accented, extended)), Vec::<String>::new());
    sent(accented, "filename*=UTF-8''%ff%fe.pdf").problem(400);
    // A path is a name like another: it matches no exhibit, and nothing is written anywhere.
    for path in ["../../etc/passwd", "/etc/passwd", "C:\\\\Windows\\\\x.pdf", "..%2f..%2fx.pdf"] {
        let found = codes(&sent("devis_signe.pdf", &format!("filename=\"{path}\"")));
        assert_eq!(found, ["exhibit.missing_file", "exhibit.unlisted"], "{path}");
    }
    let nul = sent("devis_signe.pdf", "filename=\"devis_signe.pdf\0.exe\"");
    assert!(nul.status == 400 || codes(&nul).contains(&"exhibit.missing_file".to_owned()), "{}", nul.status);
    let long = sent("devis_signe.pdf", &format!("filename=\"{}.pdf\"", "a".repeat(2_000)));
    assert_eq!(codes(&long), ["exhibit.missing_file", "exhibit.unlisted"]);
    assert!(long.body.len() < 60_000, "a name is not repeated without end: {}", long.body.len());
    let endless = sent("devis_signe.pdf", &format!("filename=\"{}.pdf\"", "a".repeat(200_000)));
    assert!(matches!(endless.status, 200 | 400 | 413), "{}", endless.status);
}
