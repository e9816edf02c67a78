//! What can go wrong between a model and a PDF, told by template and line, never by a path of the machine.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use typst::World;
use typst::WorldExt;
use typst::diag::SourceDiagnostic;
use typst::syntax::DiagSpan;

use super::glyphs::{self, unprintable};

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
    /// Characters that no embedded font can draw, or that an archived PDF may not hold.
    #[error("{}", unprintable(characters, text))]
    MissingGlyph {
        /// The template.
        template: String,
        /// The characters, sorted.
        characters: Vec<char>,
        /// A text they stand in.
        text: String,
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
            Self::Compile { hints, .. } => hints,
            _ => &[],
        }
    }
}

fn hints_suffix(hints: &[String]) -> String {
    if hints.is_empty() { String::new() } else { format!(" ({})", hints.join(" ; ")) }
}

/// Enough to find the fault; a broken template can repeat one fault on every line.
const SHOWN: usize = 5;

/// Typst's errors as one of ours. `data`: that of the job, for the texts of what cannot be printed.
pub(super) fn from_diagnostics(
    world: &dyn World,
    template: &str,
    data: &[u8],
    found: &[SourceDiagnostic],
) -> RenderError {
    let covered = |c| (0..).map_while(|i| world.book().info(i)).any(|f| f.coverage.contains(u32::from(c)));
    let messages: Vec<&str> = found.iter().map(|d| d.message.as_str()).collect();
    if let Some((characters, text)) = glyphs::undrawable(&messages, data, covered) {
        return RenderError::MissingGlyph { template: template.to_owned(), characters, text };
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
