//! Errors on pages are pages; those of programs stay problems.

use std::path::Path;

use creance::app::App;
use creance::config::Config;

use crate::http::{Answer, SERVICE, send, start_with, today};

const BROWSER: (&str, &str) = ("accept", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");

/// The page of an error, after checking what every one of them has.
fn page(answer: &Answer, status: u16) -> String {
    assert_eq!(answer.status, status);
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let policy = answer.header("content-security-policy").unwrap();
    assert!(policy.contains("style-src 'self'") && !policy.contains("unsafe"), "{policy}");
    let incident = answer.header("x-request-id").unwrap();
    let html = String::from_utf8(answer.body.clone()).unwrap();
    assert!(html.contains(&format!("<code>{incident}</code>")), "{html}");
    assert!(html.contains("<h2 id=\"que-faire\">Que faire</h2>\n\n<p>"), "what to do: {html}");
    html
}

#[test]
fn an_unknown_page_says_where_else_to_go() {
    let answer = send(*SERVICE, "GET", "/nulle-part", &[BROWSER], b"");
    let html = page(&answer, 404);
    assert!(html.contains("<h1>Adresse inconnue</h1>") && html.contains("href=\"/outils\""), "{html}");
    let english = [BROWSER, ("accept-language", "en")];
    let html = page(&send(*SERVICE, "GET", "/nulle-part", &english, b""), 404);
    assert!(html.contains("<h1>Adresse inconnue</h1>"), "pages are in French: {html}");
}

#[test]
fn another_method_is_told_with_those_allowed() {
    let answer = send(*SERVICE, "DELETE", "/", &[BROWSER], b"");
    assert_eq!(answer.header("allow"), Some("GET, HEAD"));
    page(&answer, 405);
}

#[test]
fn what_one_typed_is_text() {
    let answer = send(*SERVICE, "GET", "/%3Cscript%3Ealert(1)%3C/script%3E", &[BROWSER], b"");
    assert!(!page(&answer, 404).contains("<script>alert"));
}

#[test]
fn programs_keep_their_problems() {
    send(*SERVICE, "GET", "/nulle-part", &[], b"").problem(404);
    send(*SERVICE, "GET", "/nulle-part", &[("accept", "*/*")], b"").problem(404);
    send(*SERVICE, "GET", "/v1/rules/NON", &[BROWSER], b"").problem(404);
    send(*SERVICE, "GET", "/assets/non.css", &[BROWSER], b"").problem(404);
}

/// A set of templates whose pages lack what the page of an error needs: the problem is told all the same.
#[test]
fn a_template_that_fails_leaves_the_problem() {
    let dir = std::env::temp_dir().join(format!("creance-pages-{}", std::process::id()));
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let copied = std::process::Command::new("cp").arg("-r").arg(from).arg(&dir).status().unwrap();
    assert!(copied.success());
    std::fs::write(dir.join("pages/error.html"), "{{ nothing_of_that_name }}").unwrap();
    std::fs::write(dir.join("pages/home.html"), "{{ nothing_of_that_name }}").unwrap();
    let templates = dir.clone();
    let app = move |limits| App::load(None, Some(&templates), limits, today).unwrap();
    let at = start_with(Config::default(), app, |_| {});
    let problem = send(at, "GET", "/", &[BROWSER], b"").problem(500);
    assert!(!problem.to_string().contains("nothing_of_that_name"), "{problem}");
    send(at, "GET", "/nulle-part", &[BROWSER], b"").problem(404);
    std::fs::remove_dir_all(dir).unwrap();
}
