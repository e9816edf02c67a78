//! What goes with the letters of a reminder: to each debtor the e-mail, the text message and the telephone script, as far
//! as the file gives an address to write to and a number to call. What is left out is said, with what is missing.

use crate::claim::{Claim, Party};
use crate::documents::build::messages as drafts;
use crate::domain::Document;
use crate::dossier::Dossier;
use crate::render::mail;

use super::archive::Entry;
use super::assemble::{AssembleError, TEXT, entry, folder, stem};
use super::message::{Form, MessageError, Workshop, message_with};
use super::names;

/// What was written, and what could not be.
#[derive(Default)]
pub(super) struct Correspondence {
    pub entries: Vec<Entry>,
    pub unsent: Vec<Unsent>,
}

/// A form that a debtor does not get.
pub(super) struct Unsent {
    /// By rank.
    pub debtor: usize,
    /// « le courriel ».
    pub what: &'static str,
    /// « l'adresse électronique du débiteur manque ».
    pub why: String,
}

const FORMS: [Form; 3] = [Form::Eml, Form::Sms, Form::Phone];

/// The reminder in its other forms, debtor by debtor. `statement`: the PDF of the bundle, when there is one.
pub(super) fn write(
    document: Document,
    dossier: &Dossier,
    files: &[(String, Vec<u8>)],
    shop: &Workshop<'_>,
    statement: Option<&[u8]>,
) -> Result<Correspondence, AssembleError> {
    let mut out = Correspondence::default();
    let claim = &dossier.claim;
    for (debtor, party) in claim.debtors.iter().enumerate() {
        let folder = folder(claim, debtor);
        for form in FORMS {
            if let Some(why) = obstacle(form, document, debtor, party, claim) {
                out.unsent.push(Unsent { debtor, what: named(form), why });
                continue;
            }
            let bytes = match message_with(document, form, debtor, dossier, files, shop, statement) {
                Ok(bytes) => bytes,
                Err(MessageError::Sms(e)) => {
                    out.unsent.push(Unsent { debtor, what: named(form), why: e.to_string() });
                    continue;
                }
                Err(MessageError::Mail(e)) => {
                    out.unsent.push(Unsent { debtor, what: named(form), why: e.to_string() });
                    continue;
                }
                Err(MessageError::Assemble(e)) => return Err(e),
                Err(MessageError::Render(e)) => return Err(e.into()),
            };
            let (ending, role, title, media_type) = match form {
                Form::Sms => ("_sms.txt", "sms", "SMS", TEXT),
                Form::Phone => ("_appel.txt", "telephone_script", "Script d'appel téléphonique", TEXT),
                _ => (".eml", "email", "Courriel", "message/rfc822"),
            };
            let path = names::document_path(folder.as_deref(), 1, stem(document), ending);
            let title = match folder {
                Some(_) => format!("{title} – {}", party.display_name()),
                None => title.to_owned(),
            };
            out.entries.push(entry(path, role, title, media_type, None, bytes));
        }
    }
    Ok(out)
}

fn named(form: Form) -> &'static str {
    match form {
        Form::Sms => "le SMS",
        Form::Phone => "le script d'appel",
        _ => "le courriel",
    }
}

/// What the file lacks for a form.
pub(crate) fn obstacle(
    form: Form,
    document: Document,
    debtor: usize,
    party: &Party,
    claim: &Claim,
) -> Option<String> {
    match form {
        Form::Sms => match (&claim.creditor.phone, &party.phone) {
            (None, _) => Some("le numéro où rappeler le créancier manque".to_owned()),
            (_, None) => Some("le téléphone du débiteur manque".to_owned()),
            (_, Some(number)) if is_landline(number) => {
                Some("le téléphone du débiteur n'est pas un mobile".to_owned())
            }
            _ => None,
        },
        Form::Phone if party.phone.is_none() => Some("le téléphone du débiteur manque".to_owned()),
        Form::Eml => {
            let missing = drafts::addresses(document, debtor, claim, mail::is_address).err()?;
            let whose = if missing.pointer().starts_with("/creditor") { "créancier" } else { "débiteur" };
            Some(format!("l'adresse électronique du {whose} manque ou n'est pas utilisable"))
        }
        _ => None,
    }
}

/// A French number that is not a mobile's; a foreign one is not judged.
fn is_landline(number: &str) -> bool {
    let digits: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    let national = digits.strip_prefix("+33").or(digits.strip_prefix("0033")).map(|n| format!("0{n}"));
    let national = national.unwrap_or(digits);
    national.len() == 10
        && national.starts_with('0')
        && !national.starts_with("06")
        && !national.starts_with("07")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_message_goes_to_a_mobile() {
        for landline in ["0470000000", "04 70 00 00 00", "+33 4 70 00 00 00", "0033970000000"] {
            assert!(is_landline(landline), "{landline}");
        }
        for other in ["0612345678", "+33 7 12 34 56 78", "06.39.12.34.56", "+32 470 12 34 56", "12"] {
            assert!(!is_landline(other), "{other}");
        }
    }
}
