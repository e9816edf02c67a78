//! A reminder in its other forms than the letter: an e-mail with its attachments, its text or its HTML alone, a text
//! message, a telephone script and the e-mail that confirms a call. Nothing is sent from here.

use crate::claim::Claim;
use crate::documents::build::messages::{self as drafts, MessageDraft};
use crate::documents::build::{BuildContext, BuildError};
use crate::domain::Document;
use crate::dossier::{Dossier, Law};
use crate::render::mail::{self, Attachment, Mail, MailError, Mailbox};
use crate::render::sms::{self, SmsError};
use crate::render::{Messages, RenderError, Renderer};

use super::assemble::AssembleError;
use super::exhibits::ExhibitFormat;
use super::names;
use super::single::render_bare;

/// A form of a reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The e-mail, whole.
    Eml,
    /// Its HTML.
    Html,
    /// Its subject and text.
    Text,
    /// The text message.
    Sms,
    /// The telephone script.
    Phone,
    /// The e-mail that confirms what was said on the telephone (D05b).
    Confirmation,
}

/// Why a reminder has no such form.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// Its facts, its attachments.
    #[error(transparent)]
    Assemble(#[from] AssembleError),
    /// Its templates.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// It makes no text message.
    #[error(transparent)]
    Sms(#[from] SmsError),
    /// It makes no e-mail.
    #[error(transparent)]
    Mail(#[from] MailError),
}

impl From<BuildError> for MessageError {
    fn from(e: BuildError) -> Self {
        MessageError::Assemble(e.into())
    }
}

/// What makes messages.
pub struct Workshop<'a> {
    /// The law in use.
    pub law: &'a Law,
    /// The templates of messages.
    pub messages: &'a Messages,
    /// Who renders the statement that goes with an e-mail.
    pub renderer: &'a dyn Renderer,
}

/// The reminder to one debtor, in a form. `files`: those of the exhibits, by name; an invoice without file is not
/// attached, and the message does not say it is.
///
/// # Errors
/// See [`MessageError`].
pub fn message(
    document: Document,
    form: Form,
    debtor: usize,
    dossier: &Dossier,
    files: &[(String, Vec<u8>)],
    shop: &Workshop<'_>,
) -> Result<Vec<u8>, MessageError> {
    message_with(document, form, debtor, dossier, files, shop, None)
}

/// The same with the PDF of the statement, when it is already made.
pub(super) fn message_with(
    document: Document,
    form: Form,
    debtor: usize,
    dossier: &Dossier,
    files: &[(String, Vec<u8>)],
    shop: &Workshop<'_>,
    statement: Option<&[u8]>,
) -> Result<Vec<u8>, MessageError> {
    let admitted = dossier.admit_document(document).map_err(AssembleError::Refused)?;
    let ctx = BuildContext { law: shop.law, pages: None, statement_attached: false };
    let claim = &dossier.claim;
    let has_file = |rank: usize| file(claim, rank, files).is_some();
    let given: Option<&dyn Fn(usize) -> bool> = (form == Form::Eml).then_some(&has_file);
    let draft = drafts::message(document, debtor, admitted, &ctx, given)?;
    let parts = || Parts::of(document.name(), &draft.message, &draft.message.creditor, shop.messages);
    let text = match form {
        Form::Eml => {
            let attachments = attachments(&draft, dossier, files, shop, statement)?;
            return eml((document, document.name()), debtor, &parts()?, &attachments, claim);
        }
        Form::Confirmation => {
            let confirmation = drafts::confirmation(document, draft, claim)?;
            let creditor = &confirmation.message.creditor;
            let parts = Parts::of(CONFIRMATION, &confirmation, creditor, shop.messages)?;
            return eml((document, CONFIRMATION), debtor, &parts, &[], claim);
        }
        Form::Html => parts()?.html,
        Form::Text => parts().map(|p| format!("Objet\u{a0}: {}\n{}", p.subject, p.text))?,
        Form::Sms => {
            let callback = drafts::callback(document, &draft, claim)?;
            sms::sms(&callback.name.clone(), |name| {
                let callback =
                    crate::documents::message::Callback { name: name.to_owned(), ..callback.clone() };
                Ok::<_, MessageError>(shop.messages.fill("sms.txt", &callback)?)
            })?
        }
        Form::Phone => shop.messages.fill("phone.txt", &drafts::script(draft, debtor, admitted, &ctx)?)?,
    };
    Ok(text.into_bytes())
}

/// Where the templates of a confirmation stand.
const CONFIRMATION: &str = "confirmation";

/// An e-mail's words.
struct Parts {
    sender: String,
    subject: String,
    text: String,
    html: String,
}

impl Parts {
    fn of(
        folder: &str,
        values: &impl serde::Serialize,
        sender: &str,
        messages: &Messages,
    ) -> Result<Parts, RenderError> {
        let part = |name: &str| messages.fill(&format!("{folder}/{name}"), values);
        let sender = sender.to_owned();
        Ok(Parts { sender, subject: part("subject.txt")?, text: part("text.txt")?, html: part("html.html")? })
    }
}

/// What goes with an e-mail: the statement once something is late, and the invoices.
fn attachments(
    draft: &MessageDraft,
    dossier: &Dossier,
    files: &[(String, Vec<u8>)],
    shop: &Workshop<'_>,
    statement: Option<&[u8]>,
) -> Result<Vec<Attachment>, MessageError> {
    let mut out = Vec::new();
    if draft.with_statement {
        let bytes = match statement {
            Some(ready) => ready.to_vec(),
            // Mail gateways hold back a PDF with a file inside.
            None => render_bare(Document::Decompte, dossier, shop.law, files, shop.renderer)?.bytes,
        };
        let name = "decompte.pdf".to_owned();
        out.push(Attachment { name, media_type: "application/pdf", bytes });
    }
    out.extend(draft.exhibits.iter().filter_map(|rank| file(&dossier.claim, *rank, files)));
    Ok(out)
}

/// `what`: the reminder, and what tells this e-mail from the others of the dossier.
fn eml(
    what: (Document, &str),
    debtor: usize,
    parts: &Parts,
    attachments: &[Attachment],
    claim: &Claim,
) -> Result<Vec<u8>, MessageError> {
    let (from, to) = drafts::addresses(what.0, debtor, claim, mail::is_address)?;
    let recipient = claim.debtors.get(debtor).map(crate::claim::Party::display_name).unwrap_or_default();
    // Debtors may share one address: each has his own message all the same.
    let rank = (debtor + 1).to_string();
    let mut key = vec![claim.reference.as_str(), what.1];
    if debtor > 0 {
        key.push(&rank);
    }
    Ok(mail::eml(&Mail {
        from: Mailbox { name: &parts.sender, address: from },
        to: Mailbox { name: &recipient, address: to },
        subject: parts.subject.trim_end(),
        text: &parts.text,
        html: &parts.html,
        attachments,
        day: claim.as_of,
        key: &key,
    })?)
}

/// The file of an exhibit as it is attached: under a name of ours, if it is one of the formats of an exhibit.
fn file(claim: &Claim, rank: usize, files: &[(String, Vec<u8>)]) -> Option<Attachment> {
    let exhibit = claim.exhibits.get(rank)?;
    let named = exhibit.file_name()?;
    let (_, bytes) = files.iter().find(|(name, _)| name == named)?;
    let (media_type, extension) = match ExhibitFormat::sniff(bytes)? {
        ExhibitFormat::Pdf => ("application/pdf", "pdf"),
        ExhibitFormat::Png => ("image/png", "png"),
        ExhibitFormat::Jpeg => ("image/jpeg", "jpg"),
    };
    let slug: String = names::slug(&exhibit.label).chars().take(60).collect();
    let name = format!("piece_{:02}_{}.{extension}", exhibit.number(), slug.trim_end_matches('_'));
    Some(Attachment { name, media_type, bytes: bytes.clone() })
}
