//! What leaves the service and is opened by other programs: names in archives, cells, calendars, messages.

use std::io::{Cursor, Read};

use creance::bundle::names::is_safe;
use serde_json::{Value, json};

use super::{is_well, service};
use crate::http::{Answer, FIRST, Form, example, send};
use crate::workers::service::Service;

fn first() -> Value {
    serde_json::from_slice(&example(FIRST)).unwrap()
}

fn ask(service: &Service, path: &str, accept: &str, claim: &Value) -> Answer {
    let headers = [("content-type", "application/json"), ("accept", accept)];
    let answer = send(service.at, "POST", path, &headers, claim.to_string().as_bytes());
    assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.body));
    answer
}

#[test]
fn names_in_an_archive_and_in_a_header_are_ours() {
    let service = service("");
    assert_eq!(service.bundle().status, 200);
    let workers = service.workers();
    // A path is no file name, whichever system it is written for.
    for path in ["../../../etc/cron.d/x.pdf", "/etc/passwd.pdf", "C:\\Windows\\x.pdf", "..", "a/b.pdf"] {
        let mut claim = first();
        claim["exhibits"][0]["file"] = json!(path);
        let told = Form::new().claim(claim.to_string().as_bytes()).post(service.at, "/v1/check");
        let findings = told.json()["findings"].to_string();
        assert!(findings.contains("n’est pas un simple nom de fichier"), "{path}: {findings}");
    }
    // Each file has a name made to be a device, to end a header, or to be decoded into a path.
    let names = ["con.pdf", "nul.x.pdf", "aux.png", "a\"; filename=\"b.exe\".pdf", "..%2f%0d%0ax.png"];
    let references =
        ["../../x", "a\"; filename=\"evil.exe", "con", ".", "a/b\\c:d*e?f<g>h|i", "№ 12\u{200b}é%0d%0aX: y"];
    for reference in references {
        let mut claim = first();
        claim["reference"] = json!(reference);
        let mut form = Form::new();
        let mut files = Vec::new();
        for (exhibit, name) in claim["exhibits"].as_array_mut().unwrap().iter_mut().zip(names) {
            let real = exhibit["file"].as_str().unwrap().to_owned();
            let name = if real.ends_with(".png") {
                name.replace(".pdf", ".png")
            } else {
                name.replace(".png", ".pdf")
            };
            let path = format!("{}/examples/exhibits/{real}", env!("CARGO_MANIFEST_DIR"));
            files.push((name.clone(), std::fs::read(path).unwrap()));
            exhibit["file"] = json!(name);
        }
        form = form.claim(claim.to_string().as_bytes());
        for (name, bytes) in &files {
            let escaped: String = name.bytes().map(|b| format!("%{b:02x}")).collect();
            form = form.part(&format!("name=\"f\"; filename*=UTF-8''{escaped}"), bytes);
        }
        let answer = form.post(service.at, "/v1/bundles/injonction_de_payer");
        assert_eq!(answer.status, 200, "{reference}: {}", String::from_utf8_lossy(&answer.body));
        let disposition = answer.header("content-disposition").unwrap();
        let name =
            disposition.strip_prefix("attachment; filename=\"").and_then(|n| n.strip_suffix('"')).unwrap();
        assert!(is_safe(name) && !name.contains('/') && name.ends_with(".zip"), "{disposition}");
        assert_eq!(answer.headers.iter().filter(|(n, _)| n == "x").count(), 0);
        let mut zip = zip::ZipArchive::new(Cursor::new(answer.body)).unwrap();
        let entries: Vec<String> = zip.file_names().map(|n| n.unwrap().into_owned()).collect();
        assert!(entries.len() > 8 && entries.iter().all(|n| is_safe(n)), "{entries:?}");
        let mut claim = String::new();
        zip.by_name("claim.json").unwrap().read_to_string(&mut claim).unwrap();
        assert_eq!(serde_json::from_str::<Value>(&claim).unwrap()["reference"], reference);
    }
    is_well(&service, &workers);
}

const FORMULAS: [&str; 7] = [
    "=cmd|' /C calc'!A0",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    " =1+1",
    "\u{ff1d}1+1",
    "=HYPERLINK(\"http://evil.example\";\"a\";\"b\")",
];

