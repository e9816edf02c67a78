//! A reminder in its other forms than the letter: an e-mail with its attachments, its text or its HTML alone, a text
//! message, a telephone script. Nothing is sent from here.

use crate::claim::Claim;
use crate::documents::build::messages::{self as drafts, MessageDraft};
use crate::documents::build::{BuildContext, BuildError};
use crate::domain::Document;
use crate::dossier::{Dossier, Law};
use crate::render::mail::{self, Attachment, Mail, MailError, Mailbox};
use crate::render::sms::{self, SmsError};
use crate::render::{Messages, RenderError, Renderer};

use super::assemble::{AssembleError, render_bare};
use super::exhibits::ExhibitFormat;
use super::names;

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
    let admitted = dossier.admit_document(document).map_err(AssembleError::Refused)?;
    let ctx = BuildContext { law: shop.law, pages: None, statement_attached: false };
    let claim = &dossier.claim;
    let has_file = |rank: usize| file(claim, rank, files).is_some();
    let given: Option<&dyn Fn(usize) -> bool> = (form == Form::Eml).then_some(&has_file);
    let draft = drafts::message(document, debtor, admitted, &ctx, given)?;
    let part = |name: &str| shop.messages.fill(&format!("{}/{name}", document.name()), &draft.message);
    let text = match form {
        Form::Eml => return eml(document, debtor, &draft, dossier, files, shop),
        Form::Html => part("html.html")?,
        Form::Text => format!("Objet\u{a0}: {}\n{}", part("subject.txt")?, part("text.txt")?),
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

fn eml(
    document: Document,
    debtor: usize,
    draft: &MessageDraft,
    dossier: &Dossier,
    files: &[(String, Vec<u8>)],
    shop: &Workshop<'_>,
) -> Result<Vec<u8>, MessageError> {
    let claim = &dossier.claim;
    let (from, to) = drafts::addresses(document, debtor, claim, mail::is_address)?;
    let part = |name: &str| shop.messages.fill(&format!("{}/{name}", document.name()), &draft.message);
    let (subject, text, html) = (part("subject.txt")?, part("text.txt")?, part("html.html")?);
    let mut attachments = Vec::new();
    if draft.with_statement {
        // Mail gateways hold back a PDF with a file inside.
        let pdf = render_bare(Document::Decompte, dossier, shop.law, files, shop.renderer)?;
        let name = "decompte.pdf".to_owned();
        attachments.push(Attachment { name, media_type: "application/pdf", bytes: pdf.bytes });
    }
    attachments.extend(draft.exhibits.iter().filter_map(|rank| file(claim, *rank, files)));
    let recipient = claim.debtors.get(debtor).map(crate::claim::Party::display_name).unwrap_or_default();
    Ok(mail::eml(&Mail {
        from: Mailbox { name: &draft.message.creditor, address: from },
        to: Mailbox { name: &recipient, address: to },
        subject: subject.trim_end(),
        text: &text,
        html: &html,
        attachments: &attachments,
        day: claim.as_of,
        key: &[&claim.reference, document.name()],
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
