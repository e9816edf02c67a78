//! The shape shared by papers that need no layout of their own: a head, a title, sections, signatures.

use serde::Serialize;

use super::french::{self, date};
use super::parties::Person;
use super::parts::{Act, Block, Meta, Pair, Section, Signature};
use super::roles::Roles;
use crate::domain::Day;

/// A paper in final French text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Paper {
    /// Properties and foot.
    pub meta: Meta,
    /// Head, title, place and date, signatures.
    pub act: Act,
    /// The body.
    pub sections: Vec<Section>,
    /// Whether each page is initialled.
    pub initials: bool,
}

/// What every paper of a file is headed and dated with.
#[derive(Debug, Clone, Copy)]
pub struct Frame<'a> {
    /// The dossier's own number.
    pub reference: &'a str,
    /// Day of the paper.
    pub day: Day,
    /// Town it is signed in.
    pub place: &'a str,
    /// Who is owed.
    pub creditor: &'a Person,
    /// Who owes.
    pub debtors: &'a [Person],
}

impl Frame<'_> {
    /// « La société X, M. Y »: the debtors' bare names.
    #[must_use]
    pub fn debtors(&self) -> String {
        french::list(&self.debtors.iter().map(Person::bare_name).collect::<Vec<_>>())
    }

    /// « la société X et M. Y »: the debtors inside a sentence.
    #[must_use]
    pub fn debtors_named(&self) -> String {
        french::list(&self.debtors.iter().map(Person::named).collect::<Vec<_>>())
    }

    /// How the parties are called by their part.
    #[must_use]
    pub fn roles(&self) -> Roles {
        Roles::of(self.creditor, self.debtors)
    }

    /// « Débiteur », « Débitrice », « Débiteurs ».
    #[must_use]
    pub fn debtor_heading(&self) -> String {
        self.roles().agree("{Débiteur}")
    }

    /// « Créancier » or « Créancière ».
    #[must_use]
    pub fn creditor_heading(&self) -> String {
        self.roles().agree("{Créancier}")
    }

    /// « Le créancier, » above the signature of whoever signs for it.
    #[must_use]
    pub fn creditor_signature(&self, signatory: &Signature) -> Signature {
        let role = self.roles().agree("{Le créancier},");
        match self.creditor.represented().as_str() {
            "" => signature(&role, &signatory.name, &signatory.capacity, ""),
            by => signature(&role, &self.creditor.bare_name(), by, ""),
        }
    }

    /// « Le débiteur, », « La débitrice, »: one signature a debtor, with what the hand writes above it.
    pub fn debtor_signatures<'a>(&'a self, prompt: &'a str) -> impl Iterator<Item = Signature> + 'a {
        self.debtors.iter().map(move |p| {
            let on_behalf = self.roles().of_debtor(p).agree("{Le débiteur},");
            signature(&on_behalf, &p.bare_name(), &p.represented(), prompt)
        })
    }

    /// One block a debtor, without ways to reach them.
    #[must_use]
    pub fn debtor_blocks(&self) -> Vec<Block> {
        self.debtors.iter().map(|p| p.block(Vec::new())).collect()
    }

    /// « Fait à Vichy, le 22 novembre 2026 ».
    #[must_use]
    pub fn done_at(&self) -> String {
        format!("Fait à {}, le {}", french::user(self.place), date(self.day))
    }

    /// A paper of this file.
    #[must_use]
    pub fn paper(
        &self,
        title: &str,
        subtitle: &str,
        sections: Vec<Section>,
        signatures: Vec<Signature>,
    ) -> Paper {
        let reference = french::user(self.reference);
        let title = french::typeset(title);
        let parties = format!(
            "{} c/\u{a0}{}",
            french::shortened(&self.creditor.bare_name()),
            french::shortened(&self.debtors())
        );
        Paper {
            meta: Meta {
                title: format!("{title}, {parties}, {reference}"),
                author: self.creditor.bare_name(),
                running: format!("{title} \u{2013} {parties} \u{2013} {reference}"),
                footer: self.creditor.legal_mentions(),
            },
            act: Act {
                head: Vec::new(),
                registry: Vec::new(),
                title,
                subtitle: subtitle.to_owned(),
                summary: vec![Pair::new("Référence", reference)],
                done_at: self.done_at(),
                signatures,
            },
            sections,
            initials: false,
        }
    }
}

impl Paper {
    /// Addressed to someone: a court, an office.
    #[must_use]
    pub fn to(mut self, head: &[String]) -> Paper {
        self.act.head = head.iter().map(|l| french::user(l)).collect();
        self
    }

    /// Initialled on each page, in as many originals as said.
    #[must_use]
    pub fn in_originals(mut self, originals: u32, article: &str) -> Paper {
        let why = if article.is_empty() { String::new() } else { format!(" ({article})") };
        let count = french::count(originals, "original", "originaux");
        self.act.done_at = format!("{}, en {count}{why}", self.act.done_at);
        self.initials = true;
        self
    }
}

/// A signature with what the hand writes above it.
#[must_use]
pub fn signature(on_behalf: &str, name: &str, capacity: &str, prompt: &str) -> Signature {
    Signature {
        on_behalf: french::typeset(on_behalf),
        name: french::user(name),
        capacity: french::user(capacity),
        prompt: french::typeset(prompt),
    }
}
