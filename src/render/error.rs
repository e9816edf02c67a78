//! What can go wrong between a model and a PDF, told by template and line, never by a path of the machine.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use typst::World;
use typst::WorldExt;
use typst::diag::SourceDiagnostic;
use typst::syntax::DiagSpan;

/// A document that could not be rendered, or an engine that could not start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum RenderError {
    /// No font could be loaded: nothing could be written.
    #[error("aucune police TrueType ou OpenType dans fonts/")]
    NoFont,
    /// A font file holds no font that can be read.
    #[error("la police {0} est illisible : attendu un fichier TrueType ou OpenType")]
    UnreadableFont(String),
    /// A template is not UTF-8, or its path cannot be used.
    #[error("le modèle {0} est illisible : attendu un texte UTF-8 sous un chemin simple")]
    UnreadableTemplate(String),
    /// Too many templates for the identifiers that Typst has.
    #[error("{0} fichiers de modèles : trop pour une seule installation")]
    TooManyTemplates(usize),
    /// The job names a template that does not exist.
    #[error("le modèle {0} n'existe pas")]
    UnknownTemplate(String),
    /// The job carries more data or files than a template may read.
    #[error("le modèle {template} a reçu trop de données : {what}")]
    TooLarge {
        /// The template.
        template: String,
        /// What is too large.
        what: Cow<'static, str>,
    },
    /// A character that no embedded font can draw.
    #[error("le modèle {template} : aucune police ne contient {characters} (texte « {text} »)")]
    MissingGlyph {
        /// The template.
        template: String,
        /// The characters outside the fonts, with their code points.
        characters: String,
        /// The run of text they stand in.
        text: String,
        /// What to do.
        hints: Vec<String>,
    },
    /// Typst refused the template, its data, or the promise of the standard.
    #[error("le modèle {template} ne se compile pas : {message}{}", hints_suffix(hints))]
    Compile {
        /// The template.
        template: String,
        /// The first errors, each with its template and line.
        message: String,
        /// Typst's advice.
        hints: Vec<String>,
    },
    /// The engine stopped in the middle of the document; the document is lost, the service is not.
    #[error("le modèle {0} a arrêté le moteur de rendu")]
    Crashed(String),
    /// The document took more time or memory than one may: again would be no better.
    #[error(
        "ce document demande plus de temps ou de mémoire qu'admis (modèle {0}) : raccourcissez ses textes ou scindez le dossier"
    )]
    TooHeavy(String),
    /// No worker is free and the queue is full.
    #[error("tous les moteurs de rendu sont pris : réessayez dans quelques secondes")]
    Busy,
    /// Whoever asked waits no more.
    #[error("la mise en page a été abandonnée, faute de temps : réessayez")]
    Overtime,
    /// No worker can be started.
    #[error("un moteur de rendu ne démarre pas : {0}")]
    NoWorker(String),
}

impl RenderError {
    /// The template the job named; none for an engine that could not start.
    #[must_use]
    pub fn template(&self) -> Option<&str> {
        match self {
            Self::NoFont | Self::TooManyTemplates(_) | Self::UnreadableFont(_) => None,
            Self::Busy | Self::Overtime | Self::NoWorker(_) => None,
            Self::UnreadableTemplate(t) | Self::UnknownTemplate(t) => Some(t),
            Self::Crashed(t) | Self::TooHeavy(t) => Some(t),
            Self::TooLarge { template, .. }
            | Self::MissingGlyph { template, .. }
            | Self::Compile { template, .. } => Some(template),
        }
    }

    /// Whether the same job may succeed a moment later: the machine was short of something, not the document at fault.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Busy | Self::Overtime | Self::NoWorker(_))
    }

    /// Advice to whoever maintains the template.
    #[must_use]
    pub fn hints(&self) -> &[String] {
        match self {
            Self::MissingGlyph { hints, .. } | Self::Compile { hints, .. } => hints,
            _ => &[],
        }
    }
}

