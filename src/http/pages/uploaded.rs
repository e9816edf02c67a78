//! A page of the path that comes with files: its fields are read as those of any other, its files beside them.

use actix_multipart::{Field, Multipart};
use actix_web::HttpRequest;
use actix_web::web::Payload;
use futures_util::StreamExt;

use super::dossier::Posted;
use crate::app::AppError;
use crate::config::Config;
use crate::http::access::same_origin;
use crate::http::answer::HttpError;
use crate::http::body;
use crate::http::state::State;
use crate::problem::{Code, Problem};
use crate::render::logo::{LogoError, MAX_LOGO_BYTES};
use crate::web::enclosures::Chosen;

/// Room for what a page carries besides the draft.
const FIELDS_BYTES: usize = 64 << 10;

/// A page sent with its files.
#[derive(Debug)]
pub struct Uploaded {
    /// Its draft, goal and fields.
    pub posted: Posted,
    /// The files chosen for the exhibits; nothing when the form could carry none.
    pub chosen: Option<Vec<Chosen>>,
    /// The logo chosen.
    pub logo: Option<Vec<u8>>,
}

impl Uploaded {
    /// Reads a page.
    ///
    /// # Errors
    /// As [`Posted::read`].
    pub async fn read(req: &HttpRequest, payload: Payload, state: &State) -> Result<Uploaded, HttpError> {
        if !body::has_files(req) {
            let posted = Posted::read(req, payload, state).await?;
            return Ok(Uploaded { posted, chosen: None, logo: None });
        }
        same_origin(req.headers())?;
        let config = &state.config;
        body::expect(req, true, "")?;
        body::announced(req, config.upload_bytes())?;
        let form = Multipart::new(req.headers(), payload);
        let Parts { fields, chosen, logo } =
            body::in_time(config.body_seconds, multipart(form, config)).await?;
        Ok(Uploaded { posted: Posted::of(fields, state)?, chosen: Some(chosen), logo })
    }
}

#[derive(Default)]
struct Parts {
    fields: Vec<(String, String)>,
    chosen: Vec<Chosen>,
    logo: Option<Vec<u8>>,
}

/// What a part of a form is.
enum Part {
    Field(String),
    Piece(usize, String),
    Logo,
    /// A file of no use here.
    Other,
}

fn part(field: &Field) -> Part {
    let name = field.name().unwrap_or_default();
    let Some(disposition) = field.content_disposition() else { return Part::Field(name.to_owned()) };
    let extended = disposition.get_filename_ext().map(|e| String::from_utf8_lossy(&e.value).into_owned());
    let Some(file) = extended.or_else(|| disposition.get_filename().map(str::to_owned)) else {
        return Part::Field(name.to_owned());
    };
    match name.strip_prefix("piece-").and_then(|n| n.parse().ok()) {
        Some(rank) => Part::Piece(rank, file),
        None if name == "logo" => Part::Logo,
        None => Part::Other,
    }
}

async fn multipart(mut form: Multipart, config: &Config) -> Result<Parts, HttpError> {
    let limits = &config.limits;
    let mut parts = Parts::default();
    let mut text_room = limits.json_bytes.saturating_add(FIELDS_BYTES) as u64;
    let mut total = 0u64;
    while let Some(field) = form.next().await {
        let field = field.map_err(body::form_cut)?;
        match part(&field) {
            Part::Field(name) => {
                let bytes = body::collect(field, text_room, body::form_cut).await?;
                text_room = text_room.saturating_sub((name.len() + bytes.len()) as u64);
                let text =
                    String::from_utf8(bytes).map_err(|_| body::malformed("Un champ n'est pas en UTF-8."))?;
                parts.fields.push((name, text));
            }
            Part::Piece(rank, name) => {
                let room = limits.exhibits_bytes.saturating_sub(total);
                let limit = limits.exhibit_bytes.min(room);
                let read = body::collect(field, limit, body::form_cut).await;
                let bytes = read.map_err(|e| body::whole(e, limit, limits))?;
                // A browser sends an empty file where none was chosen.
                if name.is_empty() && bytes.is_empty() {
                    continue;
                }
                if parts.chosen.len() >= limits.exhibits {
                    let detail = format!("{} fichiers au plus : faites plusieurs dossiers.", limits.exhibits);
                    return Err(Problem::new(Code::TooLarge, detail).into());
                }
                total = total.saturating_add(bytes.len() as u64);
                parts.chosen.push(Chosen { rank, name, bytes });
            }
            Part::Logo => {
                let cut = |e: HttpError| match e.problem().code {
                    Code::TooLarge => AppError::from(LogoError::TooLarge).into(),
                    _ => e,
                };
                let bytes = body::collect(field, MAX_LOGO_BYTES as u64, body::form_cut).await.map_err(cut)?;
                parts.logo = (!bytes.is_empty()).then_some(bytes);
            }
            Part::Other => {
                body::collect(field, text_room, body::form_cut).await?;
            }
        }
    }
    Ok(parts)
}
