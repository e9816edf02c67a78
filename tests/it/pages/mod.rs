//! The pages that people read, asked on a real socket, and walked as a browser without scripts walks them.

mod browser;
mod dossier;
mod errors;
mod faults;
mod glossary;
mod page;
mod rules;
mod session;
pub mod tools;
mod verdict;

use std::net::SocketAddr;

use crate::http::{Answer, SERVICE, send};

/// A form, as a browser sends it.
pub fn post_form(path: &str, fields: &[(&str, &str)]) -> Answer {
    post_form_to(*SERVICE, path, fields)
}

pub fn post_form_to(to: SocketAddr, path: &str, fields: &[(&str, &str)]) -> Answer {
    let encoded: Vec<String> = fields.iter().map(|(n, v)| format!("{}={}", percent(n), percent(v))).collect();
    let headers = [&[("content-type", "application/x-www-form-urlencoded")], BROWSER].concat();
    send(to, "POST", path, &headers, encoded.join("&").as_bytes())
}

/// What a browser says besides.
pub const BROWSER: &[(&str, &str)] = &[("accept", "text/html,*/*;q=0.8"), ("sec-fetch-site", "same-origin")];

fn percent(text: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || b"-_.*".contains(&b);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// A page, after checking that it is a whole one.
pub fn html(answer: &Answer) -> String {
    let text = String::from_utf8(answer.body.clone()).unwrap();
    assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{}: {text}", answer.status);
    assert!(answer.header("content-security-policy").unwrap().contains("script-src 'self'"));
    assert!(text.starts_with("<!DOCTYPE html>") && text.trim_end().ends_with("</html>"), "{text}");
    text
}

/// What is read of a page: no tags, no entities, one space where there are several.
pub fn read(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
    let entities = [
        ("&nbsp;", "\u{a0}"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2F;", "/"),
        ("&amp;", "&"),
    ];
    let text = entities.iter().fold(text, |text, (from, to)| text.replace(from, to));
    text.split_ascii_whitespace().collect::<Vec<_>>().join(" ")
}