fn hints_suffix(hints: &[String]) -> String {
    if hints.is_empty() { String::new() } else { format!(" ({})", hints.join(" ; ")) }
}

/// Enough to find the fault; a broken template can repeat one fault on every line.
const SHOWN: usize = 5;

/// Typst's errors as one of ours.
pub(super) fn from_diagnostics(world: &dyn World, template: &str, found: &[SourceDiagnostic]) -> RenderError {
    if let Some(text) = found.iter().find_map(|d| undrawable(&d.message)) {
        return missing_glyph(world, template, &text);
    }
    let message = found.iter().take(SHOWN).map(|d| describe(world, d)).collect::<Vec<_>>().join(" ; ");
    let mut hints: Vec<String> = Vec::new();
    for hint in found.iter().take(SHOWN).flat_map(|d| d.hints.iter()) {
        let hint = hint.v.to_string();
        if !hints.contains(&hint) {
            hints.push(hint);
        }
    }
    RenderError::Compile { template: template.to_owned(), message, hints }
}

/// A diagnostic with its place: `common/lettre.typ:12: unknown variable: nom`.
pub(super) fn describe(world: &dyn World, d: &SourceDiagnostic) -> String {
    match place(world, d.span) {
        Some(place) => format!("{place} : {}", d.message),
        None => d.message.to_string(),
    }
}

fn place(world: &dyn World, span: DiagSpan) -> Option<String> {
    let id = span.id()?;
    let path = id.vpath().get_without_slash().to_owned();
    let line = world.range(span).and_then(|r| world.source(id).ok()?.lines().byte_to_line(r.start));
    Some(line.map_or(path.clone(), |n| format!("{path}:{}", n + 1)))
}

/// The text of « the text `"…"` could not be displayed with … », the exporter's words for a missing glyph.
fn undrawable(message: &str) -> Option<String> {
    let (_, rest) = message.split_once("the text `\"")?;
    let (text, _) = rest.split_once("\"` could not be displayed")?;
    Some(text.to_owned())
}

fn missing_glyph(world: &dyn World, template: &str, repr: &str) -> RenderError {
    let text = unescape(repr);
    let covered =
        |c: char| (0..).map_while(|i| world.book().info(i)).any(|f| f.coverage.contains(u32::from(c)));
    let mut missing: Vec<char> = text.chars().filter(|c| !covered(*c)).collect();
    if missing.is_empty() {
        // Some face has it, the one in use has not (an italic is often poorer): name the run.
        missing = text.chars().collect();
    }
    missing.sort_unstable();
    missing.dedup();
    let characters =
        missing.iter().map(|c| format!("« {c} » (U+{:04X})", u32::from(*c))).collect::<Vec<_>>().join(", ");
    let hints = vec!["écrire ce nom ou ce texte en lettres latines, grecques ou cyrilliques".to_owned()];
    RenderError::MissingGlyph { template: template.to_owned(), characters, text, hints }
}

/// Undoes `\u{1f600}` and the like, which Typst prints for what it thinks cannot be shown.
fn unescape(repr: &str) -> String {
    let mut out = String::new();
    let mut rest = repr;
    while let Some((before, after)) = rest.split_once('\\') {
        out.push_str(before);
        let code = after.strip_prefix("u{").and_then(|a| a.split_once('}'));
        let read = code.and_then(|(hex, tail)| {
            let c = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)?;
            Some((c, tail))
        });
        match read {
            Some((c, tail)) => {
                out.push(c);
                rest = tail;
            }
            None => {
                let mut tail = after.chars();
                out.extend(tail.next());
                rest = tail.as_str();
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_without_glyph_is_read_from_the_exporters_words() {
        let m = "PDF/A-2a error: the text `\"\\u{1f600}\"` could not be displayed with Source Serif 4";
        assert_eq!(undrawable(m).map(|t| unescape(&t)).as_deref(), Some("\u{1f600}"));
        assert_eq!(undrawable("unknown variable: x"), None);
        assert_eq!(unescape(r#"a\"b\\c"#), r#"a"b\c"#);
    }
}
