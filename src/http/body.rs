//! Bodies, read to their limits and no further: a claim as JSON, a form with its pieces, a ZIP.

use std::time::Duration;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::HttpRequest;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::Payload;
use futures_util::{Stream, StreamExt};
use tokio::time::timeout;

use super::answer::HttpError;
use crate::config::Config;
use crate::problem::{Code, Problem};

/// A claim, and the files that came with it; `None` when it came alone.
pub struct Sent {
    /// The claim's JSON.
    pub claim: Vec<u8>,
    /// Names and contents.
    pub files: Option<Vec<(String, Vec<u8>)>>,
}

fn too_large(limit: u64) -> HttpError {
    let shown = match limit {
        n if n >= 1 << 20 => format!("{} Mio", n >> 20),
        n => format!("{n} octets"),
    };
    Problem::new(Code::TooLarge, format!("L'envoi dépasse {shown} : allégez-le, ou faites-en plusieurs."))
        .into()
}

fn malformed(what: &str) -> HttpError {
    Problem::new(Code::Malformed, what).into()
}

/// The media type of the body, in lower case, without parameters.
fn media_type(req: &HttpRequest) -> String {
    let typed = req.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    typed.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether the body says that it is in UTF-8, or says nothing of it. A text in another alphabet may be read as UTF-8
/// without fault, and mean something else.
fn is_utf8(req: &HttpRequest) -> bool {
    let typed = req.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let mut named = typed.split(';').skip(1).filter_map(|p| {
        let (name, value) = p.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    });
    named.all(|charset| ["utf-8", "utf8", "us-ascii"].iter().any(|c| charset.eq_ignore_ascii_case(c)))
}

fn is_json(media_type: &str) -> bool {
    media_type == "application/json"
        || (media_type.starts_with("application/") && media_type.ends_with("+json"))
}

fn is_form(media_type: &str) -> bool {
    media_type == "multipart/form-data"
}

fn expect(req: &HttpRequest, admitted: bool, expected: &str) -> Result<(), HttpError> {
    // Every header of the name: a compression may hide behind a first one that says none.
    let encoded =
        req.headers().get_all(CONTENT_ENCODING).any(|v| !v.as_bytes().eq_ignore_ascii_case(b"identity"));
    if encoded {
        return Err(Problem::new(Code::UnsupportedType, "Envoyez le corps sans compression.").into());
    }
    if !is_utf8(req) {
        let detail = "Envoyez le corps en UTF-8, et dites-le ainsi : charset=utf-8.";
        return Err(Problem::new(Code::UnsupportedType, detail).into());
    }
    if admitted {
        Ok(())
    } else {
        Err(Problem::new(Code::UnsupportedType, format!("Envoyez un corps de type {expected}.")).into())
    }
}

/// Refuses at once what announces itself as too large.
fn announced(req: &HttpRequest, limit: u64) -> Result<(), HttpError> {
    let length = req.headers().get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|n| n > limit) { Err(too_large(limit)) } else { Ok(()) }
}

async fn in_time<T>(
    seconds: u64,
    reading: impl Future<Output = Result<T, HttpError>>,
) -> Result<T, HttpError> {
    timeout(Duration::from_secs(seconds), reading).await.unwrap_or_else(|_| {
        Err(Problem::new(Code::TooSlow, "Le corps n'est pas arrivé à temps : envoyez-le à nouveau.").into())
    })
}

async fn collect<E>(
    mut stream: impl Stream<Item = Result<actix_web::web::Bytes, E>> + Unpin,
    limit: u64,
    cut: impl Fn(E) -> HttpError,
) -> Result<Vec<u8>, HttpError> {
    let mut out = Vec::new();
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(&cut)?;
        if (out.len() + chunk.len()) as u64 > limit {
            return Err(too_large(limit));
        }
        out.extend_from_slice(&chunk);
    }
    Ok(out)
}

fn payload_cut(_: PayloadError) -> HttpError {
    malformed("Le corps s'est interrompu avant la fin : envoyez-le à nouveau.")
}

/// A JSON body.
///
/// # Errors
/// 415, 413, 408, or 400 when it is cut.
pub async fn json(req: &HttpRequest, payload: Payload, config: &Config) -> Result<Vec<u8>, HttpError> {
    expect(req, is_json(&media_type(req)), "application/json")?;
    let limit = config.limits.json_bytes as u64;
    announced(req, limit)?;
    in_time(config.body_seconds, collect(payload, limit, payload_cut)).await
}

