//! Messages: plain templates (Tera) filled with facts, for what is read on a screen or said on the telephone. HTML
//! templates escape every value; text templates have nothing to escape. A value is never read as a template.

use serde::Serialize;
use tera::{Context, ErrorKind, Tera};

use super::{RenderError, TemplateFiles};

/// The templates of messages, parsed.
pub struct Messages {
    tera: Tera,
}

/// What the templates of messages stand under.
const FOLDER: &str = "messages/";

impl Messages {
    /// Reads the templates.
    ///
    /// # Errors
    /// A template that is not UTF-8 or does not parse, or one that another extends and that is missing.
    pub fn new(files: &TemplateFiles) -> Result<Self, RenderError> {
        let mut texts = Vec::new();
        for (path, bytes) in files.iter().filter(|(p, _)| p.starts_with(FOLDER)) {
            let text = std::str::from_utf8(bytes);
            texts.push((path, text.map_err(|_| RenderError::UnreadableTemplate(path.to_owned()))?));
        }
        let mut tera = Tera::new();
        tera.autoescape_on([".html"]);
        tera.add_raw_templates(texts).map_err(|e| failed(FOLDER, &e))?;
        Ok(Messages { tera })
    }

    /// Fills a template, by its path under `templates/messages/`. Blank lines left by what is absent are closed up.
    ///
    /// # Errors
    /// An unknown template, or one that names a value it is not given.
    pub fn fill(&self, template: &str, values: &impl Serialize) -> Result<String, RenderError> {
        let path = format!("{FOLDER}{template}");
        if !self.tera.contains_template(&path) {
            return Err(RenderError::UnknownTemplate(path));
        }
        let context = Context::from_serialize(values).map_err(|e| failed(&path, &e))?;
        let text = self.tera.render(&path, &context).map_err(|e| failed(&path, &e))?;
        Ok(closed_up(&text))
    }
}

/// At most one blank line between two lines, none at the ends.
fn closed_up(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut blank = false;
    for line in text.lines().map(|l| l.trim_end_matches(' ')) {
        if line.is_empty() {
            blank = !out.is_empty();
            continue;
        }
        if blank {
            out.push('\n');
            blank = false;
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// What went wrong, by template and message: never the values, which are somebody's.
fn failed(template: &str, error: &tera::Error) -> RenderError {
    let (template, message) = match error.kind() {
        ErrorKind::SyntaxError(e) | ErrorKind::RenderingError(e) => (e.filename(), e.message().to_owned()),
        _ => (template, error.to_string()),
    };
    RenderError::Compile { template: template.to_owned(), message, hints: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn messages(name: &str, text: &str) -> Result<Messages, RenderError> {
        Messages::new(&TemplateFiles::embedded().with(&format!("messages/{name}"), text))
    }

    #[test]
    fn html_escapes_and_text_does_not() {
        let values = json!({ "name": "<script>alert(1)</script> {{ 7*7 }} {% raw %} & \"x\"" });
        let fill = |name: &str| messages(name, "{{ name }}").unwrap().fill(name, &values).unwrap();
        assert_eq!(fill("t.txt"), "<script>alert(1)</script> {{ 7*7 }} {% raw %} & \"x\"\n");
        let html = fill("t.html");
        assert!(
            html.starts_with("&lt;script&gt;") && html.contains("{{ 7*7 }} {% raw %} &amp; &quot;x&quot;"),
            "{html}"
        );
    }

    #[test]
    fn an_html_template_escapes_what_it_includes() {
        let files = TemplateFiles::embedded()
            .with("messages/a.txt", "{{ name }}")
            .with("messages/a.html", "<p>{% include \"messages/a.txt\" %}</p>");
        let html = Messages::new(&files).unwrap().fill("a.html", &json!({ "name": "<b>" })).unwrap();
        assert_eq!(html, "<p>&lt;b&gt;</p>\n");
    }

    #[test]
    fn an_absent_value_or_template_is_an_error() {
        let m = messages("t.txt", "{{ nom }}").unwrap();
        let failed = m.fill("t.txt", &json!({ "name": "secret" })).unwrap_err();
        assert_eq!(failed.template(), Some("messages/t.txt"));
        assert!(!failed.to_string().contains("secret"), "{failed}");
        assert_eq!(m.fill("x.txt", &json!({})), Err(RenderError::UnknownTemplate("messages/x.txt".into())));
        assert!(messages("t.txt", "{% if %}").is_err());
    }

    #[test]
    fn blank_lines_are_closed_up() {
        assert_eq!(closed_up("\n\na\n\n \n\nb  \nc\n\n"), "a\n\nb\nc\n");
    }
}
