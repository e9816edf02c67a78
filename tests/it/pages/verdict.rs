//! What the person sees after typing: the verdict, the documents, the bundle.

use std::collections::BTreeMap;

use creance::domain::{Bundle, Money, french};
use hayro_syntax::Pdf;
use serde_json::{Value, json};

use super::{BROWSER, html, post_form, post_form_to, read};
use crate::http::{Answer, FIRST, Form, NARROW, SERVICE, example, post_json, send};

const EXAMPLES: [&str; 6] = [
    FIRST,
    "02_consumer_craftsman",
    "03_residential_rent",
    "04_order_to_serve",
    "05_title_to_execute",
    "06_blocked",
];

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn claim(name: &str) -> Value {
    serde_json::from_slice(&example(name)).unwrap()
}

fn page(path: &str, draft: &str, goal: &str) -> String {
    let answer = post_form(path, &[("dossier", draft), ("but", goal)]);
    assert_eq!(answer.status, 200, "{path}");
    html(&answer)
}

fn amount(value: &Value) -> String {
    french::figure(value.as_str().unwrap().parse::<Money>().unwrap())
}

#[test]
fn every_example_is_shown_with_all_its_findings_and_its_exact_sums() {
    for name in EXAMPLES {
        let bytes = example(name);
        let (report, statement) =
            (post_json("/v1/check", &bytes).json(), post_json("/v1/statement", &bytes).json());
        for goal in Bundle::ALL {
            let html = page("/dossier/verification", text(&bytes), goal.name());
            let shown = read(&html);
            for finding in report["findings"].as_array().unwrap() {
                for key in ["title", "message", "remedy"] {
                    let said = finding[key].as_str().unwrap_or_default();
                    // Names of fields, in brackets, are for programs.
                    let end = if key == "remedy" { " (" } else { "\0" };
                    let said = said.split(end).next().unwrap();
                    assert!(shown.contains(&read(said)), "{name}, {goal}: {said}\n{shown}");
                }
                for law in finding["law"].as_array().unwrap() {
                    let link = format!("href=\"{}\"", law["url"].as_str().unwrap().replace('&', "&amp;"));
                    assert!(html.contains(&link), "{name}: {link}");
                }
            }
            let open = report["admissible"][goal.name()] == true;
            assert_eq!(
                html.contains("formaction=\"/dossier/documents\">Voir les documents"),
                open,
                "{name}, {goal}"
            );
            // Each finding that closes the goal is one link away.
            let findings = report["findings"].as_array().unwrap().iter();
            let closing =
                findings.filter(|f| f["blocks"].as_array().unwrap().contains(&json!(goal.name()))).count();
            let badge = html.matches("bloque votre dossier").count();
            assert_eq!(badge, closing, "{name}, {goal}");
            for link in html.split("href=\"#constat-").skip(1) {
                let id = link.split('"').next().unwrap();
                assert!(html.contains(&format!("id=\"constat-{id}\"")), "{name}: {id}");
            }
        }
        let shown = read(&page("/dossier/verification", text(&bytes), ""));
        for line in statement["invoices"].as_array().unwrap() {
            for segment in line["segments"].as_array().unwrap() {
                assert!(shown.contains(&amount(&segment["interest"])), "{name}: {segment}");
            }
        }
        for total in ["principal_due", "interest_due", "total_due"] {
            let sum = amount(&statement["totals"][total]);
            assert!(shown.contains(&sum), "{name}: {total} {sum}\n{shown}");
        }
        for sentence in statement["explanation"].as_array().unwrap() {
            assert!(shown.contains(&read(sentence.as_str().unwrap())), "{name}: {sentence}");
        }
        if let Some(court) = report["court"].as_object() {
            assert!(shown.contains(court["name"].as_str().unwrap()), "{name}");
            for reason in court["reasons"].as_array().unwrap() {
                assert!(
                    shown.contains(&read(&french::typeset(reason.as_str().unwrap()))),
                    "{name}: {reason}"
                );
            }
        }
        for deadline in report["deadlines"].as_array().unwrap() {
            let day = deadline["expires_on"].as_str().unwrap();
            assert!(shown.contains(&read(&french::date_with_weekday(day.parse().unwrap()))), "{name}: {day}");
            assert!(shown.contains(&read(deadline["computation"].as_str().unwrap())), "{name}: {deadline}");
        }
    }
}

