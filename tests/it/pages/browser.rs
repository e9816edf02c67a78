//! A browser that knows no script: it reads the form of a page, types into it, and presses a button. What the page does
//! not show cannot be typed.

use std::net::SocketAddr;

use crate::http::{Answer, send};

/// An element of the page that counts: its tag, its attributes, the text up to the next tag.
struct Element {
    tag: String,
    attributes: Vec<(String, String)>,
    text: String,
}

impl Element {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }
}

/// A field that would be sent.
#[derive(Clone, Debug)]
struct Field {
    name: String,
    value: String,
    kind: Kind,
    /// Of a box or a select: what it may be.
    offered: Vec<String>,
    on: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Text,
    Hidden,
    Box,
    Radio,
    Select,
}

/// A page, open.
pub struct Browser {
    to: SocketAddr,
    pub html: String,
    pub status: u16,
    action: String,
    fields: Vec<Field>,
    /// Name, value, where it sends the form.
    buttons: Vec<(String, String, Option<String>)>,
    pub cookie: Option<String>,
}

fn unescape(s: &str) -> String {
    s.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// The elements of a page, in order. Attributes are quoted, as our templates write them.
fn elements(html: &str) -> Vec<Element> {
    let mut out = Vec::new();
    for part in html.split('<').skip(1) {
        // A quoted value may hold « > ».
        let mut quoted = false;
        let end = part.char_indices().find(|(_, c)| {
            quoted ^= *c == '"';
            *c == '>' && !quoted
        });
        let Some((end, _)) = end else { continue };
        let (head, text) = (&part[..end], &part[end + 1..]);
        let tag: String = head.chars().take_while(|c| !c.is_whitespace()).collect();
        let mut attributes = Vec::new();
        let mut rest = head[tag.len()..].trim_start();
        while !rest.is_empty() {
            let name: String = rest.chars().take_while(|c| !c.is_whitespace() && *c != '=').collect();
            rest = &rest[name.len()..];
            let mut value = String::new();
            if let Some(after) = rest.strip_prefix("=\"") {
                let (v, after) = after.split_once('"').expect("a value is closed");
                (value, rest) = (unescape(v), after);
            }
            assert!(!name.is_empty(), "{head}");
            attributes.push((name, value));
            rest = rest.trim_start();
        }
        out.push(Element { tag, attributes, text: unescape(text) });
    }
    out
}

pub fn encode(fields: &[(String, String)]) -> String {
    let part = |s: &str| -> String {
        let keep = |b: u8| b.is_ascii_alphanumeric() || b"-._~".contains(&b);
        s.bytes().map(|b| if keep(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
    };
    fields.iter().map(|(n, v)| format!("{}={}", part(n), part(v))).collect::<Vec<_>>().join("&")
}

impl Browser {
    /// Opens a page.
    pub fn open(to: SocketAddr, path: &str) -> Browser {
        Browser::open_with(to, path, None)
    }

    pub fn open_with(to: SocketAddr, path: &str, cookie: Option<String>) -> Browser {
        let mut headers = vec![("accept", "text/html")];
        if let Some(cookie) = &cookie {
            headers.push(("cookie", cookie));
        }
        let answer = send(to, "GET", path, &headers, b"");
        Browser::read(to, answer, cookie)
    }

    fn read(to: SocketAddr, answer: Answer, cookie: Option<String>) -> Browser {
        let html = String::from_utf8(answer.body).unwrap();
        let all = elements(&html);
        let (mut fields, mut buttons) = (Vec::<Field>::new(), Vec::new());
        let form = all.iter().find(|e| e.tag == "form");
        let action = form.and_then(|f| f.get("action")).unwrap_or_default().to_owned();
        let mut inside = false;
        for e in &all {
            let name = e.get("name").unwrap_or_default().to_owned();
            let value = e.get("value").unwrap_or_default().to_owned();
            let field =
                |kind, value: String, on| Field { name: name.clone(), value, kind, offered: Vec::new(), on };
            match e.tag.as_str() {
                // The first form of the page is the one that counts.
                "form" => inside = fields.is_empty(),
                "/form" => inside = false,
                _ if !inside => {}
                "input" => match e.get("type").unwrap_or("text") {
                    "hidden" => fields.push(field(Kind::Hidden, value, true)),
                    "checkbox" => fields.push(field(Kind::Box, value, e.get("checked").is_some())),
                    "radio" => fields.push(field(Kind::Radio, value, e.get("checked").is_some())),
                    "file" => {}
                    _ => fields.push(field(Kind::Text, value, true)),
                },
                "textarea" => fields.push(field(Kind::Text, e.text.clone(), true)),
                "select" => fields.push(field(Kind::Select, String::new(), true)),
                "option" => {
                    if let Some(last) = fields.last_mut().filter(|f| f.kind == Kind::Select) {
                        if e.get("selected").is_some() {
                            last.value = value.clone();
                        }
                        last.offered.push(value);
                        last.offered.push(e.text.trim().to_owned());
                    }
                }
                "button" => buttons.push((name, value, e.get("formaction").map(str::to_owned))),
                _ => {}
            }
        }
        Browser { to, html, status: answer.status, action, fields, buttons, cookie }
    }

    /// Types into a field; picks in a list by what is read there; checks a box with « oui ».
    pub fn fill(&mut self, name: &str, typed: &str) {
        let title = self.title();
        let mut found: Vec<&mut Field> =
            self.fields.iter_mut().filter(|f| f.name == name && f.kind != Kind::Hidden).collect();
        assert!(!found.is_empty(), "no field {name} on « {title} »");
        match found[0].kind {
            Kind::Text => typed.clone_into(&mut found[0].value),
            Kind::Select => {
                let field = &mut found[0];
                let at = field.offered.iter().position(|o| o == typed);
                let at = at.unwrap_or_else(|| panic!("{name} does not offer {typed}: {:?}", field.offered));
                // Values and words alternate.
                field.value = field.offered[at / 2 * 2].clone();
            }
            Kind::Box if typed == "oui" => found[0].on = true,
            Kind::Box | Kind::Radio => {
                let mut some = false;
                for field in &mut found {
                    let this = field.value == typed;
                    field.on = this || (field.on && field.kind == Kind::Box);
                    some |= this;
                }
                assert!(some, "{name} has no {typed}");
            }
            Kind::Hidden => unreachable!(),
        }
    }

    /// What a field holds.
    pub fn value(&self, name: &str) -> Option<&str> {
        let mut all = self.fields.iter().filter(|f| f.name == name && f.on);
        all.next_back().map(|f| f.value.as_str())
    }

    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|f| f.name == name)
    }

    /// What the page calls itself.
    pub fn title(&self) -> String {
        let (_, rest) = self.html.split_once("<title>").unwrap_or(("", "?"));
        unescape(rest.split('<').next().unwrap_or_default())
    }

    /// The names and values that a button sends.
    pub fn sent(&self, name: &str, value: &str) -> Vec<(String, String)> {
        let on = self.fields.iter().filter(|f| f.on);
        let mut out: Vec<_> = on.map(|f| (f.name.clone(), f.value.clone())).collect();
        out.push((name.to_owned(), value.to_owned()));
        out
    }

    /// Presses a button of the page, and opens what comes.
    pub fn press(&self, name: &str, value: &str) -> Browser {
        let answer = self.answer(name, value);
        Browser::read(self.to, answer, self.cookie.clone())
    }

    /// Presses a button, and gives what comes as it is.
    pub fn answer(&self, name: &str, value: &str) -> Answer {
        let found = self.buttons.iter().find(|(n, v, _)| n == name && v == value);
        let (.., to) = found.unwrap_or_else(|| panic!("no button {name}={value} on « {} »", self.title()));
        let path = to.as_deref().unwrap_or(&self.action);
        self.post(path, &self.sent(name, value))
    }

    /// Presses Enter in a field: the first button of the form.
    pub fn enter(&self) -> Browser {
        let (name, value, _) = &self.buttons[0];
        self.press(name, value)
    }

    pub fn post(&self, path: &str, fields: &[(String, String)]) -> Answer {
        let origin = format!("http://{}", self.to);
        let mut headers = vec![
            ("content-type", "application/x-www-form-urlencoded"),
            ("accept", "text/html"),
            ("origin", origin.as_str()),
        ];
        if let Some(cookie) = &self.cookie {
            headers.push(("cookie", cookie));
        }
        send(self.to, "POST", path, &headers, encode(fields).as_bytes())
    }
}
