//! The documents of a dossier as a page lists them: those of the bundle that was chosen, the others that can be drawn
//! up, and what closes the rest.

use serde::Serialize;

use crate::app::{Format, available_formats};
use crate::bundle::message::Form as MessageForm;
use crate::bundle::message_obstacle;
use crate::bundle::outline::contents;
use crate::claim::Claim;
use crate::documents;
use crate::documents::build::{self, BuildContext, BuildError};
use crate::domain::{Bundle, Document, french};
use crate::dossier::{Dossier, Law};

use super::fields::Form;
use super::place::Place;

/// The documents of a dossier.
#[derive(Debug, Serialize)]
pub struct Papers {
    /// Those of the chosen bundle, in their order.
    pub wanted: Vec<Paper>,
    /// The others that can be drawn up.
    pub others: Vec<Paper>,
    /// Those that cannot.
    pub closed: Vec<Closed>,
}

/// A document that can be drawn up.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Paper {
    /// Name of the contract.
    pub name: &'static str,
    /// Its title.
    pub title: &'static str,
    /// One, or one for each debtor.
    pub copies: Vec<Copy>,
}

/// A copy of a document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Copy {
    /// To whom, when each debtor has his own.
    pub debtor: Option<String>,
    /// Its title, and to whom: what a frame or a picture is called.
    pub title: String,
    /// Where its PDF is.
    pub pdf: String,
    /// Where its pages are, as pictures.
    pub pages: String,
    /// Its other forms: what they are called, where they are.
    pub messages: Vec<(&'static str, String)>,
}

/// A document that cannot be drawn up.
#[derive(Debug, Serialize)]
pub struct Closed {
    /// Its title.
    pub title: &'static str,
    /// Whether the chosen bundle holds it.
    pub wanted: bool,
    /// What closes it.
    pub reasons: Vec<Reason>,
}

/// Why something is closed, and where it is mended.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reason {
    /// In French.
    pub text: String,
    /// Its field.
    pub place: Option<Place>,
}

impl Papers {
    /// The documents of a judged dossier for someone who wants this bundle.
    #[must_use]
    pub fn of(d: &Dossier, law: &Law, goal: Bundle, form: &Form) -> Papers {
        let wanted = contents(goal, d, law);
        let mut papers = Papers { wanted: Vec::new(), others: Vec::new(), closed: Vec::new() };
        let rest = Document::ALL.iter().copied().filter(|x| !wanted.contains(x));
        for document in wanted.iter().copied().chain(rest) {
            let is_wanted = wanted.contains(&document);
            let title = documents::sheet(document).title;
            match copies(document, d, law, form) {
                Ok(copies) => {
                    let paper = Paper { name: document.name(), title, copies };
                    if is_wanted { papers.wanted.push(paper) } else { papers.others.push(paper) }
                }
                Err(reasons) => papers.closed.push(Closed { title, wanted: is_wanted, reasons }),
            }
        }
        papers
    }
}

/// The copies of a document, or why there is none.
fn copies(document: Document, d: &Dossier, law: &Law, form: &Form) -> Result<Vec<Copy>, Vec<Reason>> {
    let admitted = d.admit_document(document).map_err(|refusal| {
        let findings = refusal.findings.iter();
        findings
            .map(|f| Reason { text: f.title.clone(), place: Place::of_finding(&f.code, &f.pointer, form) })
            .collect::<Vec<_>>()
    })?;
    let ctx = BuildContext { law, pages: None, statement_attached: false };
    let drafts = build::data(document, admitted, &ctx).map_err(|e| vec![reason(&e, form)])?;
    let several = d.claim.debtors.len() > 1;
    let one = |debtor: Option<usize>| copy(document, d, debtor.filter(|_| several));
    Ok(drafts.iter().map(|draft| one(draft.debtor)).collect())
}

fn reason(e: &BuildError, form: &Form) -> Reason {
    let text = match e {
        // The page names the document already.
        BuildError::Unsuitable { reason, .. } => format!("{reason}."),
        other => format!("{other}."),
    };
    Reason { text: french::capitalised(&french::typeset(&text)), place: Place::of(e.pointer(), form) }
}

fn copy(document: Document, d: &Dossier, debtor: Option<usize>) -> Copy {
    let name = debtor.and_then(|n| d.claim.debtors.get(n)).map(|p| french::user(&p.display_name()));
    let title = documents::sheet(document).title;
    let at = |place: &str, format: Option<Format>| {
        let debtor = debtor.map(|n| format!("debtor={n}"));
        let format = format.map(|f| format!("format={}", f.name()));
        let query: Vec<String> = debtor.into_iter().chain(format).collect();
        let mark = if query.is_empty() { "" } else { "?" };
        format!("/dossier/{place}/{document}{mark}{}", query.join("&"))
    };
    let whom = debtor.unwrap_or(0);
    let possible = available_formats(document).iter().filter(|f| can_be_sent(**f, document, whom, &d.claim));
    let others = possible.filter_map(|f| Some((label(*f)?, at("document", Some(*f)))));
    Copy {
        title: name.as_ref().map_or_else(|| title.to_owned(), |n| format!("{title} – {n}")),
        pdf: at("document", None),
        pages: at("apercu", None),
        messages: others.collect(),
        debtor: name,
    }
}

/// Whether the file gives what a form of a reminder takes: an address, a number, a call to confirm.
fn can_be_sent(format: Format, document: Document, debtor: usize, claim: &Claim) -> bool {
    let (Some(form), Some(party)) = (format.form(), claim.debtors.get(debtor)) else { return true };
    match form {
        MessageForm::Text | MessageForm::Html => true,
        MessageForm::Confirmation => {
            build::messages::answered(document, claim).is_ok()
                && message_obstacle(MessageForm::Eml, document, debtor, party, claim).is_none()
        }
        form => message_obstacle(form, document, debtor, party, claim).is_none(),
    }
}

/// What a form of a reminder is called; the page itself and the HTML of an e-mail are not offered apart.
fn label(format: Format) -> Option<&'static str> {
    Some(match format {
        Format::Pdf | Format::Html => return None,
        Format::Txt => "Texte du courriel",
        Format::Eml => "Courriel prêt à envoyer",
        Format::Sms => "SMS",
        Format::Phone => "Script d’appel",
        Format::Confirmation => "Courriel qui confirme l’appel",
    })
}
