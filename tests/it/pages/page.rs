//! A page as its reader has it: its words, its links, its fields.

use std::collections::BTreeSet;

use crate::http::get;

pub struct Page {
    pub status: u16,
    pub html: String,
}

/// Asks for a page and checks what every page promises.
pub fn page(path: &str) -> Page {
    let answer = get(path);
    let html = String::from_utf8(answer.body.clone()).unwrap();
    if answer.status == 200 {
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{path}: {policy}");
    }
    let page = Page { status: answer.status, html };
    assert_eq!(page.faults(), Vec::<String>::new(), "{path}");
    page
}

impl Page {
    /// Its words, without tags, as they are read.
    pub fn text(&self) -> String {
        let mut out = String::new();
        let mut inside = false;
        for c in self.html.chars() {
            match c {
                '<' => inside = true,
                '>' => {
                    inside = false;
                    out.push(' ');
                }
                c if !inside => out.push(c),
                _ => {}
            }
        }
        unescaped(&out).split(char::is_whitespace).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Whether it says a sentence, whatever its spaces.
    pub fn says(&self, sentence: &str) -> bool {
        let words =
            sentence.split(char::is_whitespace).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
        self.text().contains(&words)
    }

    /// The part from a mark to another.
    pub fn between(&self, from: &str, to: &str) -> Page {
        let start = self.html.find(from).unwrap_or_else(|| panic!("{from}: {}", self.text()));
        let rest = &self.html[start..];
        Page { status: self.status, html: rest[..rest.find(to).unwrap()].to_owned() }
    }

    /// The answer of a calculator.
    pub fn result(&self) -> Page {
        self.between("<section class=\"result", "</section>")
    }

    /// The values of an attribute.
    pub fn all(&self, attribute: &str) -> Vec<String> {
        let mark = format!(" {attribute}=\"");
        self.html.split(&mark).skip(1).map(|rest| unescaped(rest.split('"').next().unwrap())).collect()
    }

    /// What a page may not do: a control without label, an id twice, a mark that leads nowhere, style or code in it.
    fn faults(&self) -> Vec<String> {
        let mut out = Vec::new();
        let ids = self.all("id");
        let known: BTreeSet<&String> = ids.iter().collect();
        if known.len() < ids.len() {
            out.push(format!("an id twice: {ids:?}"));
        }
        let labels = self.all("for");
        for tag in self.html.split('<').filter(|t| t.starts_with("input ") || t.starts_with("select ")) {
            let control = Page { status: 200, html: format!("<{}", tag.split('>').next().unwrap()) };
            let hidden = control.all("type").first().is_some_and(|t| t == "hidden");
            let labelled = control.all("id").first().is_some_and(|id| labels.contains(id));
            if !hidden && !labelled {
                out.push(format!("no label: {}", control.html));
            }
        }
        for attribute in ["aria-describedby", "aria-labelledby", "for"] {
            for id in
                self.all(attribute).iter().flat_map(|v| v.split(' ').map(str::to_owned).collect::<Vec<_>>())
            {
                if !known.contains(&id) {
                    out.push(format!("{attribute} leads nowhere: {id}"));
                }
            }
        }
        for link in self.all("href") {
            if let Some(id) = link.strip_prefix('#')
                && !known.contains(&id.to_owned())
            {
                out.push(format!("a link leads nowhere: {link}"));
            }
        }
        for wrong in [" style=", "<style", "<script>", "javascript:", " onclick=", " onload="] {
            if self.html.contains(wrong) {
                out.push(format!("{wrong} in the page"));
            }
        }
        out
    }
}

fn unescaped(text: &str) -> String {
    let mut text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"");
    for (code, c) in [("&#x27;", "'"), ("&#39;", "'"), ("&#x2F;", "/"), ("&#47;", "/")] {
        text = text.replace(code, c);
    }
    text.replace("&amp;", "&")
}