/// A ZIP.
///
/// # Errors
/// As [`json`].
pub async fn zip(req: &HttpRequest, payload: Payload, config: &Config) -> Result<Vec<u8>, HttpError> {
    const TYPES: [&str; 3] = ["application/zip", "application/x-zip-compressed", "application/octet-stream"];
    expect(req, TYPES.contains(&media_type(req).as_str()), "application/zip")?;
    let limit = config.bundle_bytes();
    announced(req, limit)?;
    in_time(config.body_seconds, collect(payload, limit, payload_cut)).await
}

/// A claim as JSON, or as the part `claim` of a form with its files.
///
/// # Errors
/// As [`json`]; 400 when the form is not one, or holds not exactly one claim.
pub async fn claim(req: &HttpRequest, payload: Payload, config: &Config) -> Result<Sent, HttpError> {
    let media_type = media_type(req);
    if !is_form(&media_type) {
        expect(req, is_json(&media_type), "application/json ou multipart/form-data")?;
        return Ok(Sent { claim: json(req, payload, config).await?, files: None });
    }
    expect(req, true, "")?;
    announced(req, config.upload_bytes())?;
    let form = Multipart::new(req.headers(), payload);
    in_time(config.body_seconds, read_form(form, config)).await
}

/// Whether a request carries files, and so takes one of the places for uploads.
#[must_use]
pub fn has_files(req: &HttpRequest) -> bool {
    is_form(&media_type(req))
}

async fn read_form(mut form: Multipart, config: &Config) -> Result<Sent, HttpError> {
    let limits = &config.limits;
    let mut claim = None;
    let mut files = Vec::new();
    let mut total = 0u64;
    while let Some(field) = form.next().await {
        let field = field.map_err(form_cut)?;
        let part = Part::of(&field)?;
        match part {
            Part::Claim => {
                if claim.is_some() {
                    return Err(malformed(
                        "Le formulaire contient plusieurs parties « claim » : une seule est admise.",
                    ));
                }
                claim = Some(collect(field, limits.json_bytes as u64, form_cut).await?);
            }
            Part::File(name) => {
                if files.len() >= limits.exhibits {
                    let detail = format!("{} fichiers au plus : faites plusieurs dossiers.", limits.exhibits);
                    return Err(Problem::new(Code::TooLarge, detail).into());
                }
                let room = limits.exhibits_bytes.saturating_sub(total);
                let limit = limits.exhibit_bytes.min(room);
                let bytes = collect(field, limit, form_cut).await.map_err(|e| whole(e, limit, limits))?;
                total = total.saturating_add(bytes.len() as u64);
                files.push((name, bytes));
            }
        }
    }
    let claim = claim.ok_or_else(|| {
        malformed("Le formulaire n'a pas de partie « claim » : ajoutez-y le dossier en JSON.")
    })?;
    Ok(Sent { claim, files: Some(files) })
}

/// When the room left was the shorter limit, the limit of all pieces is the one to tell.
fn whole(e: HttpError, limit: u64, limits: &crate::claim::Limits) -> HttpError {
    let by_total = e.problem().code == Code::TooLarge && limit < limits.exhibit_bytes;
    if by_total { too_large(limits.exhibits_bytes) } else { e }
}

enum Part {
    Claim,
    File(String),
}

impl Part {
    fn of(field: &Field) -> Result<Part, HttpError> {
        let disposition = field.content_disposition();
        let file_name = disposition.and_then(|d| d.get_filename_ext().map(|e| e.value.clone()));
        let utf8 = match file_name {
            None => disposition.and_then(|d| d.get_filename().map(str::to_owned)),
            Some(bytes) => Some(
                String::from_utf8(bytes)
                    .map_err(|_| malformed("Le nom d'un fichier joint n'est pas en UTF-8."))?,
            ),
        };
        match (field.name(), utf8) {
            (Some("claim"), _) => Ok(Part::Claim),
            (_, Some(name)) if !name.is_empty() => Ok(Part::File(name)),
            _ => Err(malformed(
                "Une partie du formulaire n'est ni « claim » ni un fichier nommé : donnez à chaque pièce son nom de fichier.",
            )),
        }
    }
}

fn form_cut(_: MultipartError) -> HttpError {
    malformed(
        "Le formulaire multipart est incomplet ou mal formé : vérifiez sa limite (boundary) et ses en-têtes.",
    )
}
