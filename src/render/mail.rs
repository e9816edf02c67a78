//! The e-mail as a file (RFC 5322, MIME): text and HTML side by side, then the attachments. Same message, same bytes:
//! the day, the identifier and the boundaries come from the message, never from the clock or from chance.
//!
//! It sends nothing. A value never becomes a header of its own: control characters are taken out of all of them.

use chrono::TimeZone;
use chrono_tz::Europe::Paris;
use mail_builder::MessageBuilder;
use mail_builder::headers::HeaderType;
use mail_builder::headers::address::Address;
use mail_builder::headers::content_type::ContentType;
use mail_builder::headers::raw::Raw;
use mail_builder::mime::MimePart;
use sha2::{Digest, Sha256};

use crate::domain::Day;

/// A name and an address.
#[derive(Debug, Clone, Copy)]
pub struct Mailbox<'a> {
    /// The name shown.
    pub name: &'a str,
    /// The address; see [`is_address`].
    pub address: &'a str,
}

/// A file that goes with the message.
#[derive(Debug, Clone)]
pub struct Attachment {
    /// Its name, ASCII.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A message.
#[derive(Debug, Clone)]
pub struct Mail<'a> {
    /// Who writes.
    pub from: Mailbox<'a>,
    /// To whom.
    pub to: Mailbox<'a>,
    /// What about.
    pub subject: &'a str,
    /// The body as text.
    pub text: &'a str,
    /// The body as HTML.
    pub html: &'a str,
    /// What goes with it.
    pub attachments: &'a [Attachment],
    /// The day it bears, at noon in Paris.
    pub day: Day,
    /// What tells this message from the others of its sender: the file's reference and the step.
    pub key: &'a [&'a str],
}

/// Why there is no message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The sender has no usable address.
    #[error("l'adresse électronique de l'expéditeur n'est pas utilisable")]
    From,
    /// The addressee has none.
    #[error("l'adresse électronique du destinataire n'est pas utilisable")]
    To,
    /// The day has no noon in Paris, or the message could not be written.
    #[error("le message n'a pas pu être écrit")]
    Write,
}

/// Whether this is one plain address, `local@domain` in ASCII: what could begin another header, address or comment is
/// refused, and so are the letters that many servers do not carry.
#[must_use]
pub fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else { return false };
    let atoms = |part: &str, more: &str| {
        !part.is_empty()
            && part
                .split('.')
                .all(|a| !a.is_empty() && a.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c)))
    };
    atoms(local, "!#$%&'*+-/=?^_`{|}~") && atoms(domain, "-")
}

/// Writes the message.
///
/// # Errors
/// See [`MailError`].
pub fn eml(mail: &Mail<'_>) -> Result<Vec<u8>, MailError> {
    if !is_address(mail.from.address) {
        return Err(MailError::From);
    }
    if !is_address(mail.to.address) {
        return Err(MailError::To);
    }
    let date = noon(mail.day).ok_or(MailError::Write)?;
    let domain = mail.from.address.rsplit('@').next().unwrap_or_default();
    let id = format!("{}@{domain}", identifier(mail));

    let body = digest(&[mail.subject, mail.text, mail.html]);
    let boundary = |level: &str| format!("={level}_{body}");
    let multipart = |kind: &'static str, level: &str, parts: Vec<MimePart<'static>>| {
        MimePart::new(ContentType::new(kind).attribute("boundary", boundary(level)), parts)
    };
    let text = MimePart::new("text/plain", crlf(mail.text));
    let html = MimePart::new("text/html", crlf(mail.html));
    let both = multipart("multipart/alternative", "corps", vec![text, html]);
    let content = if mail.attachments.is_empty() {
        both
    } else {
        let mut parts = vec![both];
        parts.extend(
            mail.attachments
                .iter()
                .map(|a| MimePart::new(a.media_type, a.bytes.clone()).attachment(plain(&a.name))),
        );
        multipart("multipart/mixed", "tout", parts)
    };
    MessageBuilder::new()
        .header("Date", HeaderType::Raw(Raw::new(date)))
        .from(address(mail.from))
        .to(address(mail.to))
        .message_id(id)
        .subject(plain(mail.subject))
        .header("Content-Language", HeaderType::Raw(Raw::new("fr")))
        .body(content)
        .write_to_vec()
        .map_err(|_| MailError::Write)
}