#[test]
fn deadlines_stand_by_date_with_the_day_of_the_judgment_among_them() {
    for name in EXAMPLES {
        let html = page("/dossier/verification", text(&example(name)), "");
        let line = html.split("<ol class=\"timeline\">").nth(1).unwrap().split("</ol>").next().unwrap();
        let days: Vec<&str> =
            line.split("datetime=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        assert!(days.is_sorted(), "{name}: {days:?}");
        assert_eq!(line.matches("data-status=\"today\"").count(), 1, "{name}");
    }
}

#[test]
fn what_cannot_be_judged_yet_says_what_is_missing() {
    let empty = post_form("/dossier/verification", &[]);
    let shown = read(&html(&empty));
    assert!(shown.contains("Aucun dossier n’est ouvert dans cette page"), "{shown}");
    let begun = r#"{"reference":"R-1"}"#;
    let page_begun = page("/dossier/verification", begun, "");
    let problem = post_json("/v1/check", begun.as_bytes()).json();
    let errors = problem["errors"].as_array().unwrap();
    assert!(!errors.is_empty());
    for error in errors {
        let id = error["pointer"].as_str().unwrap().trim_start_matches('/').replace('/', "-");
        assert!(page_begun.contains(&format!("#{id}\"")), "{error}\n{page_begun}");
    }
    assert_eq!(page_begun.matches("finding--error").count(), errors.len());
    for step in ["verification", "documents", "telecharger"] {
        let got = send(*SERVICE, "GET", &format!("/dossier/{step}"), BROWSER, b"");
        assert!(read(&html(&got)).contains("Aucun dossier n’est ouvert"), "{step}");
    }
    let documents = read(&page("/dossier/documents", begun, "mise_en_demeure"));
    assert!(documents.contains("Aucun document ne peut encore être établi"), "{documents}");
    // The draft goes on as it was typed.
    let typed = r#"{"reference":"R-1","creditor":{"siren":"12 34"}}"#;
    let html = page("/dossier/verification", typed, "relance");
    assert!(html.contains(
        "{&quot;reference&quot;:&quot;R-1&quot;,&quot;creditor&quot;:{&quot;siren&quot;:&quot;12 34&quot;}}"
    ));
}

#[test]
fn what_a_stranger_types_is_text() {
    let mut claim = claim(FIRST);
    let hostile = "<script>alert(1)</script>\"'><img src=x onerror=y>{{ 7*7 }}{% if %}";
    claim["reference"] = json!("R\"><b>");
    claim["debtors"][0]["name"] = json!(hostile);
    claim["exhibits"][0]["label"] = json!(hostile);
    claim["invoices"][0]["number"] = json!("<i>041");
    claim["payments"][0].as_object_mut().unwrap().shift_remove("invoice");
    let draft = claim.to_string();
    for path in ["verification", "documents", "telecharger", "document/pouvoir", "apercu/petites_creances"] {
        let answer = post_form(
            &format!("/dossier/{path}"),
            &[("dossier", &draft), ("but", "injonction_de_payer"), ("vus", "\"><script>x")],
        );
        let page = html(&answer);
        for forbidden in ["<script>alert", "<script>x", "<img src=x", "R\"><b>", "<i>041", ">49<"] {
            assert!(!page.contains(forbidden), "{path}: {forbidden}");
        }
        assert!(page.contains("&lt;script&gt;"), "{path}");
    }
}

#[test]
fn the_pages_are_drawn_as_many_as_the_pdf_has() {
    for (document, debtors) in [("mise_en_demeure", 1), ("decompte", 1), ("mise_en_demeure", 2)] {
        let mut claim = claim(FIRST);
        if debtors == 2 {
            let mut second = claim["debtors"][0].clone();
            second["name"] = json!("Auberge du Parc");
            second["siren"] = json!("100021021");
            second.as_object_mut().unwrap().shift_remove("siret");
            claim["debtors"].as_array_mut().unwrap().push(second);
        }
        let draft = claim.to_string();
        let fields = [("dossier", draft.as_str()), ("but", "mise_en_demeure")];
        let pdf = post_form(&format!("/dossier/document/{document}"), &fields);
        assert_eq!(pdf.header("content-type"), Some("application/pdf"), "{}", text(&pdf.body));
        assert!(pdf.header("content-disposition").unwrap().starts_with("inline; "));
        assert_eq!(pdf.body, post_json(&format!("/v1/documents/{document}"), draft.as_bytes()).body);
        let pages = Pdf::new(pdf.body).unwrap().pages().len();
        let shown = page(&format!("/dossier/apercu/{document}"), &draft, "mise_en_demeure");
        assert_eq!(shown.matches("src=\"data:image/png;base64,iVBOR").count(), pages, "{document}");
        assert!(shown.contains(&format!("alt=\"Page {pages} sur {pages}&nbsp;: ")), "{document}");
    }
    // A long document is shown in part, and says so.
    let mut long = claim(FIRST);
    let line = long["invoices"][0].clone();
    let lines = (0..700).map(|n| {
        let mut line = line.clone();
        line["number"] = json!(format!("L-{n}"));
        line
    });
    long["invoices"] = lines.collect();
    long["payments"] = json!([]);
    let shown = page("/dossier/apercu/decompte", &long.to_string(), "");
    assert_eq!(shown.matches("<img ").count(), 20);
    assert!(read(&shown).contains("Les 20 premières pages sur "));
}

#[test]
fn a_document_that_is_closed_says_why_at_its_status() {
    let draft = example("06_blocked");
    let fields = [("dossier", text(&draft)), ("but", "injonction_de_payer")];
    for path in
        ["/dossier/document/requete_injonction_de_payer", "/dossier/apercu/requete_injonction_de_payer"]
    {
        let answer = post_form(path, &fields);
        assert_eq!(answer.status, 422);
        let shown = read(&html(&answer));
        let problem = post_json("/v1/documents/requete_injonction_de_payer", &draft).problem(422);
        let findings = problem["findings"].as_array().unwrap();
        assert!(!findings.is_empty());
        for finding in findings {
            assert!(shown.contains(&read(finding["title"].as_str().unwrap())), "{path}: {finding}");
        }
    }
    assert_eq!(post_form("/dossier/document/lettre", &fields).status, 404);
    assert_eq!(post_form("/dossier/document/mise_en_demeure?debtor=9", &fields).status, 422);
    assert_eq!(post_form("/dossier/fichier/passwd", &fields).status, 404);
    let unreadable = post_form("/dossier/fichier/decompte.csv", &[("dossier", "{}")]);
    assert_eq!(unreadable.status, 422);
    html(&unreadable);
}

#[test]
fn messages_are_read_in_the_browser_and_mails_are_kept() {
    let mut claim = claim(FIRST);
    for (party, digit) in [("/creditor", 1), ("/debtors/0", 2)] {
        let party = claim.pointer_mut(party).unwrap();
        party["phone"] = json!(format!("06 00 00 00 0{digit}"));
        party["email"] = json!(format!("boite{digit}@exemple.test"));
    }
    // Without a call there is none to confirm; without a number, none to call.
    let bare =
        html(&post_form("/dossier/documents", &[("dossier", text(&example(FIRST))), ("but", "relance")]));
    assert!(bare.contains("relance_2?format=txt") && !bare.contains("format=confirmation"));
    assert!(!bare.contains("format=sms"));
    claim["notices"].as_array_mut().unwrap().push(json!({
        "kind": "reminder", "channel": "phone", "sent_on": "2026-05-04"
    }));
    claim["events"] = json!([{"kind": "promise_to_pay", "on": "2026-05-04", "until": "2026-05-20"}]);
    let draft = claim.to_string();
    let fields = [("dossier", draft.as_str()), ("but", "relance")];
    let listed = html(&post_form("/dossier/documents", &fields));
    const TEXT: &str = "text/plain; charset=utf-8";
    for (format, kind, place) in [
        ("txt", TEXT, "inline; "),
        ("sms", TEXT, "inline; "),
        ("phone", TEXT, "inline; "),
        ("eml", "message/rfc822", "attachment; "),
        ("confirmation", "message/rfc822", "attachment; "),
    ] {
        let url = format!("/dossier/document/relance_2?format={format}");
        assert!(listed.contains(&format!("formaction=\"{url}\"")), "{format}");
        let answer = post_form(&url, &fields);
        assert_eq!(answer.header("content-type"), Some(kind), "{format}");
        assert!(answer.header("content-disposition").unwrap().starts_with(place), "{format}");
    }
    for (name, kind) in [
        ("decompte.csv", "text/csv; charset=utf-8"),
        ("decompte.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("delais.ics", "text/calendar; charset=utf-8"),
    ] {
        let answer = post_form(&format!("/dossier/fichier/{name}"), &fields);
        assert_eq!(answer.header("content-type"), Some(kind), "{name}");
        let disposition = format!("attachment; filename=\"{name}\"");
        assert_eq!(answer.header("content-disposition"), Some(disposition.as_str()));
    }
}

/// The files of the exhibits of a claim, by rank.
fn files(claim: &Value) -> BTreeMap<usize, (String, Vec<u8>)> {
    let exhibits = claim["exhibits"].as_array().unwrap().iter().enumerate();
    let read = |name: &str| {
        std::fs::read(format!("{}/examples/exhibits/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
    };
    exhibits
        .map(|(n, e)| (n, (e["file"].as_str().unwrap().to_owned(), read(e["file"].as_str().unwrap()))))
        .collect()
}

fn form(draft: &str, goal: &str) -> Form {
    Form::new().part("name=\"dossier\"", draft.as_bytes()).part("name=\"but\"", goal.as_bytes())
}

fn with_pieces(mut form: Form, files: &BTreeMap<usize, (String, Vec<u8>)>) -> Form {
    for (rank, (name, bytes)) in files {
        form = form.part(&format!("name=\"piece-{rank}\"; filename=\"{name}\""), bytes);
    }
    form
}

fn zip(answer: &Answer) -> &[u8] {
    assert_eq!(
        answer.header("content-type"),
        Some("application/zip"),
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    &answer.body
}

#[test]
fn the_bundle_is_the_one_that_the_api_makes() {
    for (name, goal) in [
        (FIRST, "injonction_de_payer"),
        (FIRST, "relance"),
        ("03_residential_rent", "injonction_de_payer"),
        ("05_title_to_execute", "commissaire_de_justice_execution"),
    ] {
        let (bytes, claim) = (example(name), claim(name));
        let files = files(&claim);
        let page = with_pieces(form(text(&bytes), goal), &files).send(
            *SERVICE,
            "/dossier/telecharger",
            "----page",
            BROWSER,
        );
        let mut api = Form::new().claim(&bytes);
        for (name, bytes) in files.values() {
            api = api.file(name, bytes);
        }
        let api = api.post(*SERVICE, &format!("/v1/bundles/{goal}"));
        assert!(zip(&page) == zip(&api), "{name}, {goal}");
        assert_eq!(page.header("content-disposition"), api.header("content-disposition"));
        // Before any file is there, the page says what the ZIP will hold and what to do with it.
        let before =
            read(&html(&post_form("/dossier/telecharger", &[("dossier", text(&bytes)), ("but", goal)])));
        let mut archive = ::zip::ZipArchive::new(std::io::Cursor::new(&api.body)).unwrap();
        for n in 0..archive.len() {
            let path = archive.by_index(n).unwrap().name().unwrap().into_owned();
            assert!(path == "LISEZMOI.txt" || before.contains(&path), "{name}, {goal}: {path}\n{before}");
        }
    }
}

#[test]
fn nobody_types_the_name_of_a_file() {
    let mut claim = claim(FIRST);
    let files = files(&claim);
    for exhibit in claim["exhibits"].as_array_mut().unwrap() {
        exhibit.as_object_mut().unwrap().shift_remove("file");
    }
    // Every piece comes out of the same scanner.
    let scans = files.iter().map(|(rank, (name, bytes))| {
        let ending = name.rsplit_once('.').unwrap().1;
        (*rank, (format!("scan.{ending}"), bytes.clone()))
    });
    let scans: BTreeMap<usize, (String, Vec<u8>)> = scans.collect();
    let draft = claim.to_string();
    let answer = with_pieces(form(&draft, "injonction_de_payer"), &scans)
        .part("name=\"merge_exhibits\"", b"true")
        .part("name=\"logo\"; filename=\"\"", b"")
        .send(*SERVICE, "/dossier/telecharger", "----page", BROWSER);
    let mut archive = ::zip::ZipArchive::new(std::io::Cursor::new(zip(&answer))).unwrap();
    let names: Vec<String> =
        (0..archive.len()).map(|n| archive.by_index(n).unwrap().name().unwrap().into_owned()).collect();
    let pieces = names.iter().filter(|n| n.starts_with("pieces/piece_")).count();
    assert_eq!(pieces, files.len(), "{names:?}");
    assert!(names.contains(&"pieces/pieces_reunies.pdf".to_owned()), "{names:?}");
}

#[test]
fn without_its_files_a_bundle_is_asked_again_piece_by_piece() {
    let (bytes, claim) = (example(FIRST), claim(FIRST));
    let files = files(&claim);
    let none =
        form(text(&bytes), "injonction_de_payer").send(*SERVICE, "/dossier/telecharger", "----page", BROWSER);
    assert_eq!(none.status, 422);
    let page = html(&none);
    for (rank, (name, _)) in &files {
        let field = page.split(&format!("id=\"champ-piece-{rank}\"")).nth(1).unwrap();
        let field = field.split("<div class=\"field").next().unwrap();
        assert!(
            field.contains("aria-invalid=\"true\"") && field.contains("class=\"error\""),
            "{name}: {field}"
        );
        assert!(read(field).contains(claim["exhibits"][rank]["label"].as_str().unwrap()), "{field}");
    }
    assert!(page.contains("&quot;reference&quot;:&quot;2026-0412&quot;"), "what was typed is kept");
    // One that is missing, one that is no picture: each beside its own.
    let mut some = files.clone();
    some.remove(&1);
    some.get_mut(&2).unwrap().1 = b"<html></html>".to_vec();
    let answer = with_pieces(form(text(&bytes), "injonction_de_payer"), &some).send(
        *SERVICE,
        "/dossier/telecharger",
        "----page",
        BROWSER,
    );
    assert_eq!(answer.status, 422);
    let page = html(&answer);
    for rank in 0..files.len() {
        let at = format!("id=\"piece-{rank}-erreur\"");
        assert_eq!(page.contains(&at), rank == 1 || rank == 2, "{rank}");
    }
    // A logo that is none.
    let answer = with_pieces(form(text(&bytes), "mise_en_demeure"), &files)
        .part("name=\"logo\"; filename=\"logo.png\"", b"rien")
        .send(*SERVICE, "/dossier/telecharger", "----page", BROWSER);
    assert_eq!(answer.status, 422);
    assert!(html(&answer).contains("id=\"logo-erreur\""));
    // A draft that is no claim yet.
    let unreadable = form("{}", "relance").send(*SERVICE, "/dossier/telecharger", "----page", BROWSER);
    assert_eq!(unreadable.status, 422);
    html(&unreadable);
}

#[test]
fn what_does_not_fit_is_refused_before_it_is_kept() {
    let bytes = example(FIRST);
    let files = files(&claim(FIRST));
    let answer = with_pieces(form(text(&bytes), "injonction_de_payer"), &files).send(
        *NARROW,
        "/dossier/telecharger",
        "----page",
        BROWSER,
    );
    assert_eq!(answer.status, 413);
    let draft = format!("{{\"reference\":\"{}\"}}", "x".repeat(4 << 20));
    assert_eq!(post_form_to(*SERVICE, "/dossier/verification", &[("dossier", &draft)]).status, 413);
    let headers = [&[("content-type", "application/json")], BROWSER].concat();
    assert_eq!(send(*SERVICE, "POST", "/dossier/verification", &headers, &bytes).status, 415);
    // From a page of another site.
    let elsewhere = [("sec-fetch-site", "cross-site")];
    let form = with_pieces(form(text(&bytes), "injonction_de_payer"), &files);
    assert_eq!(form.send(*SERVICE, "/dossier/telecharger", "----page", &elsewhere).status, 403);
}