#[test]
fn no_cell_is_a_formula() {
    let service = service("");
    let workers = service.workers();
    for formula in FORMULAS {
        let mut claim = first();
        claim["reference"] = json!(formula);
        claim["invoices"][0]["number"] = json!(formula);
        let csv = ask(&service, "/v1/statement", "text/csv", &claim);
        let text = String::from_utf8(csv.body).unwrap();
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .from_reader(text.strip_prefix('\u{feff}').unwrap().as_bytes());
        let mut seen = 0;
        for row in reader.records() {
            for cell in &row.unwrap() {
                let amount = cell.trim_start_matches('-').bytes().all(|b| b.is_ascii_digit() || b == b',');
                let run = cell.trim_start().starts_with(['=', '+', '-', '@', '\u{ff1d}']);
                assert!(amount || !run, "{formula}: {cell}");
                seen += usize::from(cell == format!("'{formula}"));
            }
        }
        assert!(seen > 3, "{formula}: {text}");
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        let xlsx = ask(&service, "/v1/statement", kind, &claim);
        let mut book = zip::ZipArchive::new(Cursor::new(xlsx.body)).unwrap();
        let mut part = |name: &str| {
            let mut text = String::new();
            book.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            text
        };
        let sheet = part("xl/worksheets/sheet1.xml");
        assert!(
            !sheet.contains("<f>") && !sheet.contains("<f ") && !sheet.contains("hyperlink"),
            "{formula}"
        );
        let strings = part("xl/sharedStrings.xml");
        let escaped = formula.replace('"', "&quot;");
        assert!(strings.contains(formula) || strings.contains(&escaped), "{formula}: {strings}");
    }
    assert_eq!(service.workers(), workers);
}

#[test]
fn no_text_begins_a_line_of_a_calendar() {
    let service = service("");
    let words = ["R\\nBEGIN:VEVENT", "BEGIN:VEVENT;X=1,2:ATTACH:http://evil.example", "\\;\\,é{}"];
    for word in words {
        let mut claim = first();
        claim["reference"] = json!(word);
        for line in claim["invoices"].as_array_mut().unwrap() {
            line["number"] = json!(format!("{word}{}", line["number"].as_str().unwrap()));
        }
        let ics = String::from_utf8(ask(&service, "/v1/check", "text/calendar", &claim).body).unwrap();
        let unfolded = ics.replace("\r\n ", "");
        assert!(!unfolded.replace("\r\n", "").contains(['\r', '\n']), "{word}");
        let known = [
            "BEGIN",
            "END",
            "VERSION",
            "PRODID",
            "CALSCALE",
            "METHOD",
            "UID",
            "DTSTAMP",
            "DTSTART",
            "DTEND",
            "SUMMARY",
            "DESCRIPTION",
            "TRANSP",
            "TRIGGER",
            "ACTION",
            "NAME",
            "X-WR-CALNAME",
        ];
        let mut events = 0;
        for line in unfolded.split("\r\n").filter(|l| !l.is_empty()) {
            let property = line.split([':', ';']).next().unwrap();
            assert!(known.contains(&property), "{word}: {line}");
            events += usize::from(line == "BEGIN:VEVENT");
        }
        assert!(events > 0);
        assert_eq!(unfolded.matches("\r\nEND:VEVENT").count(), events, "{word}");
    }
}

/// A claim whose next step is a reminder.
fn reminder() -> Value {
    let mut claim = first();
    claim["notices"] = json!([]);
    claim["exhibits"] = json!([]);
    for line in claim["invoices"].as_array_mut().unwrap() {
        line.as_object_mut().unwrap().remove("exhibit");
    }
    claim["debtors"][0]["email"] = json!("direction@fontaines.example");
    claim
}

/// The headers of a message, unfolded.
fn headers(eml: &str) -> Vec<String> {
    let head = eml.split("\r\n\r\n").next().unwrap();
    head.replace("\r\n ", " ").replace("\r\n\t", " ").split("\r\n").map(str::to_owned).collect()
}