fn address(mailbox: Mailbox<'_>) -> Address<'static> {
    Address::new_address(Some(plain(mailbox.name)), mailbox.address.to_owned())
}

/// One line: a header ends where its value ends.
fn plain(value: &str) -> String {
    value.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Lines end as mail wants it.
fn crlf(body: &str) -> String {
    body.replace("\r\n", "\n").replace('\r', "\n").replace('\n', "\r\n")
}

/// `Sun, 22 Nov 2026 12:00:00 +0100`.
fn noon(day: Day) -> Option<String> {
    let noon = Paris.from_local_datetime(&day.and_hms_opt(12, 0, 0)?).earliest()?;
    Some(noon.format("%a, %d %b %Y %H:%M:%S %z").to_string())
}

/// One message a key, recipient and day: the same file made twice is the same message.
fn identifier(mail: &Mail<'_>) -> String {
    let day = mail.day.to_string();
    let mut parts: Vec<&str> = mail.key.to_vec();
    parts.extend([mail.to.address, day.as_str()]);
    digest(&parts)
}

fn digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().iter().take(16).map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(month: u32, day: u32) -> Day {
        Day::from_ymd_opt(2026, month, day).unwrap()
    }

    fn mail<'a>(attachments: &'a [Attachment]) -> Mail<'a> {
        Mail {
            from: Mailbox { name: "Menuiserie Aubépine", address: "compta@aubepine.example" },
            to: Mailbox { name: "Hôtel des Trois Fontaines", address: "direction@fontaines.example" },
            subject: "Relance – facture n° F-2026-041",
            text: "Bonjour,\n\nÀ régler.\n",
            html: "<p>Bonjour,</p>\n<p>À régler.</p>\n",
            attachments,
            day: day(11, 22),
            key: &["2026-0412", "relance_1"],
        }
    }

    fn text(mail: &Mail<'_>) -> String {
        String::from_utf8(eml(mail).unwrap()).unwrap()
    }

    fn header<'a>(eml: &'a str, name: &str) -> Vec<&'a str> {
        let head = eml.split("\r\n\r\n").next().unwrap();
        head.split("\r\n").filter(|l| l.to_lowercase().starts_with(&name.to_lowercase())).collect()
    }

    #[test]
    fn noon_follows_the_season() {
        assert_eq!(noon(day(11, 22)).unwrap(), "Sun, 22 Nov 2026 12:00:00 +0100");
        assert_eq!(noon(day(7, 1)).unwrap(), "Wed, 01 Jul 2026 12:00:00 +0200");
    }

    #[test]
    fn same_message_same_bytes_and_other_messages_other_identifiers() {
        let pdf = [Attachment {
            name: "decompte.pdf".into(),
            media_type: "application/pdf",
            bytes: b"%PDF".to_vec(),
        }];
        assert_eq!(eml(&mail(&pdf)).unwrap(), eml(&mail(&pdf)).unwrap());
        let id = |m: &Mail<'_>| header(&text(m), "Message-ID:").join("");
        let first = id(&mail(&[]));
        assert!(first.ends_with("@aubepine.example>"), "{first}");
        let mut others = vec![first];
        for other in [
            Mail { key: &["2026-0412", "relance_2"], ..mail(&[]) },
            Mail { key: &["2026-0412relance_1"], ..mail(&[]) },
            Mail { to: Mailbox { name: "x", address: "b@x.example" }, ..mail(&[]) },
            Mail { day: day(11, 23), ..mail(&[]) },
        ] {
            let id = id(&other);
            assert!(!others.contains(&id));
            others.push(id);
        }
    }

    #[test]
    fn text_and_html_stand_side_by_side_then_the_files() {
        let pdf = [Attachment {
            name: "decompte.pdf".into(),
            media_type: "application/pdf",
            bytes: b"%PDF".to_vec(),
        }];
        let eml = text(&mail(&pdf));
        let order =
            ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf"];
        let at: Vec<usize> = order.iter().map(|t| eml.find(t).unwrap_or_else(|| panic!("{t}"))).collect();
        assert!(at.is_sorted(), "{at:?}");
        assert!(eml.contains("filename=decompte.pdf") || eml.contains("filename=\"decompte.pdf\""), "{eml}");
        assert!(!text(&mail(&[])).contains("multipart/mixed"));
        assert!(eml.lines().all(|l| l.len() <= 998));
        assert!(!eml.replace("\r\n", "").contains(['\r', '\n']));
    }

    #[test]
    fn a_value_never_becomes_a_header() {
        let evil = "x\r\nBcc: victim@x.example\r\n\r\n<script>";
        let m = Mail { subject: evil, from: Mailbox { name: evil, address: "a@x.example" }, ..mail(&[]) };
        let eml = text(&m);
        assert_eq!(header(&eml, "Bcc:"), Vec::<&str>::new());
        assert_eq!((header(&eml, "Subject:").len(), header(&eml, "From:").len()), (1, 1));
        let quoted = Mailbox { name: "\"a\" <evil@x.example>, b", address: "a@x.example" };
        let eml = text(&Mail { from: quoted, ..mail(&[]) });
        assert!(header(&eml, "From:")[0].ends_with("<a@x.example>"), "{eml}");
        assert!(header(&eml, "From:")[0].contains("\\\"a\\\""), "{eml}");
    }

    #[test]
    fn an_address_is_one_plain_address() {
        for good in ["a@b.example", "jean-paul.o'neil+x@sous.domaine.example", "a@b"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@",
            "@b",
            "a@b@c",
            "a b@c",
            "a@b c",
            "a@b,c@d",
            "<a@b>",
            "a@b\r\nBcc: c@d",
            "a..b@c",
            ".a@b",
            "é@b",
            "a@é.fr",
            "\"a\"@b",
            "a@[127.0.0.1]",
            "a@b;c",
            "a(c)@b",
        ] {
            assert!(!is_address(bad), "{bad}");
        }
        let nobody = Mailbox { name: "x", address: "x" };
        assert_eq!(eml(&Mail { from: nobody, ..mail(&[]) }), Err(MailError::From));
        assert_eq!(eml(&Mail { to: nobody, ..mail(&[]) }), Err(MailError::To));
    }
}
