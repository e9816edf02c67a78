//! What is wrong with a file that cannot be used: all of it, each with its place, its stable code and what to do.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::Serialize;

use crate::domain::names::names;

names! {
    /// Why a claim file is unusable. A code never changes its meaning.
    ReadCode {
        /// Nothing was given.
        JsonEmpty = "json.empty",
        /// Not UTF-8.
        JsonEncoding = "json.encoding",
        /// Not JSON.
        JsonSyntax = "json.syntax",
        /// More bytes than the limit.
        JsonTooLarge = "json.too_large",
        /// Nested deeper than any claim is.
        JsonTooDeep = "json.too_deep",
        /// JSON, but no object.
        JsonNotObject = "json.not_object",
        /// The same field twice.
        FieldDuplicate = "field.duplicate",
        /// A field that the contract does not know.
        FieldUnknown = "field.unknown",
        /// A required field is absent.
        FieldMissing = "field.missing",
        /// Another JSON type than expected.
        FieldType = "field.type",
        /// Not one of the listed values.
        ValueEnum = "value.enum",
        /// A number out of its bounds.
        ValueRange = "value.range",
        /// Not an amount of the contract's grammar.
        AmountGrammar = "amount.grammar",
        /// Not a rate of the contract's grammar.
        RateGrammar = "rate.grammar",
        /// Not a day of the calendar written YYYY-MM-DD.
        DateInvalid = "date.invalid",
        /// An empty or blank text.
        TextEmpty = "text.empty",
        /// A text over its length.
        TextTooLong = "text.too_long",
        /// Control or direction-changing characters.
        TextControl = "text.control",
        /// Too few items.
        ItemsTooFew = "items.too_few",
        /// Too many items.
        ItemsTooMany = "items.too_many",
        /// The list of errors was cut.
        ErrorsTooMany = "errors.too_many",
    }
}

impl ReadCode {
    /// What it means, in French.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            ReadCode::JsonEmpty => "Rien n'a été envoyé",
            ReadCode::JsonEncoding => "Le texte n'est pas en UTF-8",
            ReadCode::JsonSyntax => "Ce n'est pas du JSON",
            ReadCode::JsonTooLarge => "Plus d'octets que la limite",
            ReadCode::JsonTooDeep => "Des niveaux imbriqués au-delà de ce qu'un dossier demande",
            ReadCode::JsonNotObject => "Du JSON, mais pas un objet",
            ReadCode::FieldDuplicate => "Le même champ deux fois",
            ReadCode::FieldUnknown => "Un champ que le contrat ne connaît pas",
            ReadCode::FieldMissing => "Un champ obligatoire manque",
            ReadCode::FieldType => "Un autre type JSON que celui attendu",
            ReadCode::ValueEnum => "Une valeur hors de la liste",
            ReadCode::ValueRange => "Un nombre hors de ses bornes",
            ReadCode::AmountGrammar => {
                "Un montant mal écrit : `\"1234.50\"`, entre guillemets, deux décimales au plus"
            }
            ReadCode::RateGrammar => "Un taux mal écrit : `\"12.15\"`, en pour cent l'an",
            ReadCode::DateInvalid => "Une date mal écrite ou absente du calendrier : `AAAA-MM-JJ`",
            ReadCode::TextEmpty => "Un texte vide ou blanc",
            ReadCode::TextTooLong => "Un texte trop long",
            ReadCode::TextControl => "Des caractères de commande ou de changement de sens",
            ReadCode::ItemsTooFew => "Trop peu d'éléments",
            ReadCode::ItemsTooMany => "Trop d'éléments",
            ReadCode::ErrorsTooMany => "La liste des fautes a été coupée",
        }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReadError {
    /// Stable code.
    pub code: ReadCode,
    /// Where (RFC 6901); empty for the whole file.
    pub pointer: String,
    /// French sentence that tells what to do.
    pub message: String,
}

/// What kind of refusal it is; the service makes a status of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadFailure {
    /// Not JSON at all.
    NotJson,
    /// More bytes than the limit.
    TooLarge,
    /// JSON, but not a usable claim.
    Refused,
}

/// Why a file cannot be used: every error, in the order of the file's fields.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ReadErrors {
    /// The kind of refusal.
    pub failure: ReadFailure,
    /// At least one.
    pub errors: Vec<ReadError>,
}

