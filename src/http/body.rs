//! Bodies, read to their limits and no further: a claim as JSON, a form with its pieces, a ZIP.

use std::fs::File;
use std::io::{Seek, Write};
use std::time::Duration;

use actix_multipart::{Field, Multipart, MultipartError};
use actix_web::HttpRequest;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{Bytes, Payload, Query};
use futures_util::{Stream, StreamExt};
use sha2::{Digest, Sha256};
use tokio::time::timeout;

use super::answer::HttpError;
use super::once::{Fields, Fingerprint};
use crate::app::AppError;
use crate::batch::intake::Kind;
use crate::config::Config;
use crate::problem::{Code, Problem};
use crate::render::logo::{LogoError, MAX_LOGO_BYTES};

/// A claim, and the files that came with it; `None` when it came alone.
pub struct Sent {
    /// The claim's JSON.
    pub claim: Vec<u8>,
    /// Names and contents.
    pub files: Option<Vec<(String, Vec<u8>)>>,
    /// The creditor's logo, for the head of its letters.
    pub logo: Option<Vec<u8>>,
}

impl Fingerprint for Sent {
    /// The parts, not the bytes around them: a form sent again has another boundary, and may have another order.
    fn feed(&self, digest: &mut Fields) {
        digest.field(&self.claim);
        digest.field(self.logo.as_deref().unwrap_or_default());
        let Some(files) = &self.files else { return digest.field(b"alone") };
        let mut files: Vec<(&str, [u8; 32])> =
            files.iter().map(|(name, bytes)| (name.as_str(), Sha256::digest(bytes).into())).collect();
        files.sort_unstable();
        for (name, bytes) in files {
            digest.field(name.as_bytes());
            digest.field(&bytes);
        }
    }
}

/// A batch as it came.
pub struct SentBatch {
    /// A file without a name that goes with its last reader.
    pub file: File,
    /// In what form.
    pub kind: Kind,
    /// The creditor's logo, for the head of its letters.
    pub logo: Option<Vec<u8>>,
}

impl Fingerprint for SentBatch {
    fn feed(&self, digest: &mut Fields) {
        digest.file(&self.file);
        if let Some(logo) = &self.logo {
            digest.field(logo);
        }
    }
}

pub(super) fn too_large(limit: u64) -> HttpError {
    let shown = match limit {
        n if n >= 1 << 20 => format!("{} Mio", n >> 20),
        n => format!("{n} octets"),
    };
    Problem::new(Code::TooLarge, format!("L'envoi dépasse {shown} : allégez-le, ou faites-en plusieurs."))
        .into()
}

pub(super) fn malformed(what: &str) -> HttpError {
    Problem::new(Code::Malformed, what).into()
}