#[test]
fn no_name_adds_a_header_or_an_addressee_to_a_message() {
    let service = service("");
    let path = "/v1/documents/relance_1";
    let plain = ask(&service, path, "message/rfc822", &reminder());
    let plain = String::from_utf8_lossy(&plain.body).into_owned();
    let names =
        |eml: &str| headers(eml).iter().map(|h| h.split(':').next().unwrap().to_owned()).collect::<Vec<_>>();
    let expected = names(&plain);
    assert!(expected.iter().any(|n| n == "To") && expected.iter().any(|n| n == "Subject"), "{expected:?}");
    for name in [
        "Évil\" <x@evil.example>, \"b",
        "Evil\" <x@evil.example>, \"b",
        "x@evil.example, y@evil.example;",
        "Evil\\\" <x@evil.example>",
        "=?utf-8?q?a=0d=0aBcc:_x@evil.example?=",
        "(comment) <x@evil.example>",
    ] {
        let mut claim = reminder();
        claim["debtors"][0]["name"] = json!(name);
        claim["creditor"]["name"] = json!(name);
        claim["reference"] = json!(name.chars().take(60).collect::<String>());
        let eml = ask(&service, path, "message/rfc822", &claim);
        let eml = String::from_utf8_lossy(&eml.body).into_owned();
        assert_eq!(names(&eml), expected, "{name}");
        for header in headers(&eml).iter().filter(|h| h.starts_with("To:") || h.starts_with("From:")) {
            let bare = unquoted(header);
            assert_eq!(bare.matches('@').count(), 1, "{name}: {header}");
            assert!(!bare.contains("evil.example") && !bare.contains(','), "{name}: {header}");
        }
    }
    // An address that is more than one is refused, by its name.
    for address in [
        "a@b.example, c@d.example",
        "a@b.example>\u{20}<c@d.example",
        "\"a b\"@c.example",
        "a@b.example?bcc=c@d.example",
    ] {
        let mut claim = reminder();
        claim["debtors"][0]["email"] = json!(address);
        let headers = [("content-type", "application/json"), ("accept", "message/rfc822")];
        let answer = send(service.at, "POST", path, &headers, claim.to_string().as_bytes());
        answer.problem(422);
    }
}

/// A header without its quoted strings and encoded words: what a mail program reads as structure.
fn unquoted(header: &str) -> String {
    let mut out = String::new();
    let (mut quoted, mut escaped) = (false, false);
    for c in header.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if !quoted => out.push(c),
            _ => {}
        }
    }
    assert!(!quoted, "a quoted string that never ends: {header}");
    out.split(' ').filter(|w| !(w.starts_with("=?") && w.ends_with("?="))).collect::<Vec<_>>().join(" ")
}

/// A telephone makes a link of an address, and shows the message on a locked screen; a gateway that sends it reads one
/// line for one message.
#[test]
fn no_name_adds_a_line_a_link_or_a_sum_to_a_text_message() {
    let service = service("");
    let path = "/v1/documents/relance_1?format=sms";
    let ask_with = |field: &str, name: &str| {
        let mut claim = reminder();
        claim["creditor"]["phone"] = json!("0473000000");
        match field {
            "reference" => claim["reference"] = json!(name),
            "number" => claim["invoices"][0]["number"] = json!(name),
            _ => claim["creditor"][field] = json!(name),
        }
        let headers = [("content-type", "application/json"), ("accept", "text/plain")];
        send(service.at, "POST", path, &headers, claim.to_string().as_bytes())
    };
    let plain = ask_with("name", "Aubépine");
    assert_eq!(plain.status, 200, "{}", String::from_utf8_lossy(&plain.body));
    let plain = String::from_utf8(plain.body).unwrap();
    let sentences = plain.split_once(':').unwrap().1.to_owned();
    for name in [
        "Aubépine http://evil.example/p",
        "HTTPS://evil.example",
        "Www.evil.example",
        "Payez 40 €",
        "Service contentieux",
        "Impayés de France",
        "javascript://evil.example",
    ] {
        ask_with("name", name).problem(422);
    }
    // What ends a line, hides, or turns the reading round never comes so far.
    for name in [
        "Aubépine\nSTOP au 36200",
        "Aubépine\r\n\r\nAT+CMGS",
        "Aub\u{202e}enipé",
        "Aub\u{2028}épine",
        "A\u{1b}épine",
    ] {
        for field in ["name", "phone", "reference", "number"] {
            ask_with(field, name).problem(422);
        }
    }
    // Words that mean something to a template or to a gateway are words.
    for name in ["{{ phone }}", "{% raw %}", "%0d%0aSTOP", "\\r\\nSTOP", "=?utf-8?q?=0a?=", "';--"] {
        let answer = ask_with("name", name);
        assert_eq!(answer.status, 200, "{name}: {}", String::from_utf8_lossy(&answer.body));
        let text = String::from_utf8(answer.body).unwrap();
        assert!(text.ends_with(&sentences), "{name}: {text}");
        assert!(!text.trim_end().contains(char::is_control), "{name}: {text}");
    }
}