impl fmt::Display for ReadErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.errors.as_slice() {
            [one] => f.write_str(&one.message),
            many => write!(f, "le dossier contient {} erreurs", many.len()),
        }
    }
}

impl ReadErrors {
    /// A refusal for one reason.
    pub(super) fn one(failure: ReadFailure, code: ReadCode, message: String) -> Self {
        ReadErrors {
            failure,
            errors: vec![ReadError { code, pointer: String::new(), message: spaced(&message) }],
        }
    }
}

/// Errors kept in a report; past this a file is not mistyped but wrong altogether.
pub(super) const MOST: usize = 1_000;

/// Errors gathered before they are put in order and cut: what comes after is no longer looked for.
const KEPT: usize = 5_000;

/// Gathers errors, one of a code at a place, and none about the text of a value that is no such value at all.
#[derive(Default)]
pub(super) struct Gathered {
    errors: Vec<ReadError>,
    seen: HashSet<(ReadCode, String)>,
    misshapen: HashSet<String>,
}

impl Gathered {
    pub(super) fn add(&mut self, code: ReadCode, pointer: String, message: String) {
        use ReadCode::{
            AmountGrammar, DateInvalid, FieldMissing, FieldType, FieldUnknown, RateGrammar, ValueEnum,
        };
        let shape = matches!(
            code,
            AmountGrammar | DateInvalid | FieldMissing | FieldType | FieldUnknown | RateGrammar | ValueEnum
        );
        if !self.has_room() {
            return;
        }
        let already = self.misshapen.contains(&pointer);
        if already && (shape || code == ReadCode::TextEmpty || code == ReadCode::TextControl) {
            return;
        }
        if shape {
            self.misshapen.insert(pointer.clone());
        }
        if self.seen.insert((code, pointer.clone())) {
            let message = spaced(&message);
            self.errors.push(ReadError { code, pointer, message });
        }
    }

    /// Whether another error would still be kept.
    pub(super) fn has_room(&self) -> bool {
        self.errors.len() < KEPT
    }

    pub(super) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// The report, in natural order of the pointers, cut when it is endless.
    pub(super) fn refusal(mut self) -> ReadErrors {
        self.errors.sort_by(|a, b| natural(&a.pointer).cmp(&natural(&b.pointer)));
        let more = self.errors.len().saturating_sub(MOST);
        let at_least = if self.has_room() { "" } else { "Au moins " };
        if more > 0 {
            self.errors.truncate(MOST);
            self.errors.push(ReadError {
                code: ReadCode::ErrorsTooMany,
                pointer: String::new(),
                message: format!(
                    "{at_least}{more} autres erreurs ne sont pas affichées : corrigez d’abord celles-ci."
                ),
            });
        }
        ReadErrors { failure: ReadFailure::Refused, errors: self.errors }
    }
}

/// The spaces that French typography does not let a line break at.
fn spaced(message: &str) -> String {
    message
        .replace(" :", "\u{a0}:")
        .replace(" ;", "\u{202f};")
        .replace(" ?", "\u{202f}?")
        .replace("« ", "«\u{a0}")
        .replace(" »", "\u{a0}»")
}

/// Segments of a pointer, numbers compared as numbers.
fn natural(pointer: &str) -> Vec<(usize, &str)> {
    pointer.split('/').map(|s| s.parse().map_or((usize::MAX, s), |n| (n, ""))).collect()
}

/// A segment of a pointer, escaped (RFC 6901).
pub(super) fn segment(name: &str) -> Cow<'_, str> {
    if name.contains(['~', '/']) { name.replace('~', "~0").replace('/', "~1").into() } else { name.into() }
}

/// A name of the file, fit to be quoted in a message: short, on one line.
pub(super) fn quoted(name: &str) -> String {
    let shown: String = name.chars().take(40).map(|c| if is_forbidden(c) { '\u{fffd}' } else { c }).collect();
    let cut = if name.chars().count() > 40 { "…" } else { "" };
    format!("«\u{a0}{shown}{cut}\u{a0}»")
}

/// C0 and C1 controls, the characters that turn the direction of a text and so can disguise it, those that end a line
/// or a paragraph, and those that carry a text that nobody sees (annotations, tags).
pub(super) fn is_forbidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        || matches!(c, '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