/// The media type of the body, in lower case, without parameters.
pub(super) fn media_type(req: &HttpRequest) -> String {
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

pub(super) fn is_form(media_type: &str) -> bool {
    media_type == "multipart/form-data"
}

pub(super) fn expect(req: &HttpRequest, admitted: bool, expected: &str) -> Result<(), HttpError> {
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
pub(super) fn announced(req: &HttpRequest, limit: u64) -> Result<(), HttpError> {
    let length = req.headers().get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|n| n > limit) { Err(too_large(limit)) } else { Ok(()) }
}

pub(super) async fn in_time<T>(
    seconds: u64,
    reading: impl Future<Output = Result<T, HttpError>>,
) -> Result<T, HttpError> {
    timeout(Duration::from_secs(seconds), reading).await.unwrap_or_else(|_| {
        Err(Problem::new(Code::TooSlow, "Le corps n'est pas arrivé à temps : envoyez-le à nouveau.").into())
    })
}

pub(super) async fn collect<E>(
    mut stream: impl Stream<Item = Result<Bytes, E>> + Unpin,
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

/// The form of a batch, by its media type.
fn kind_of(media_type: &str) -> Option<Kind> {
    match media_type {
        "application/x-ndjson" | "application/ndjson" | "application/jsonl" | "application/x-jsonlines" => {
            Some(Kind::Ndjson)
        }
        "application/zip" | "application/x-zip-compressed" => Some(Kind::Zip),
        _ => None,
    }
}

/// A batch alone, or as the part `batch` of a form with a `logo`.
///
/// # Errors
/// As [`json`]; 400 when the form is not one, or holds not exactly one batch.
pub async fn batch(
    req: &HttpRequest,
    payload: Payload,
    limit: u64,
    config: &Config,
) -> Result<SentBatch, HttpError> {
    const TYPES: &str = "application/x-ndjson, application/zip ou multipart/form-data";
    let media_type = media_type(req);
    if is_form(&media_type) {
        // What stands around the parts is small.
        expect(req, true, "")?;
        announced(req, limit.saturating_add(MAX_LOGO_BYTES as u64 + (64 << 10)))?;
        let form = Multipart::new(req.headers(), payload);
        return in_time(config.body_seconds, batch_form(form, limit)).await;
    }
    let kind = kind_of(&media_type);
    expect(req, kind.is_some(), TYPES)?;
    announced(req, limit)?;
    let file = in_time(config.body_seconds, to_file(payload, limit, payload_cut)).await?;
    Ok(SentBatch { file, kind: kind.unwrap_or(Kind::Ndjson), logo: None })
}

async fn batch_form(mut form: Multipart, limit: u64) -> Result<SentBatch, HttpError> {
    let (mut batch, mut logo) = (None, None);
    while let Some(field) = form.next().await {
        let field = field.map_err(form_cut)?;
        match field.name() {
            Some("batch") if batch.is_none() => {
                let typed = field.content_type().and_then(|t| kind_of(t.essence_str()));
                let kind = typed.ok_or_else(|| {
                    let detail =
                        "Dites le type de la partie « batch » : application/x-ndjson ou application/zip.";
                    HttpError::from(Problem::new(Code::UnsupportedType, detail))
                })?;
                batch = Some((to_file(field, limit, form_cut).await?, kind));
            }
            Some("logo") if logo.is_none() => logo = Some(read_logo(field).await?),
            _ => {
                return Err(malformed(
                    "Le formulaire d'un lot a une partie « batch », une partie « logo » au plus, et rien d'autre.",
                ));
            }
        }
    }
    let (file, kind) = batch.ok_or_else(|| {
        malformed("Le formulaire n'a pas de partie « batch » : ajoutez-y le lot, en NDJSON ou en ZIP.")
    })?;
    Ok(SentBatch { file, kind, logo })
}

async fn to_file<E>(
    mut stream: impl Stream<Item = Result<Bytes, E>> + Unpin,
    limit: u64,
    cut: impl Fn(E) -> HttpError,
) -> Result<File, HttpError> {
    let full = |e: std::io::Error| {
        tracing::error!(cause = %e, "a batch cannot be kept while it comes in");
        HttpError::from(Problem::server())
    };
    let mut file = tempfile::tempfile().map_err(full)?;
    let mut total = 0u64;
    while let Some(chunk) = stream.next().await {
        let chunk = chunk.map_err(&cut)?;
        total += chunk.len() as u64;
        if total > limit {
            return Err(too_large(limit));
        }
        // A few kilobytes to memory of the system: not worth another thread.
        file.write_all(&chunk).map_err(full)?;
    }
    file.rewind().map_err(full)?;
    Ok(file)
}

async fn read_logo(field: Field) -> Result<Vec<u8>, HttpError> {
    let cut = |e: HttpError| match e.problem().code {
        Code::TooLarge => AppError::from(LogoError::TooLarge).into(),
        _ => e,
    };
    collect(field, MAX_LOGO_BYTES as u64, form_cut).await.map_err(cut)
}

/// The fields of a form of the pages, urlencoded or multipart, in their order; a file is a field like another, under the
/// name of its part.
///
/// # Errors
/// As [`json`]; 400 when the form is not one.
pub async fn fields(
    req: &HttpRequest,
    payload: Payload,
    config: &Config,
) -> Result<Vec<(String, String)>, HttpError> {
    // The draft once, and the fields of a step besides: escaped for the wire, a character may take nine bytes.
    let limit = (config.limits.json_bytes as u64).saturating_mul(6);
    let media_type = media_type(req);
    let urlencoded = media_type == "application/x-www-form-urlencoded";
    expect(req, urlencoded || is_form(&media_type), "application/x-www-form-urlencoded")?;
    announced(req, limit)?;
    if urlencoded {
        let bytes = in_time(config.body_seconds, collect(payload, limit, payload_cut)).await?;
        let text = String::from_utf8(bytes).map_err(|_| malformed("Le formulaire n'est pas lisible."))?;
        let pairs = Query::<Vec<(String, String)>>::from_query(&text);
        return Ok(pairs.map_err(|_| malformed("Le formulaire n'est pas lisible."))?.into_inner());
    }
    let reading = async {
        let (mut out, mut left) = (Vec::new(), limit);
        let mut form = Multipart::new(req.headers(), payload);
        while let Some(field) = form.next().await {
            let field = field.map_err(form_cut)?;
            let name = field.name().unwrap_or_default().to_owned();
            let bytes = collect(field, left, form_cut).await?;
            left = left.saturating_sub((bytes.len() + name.len()) as u64);
            out.push((name, String::from_utf8_lossy(&bytes).into_owned()));
        }
        Ok(out)
    };
    in_time(config.body_seconds, reading).await
}

/// A claim as JSON, or as the part `claim` of a form with its files.
///
/// # Errors
/// As [`json`]; 400 when the form is not one, or holds not exactly one claim.
pub async fn claim(req: &HttpRequest, payload: Payload, config: &Config) -> Result<Sent, HttpError> {
    let media_type = media_type(req);
    if !is_form(&media_type) {
        expect(req, is_json(&media_type), "application/json ou multipart/form-data")?;
        return Ok(Sent { claim: json(req, payload, config).await?, files: None, logo: None });
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
    let mut logo = None;
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
            Part::Logo => {
                if logo.is_some() {
                    return Err(malformed(
                        "Le formulaire contient plusieurs parties « logo » : une seule est admise.",
                    ));
                }
                logo = Some(read_logo(field).await?);
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
    // A claim sent with nothing but a logo comes without its files.
    let alone = files.is_empty() && logo.is_some();
    Ok(Sent { claim, files: (!alone).then_some(files), logo })
}

/// When the room left was the shorter limit, the limit of all pieces is the one to tell.
pub(super) fn whole(e: HttpError, limit: u64, limits: &crate::claim::Limits) -> HttpError {
    let by_total = e.problem().code == Code::TooLarge && limit < limits.exhibit_bytes;
    if by_total { too_large(limits.exhibits_bytes) } else { e }
}

enum Part {
    Claim,
    Logo,
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
            (Some("logo"), _) => Ok(Part::Logo),
            (_, Some(name)) if !name.is_empty() => Ok(Part::File(name)),
            _ => Err(malformed(
                "Une partie du formulaire n'est ni « claim », ni « logo », ni un fichier nommé : donnez à chaque pièce son nom de fichier.",
            )),
        }
    }
}

pub(super) fn form_cut(_: MultipartError) -> HttpError {
    malformed(
        "Le formulaire multipart est incomplet ou mal formé : vérifiez sa limite (boundary) et ses en-têtes.",
    )
}
