//! What a page of the path posts: the draft and the goal it carries, its own fields, and the files chosen in it.

use actix_multipart::{Field, Multipart};
use actix_web::HttpRequest;
use actix_web::dev::UrlEncoded;
use actix_web::web::Payload;
use futures_util::StreamExt;

use crate::app::AppError;
use crate::config::Config;
use crate::domain::Bundle;
use crate::http::answer::HttpError;
use crate::http::body;
use crate::problem::{Code, Problem};
use crate::render::logo::{LogoError, MAX_LOGO_BYTES};
use crate::web::enclosures::Chosen;

/// Room for what a page carries besides the draft.
const FIELDS_BYTES: usize = 64 << 10;

/// A page's form.
#[derive(Debug, Default)]
pub struct Posted {
    fields: Vec<(String, String)>,
    /// The files chosen for the exhibits.
    pub chosen: Vec<Chosen>,
    /// The logo chosen.
    pub logo: Option<Vec<u8>>,
    /// Whether the form could carry files.
    pub with_files: bool,
}

impl Posted {
    /// Reads a form.
    ///
    /// # Errors
    /// 415, 413, 408, or 400 when it is cut.
    pub async fn read(req: &HttpRequest, payload: Payload, config: &Config) -> Result<Posted, HttpError> {
        if body::has_files(req) {
            body::expect(req, true, "")?;
            body::announced(req, config.upload_bytes())?;
            let form = Multipart::new(req.headers(), payload);
            return body::in_time(config.body_seconds, multipart(form, config)).await;
        }
        let is_form = body::media_type(req) == "application/x-www-form-urlencoded";
        body::expect(req, is_form, "application/x-www-form-urlencoded ou multipart/form-data")?;
        // Three characters for one, in most of what JSON is made of.
        let limit = config.limits.json_bytes.saturating_mul(3).saturating_add(FIELDS_BYTES);
        body::announced(req, limit as u64)?;
        let mut payload = payload.into_inner();
        let reading = async {
            let read = UrlEncoded::<Vec<(String, String)>>::new(req, &mut payload).limit(limit).await;
            read.map_err(|_| {
                body::malformed("Le formulaire est incomplet ou mal formé : envoyez-le à nouveau.")
            })
        };
        let fields = body::in_time(config.body_seconds, reading).await?;
        Ok(Posted { fields, ..Posted::default() })
    }

    /// A field; the last one of its name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().rev().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// The draft; an empty claim when there is none.
    #[must_use]
    pub fn draft(&self) -> &str {
        self.field("dossier").filter(|d| !d.trim().is_empty()).unwrap_or("{}")
    }

    /// The bundle that was chosen: on this very page, else before.
    #[must_use]
    pub fn goal(&self) -> Option<Bundle> {
        let named = |field| self.field(field).and_then(|name: &str| name.parse().ok());
        named("choisir").or_else(|| named("but"))
    }
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

async fn multipart(mut form: Multipart, config: &Config) -> Result<Posted, HttpError> {
    let limits = &config.limits;
    let mut posted = Posted { with_files: true, ..Posted::default() };
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
                posted.fields.push((name, text));
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
                if posted.chosen.len() >= limits.exhibits {
                    let detail = format!("{} fichiers au plus : faites plusieurs dossiers.", limits.exhibits);
                    return Err(Problem::new(Code::TooLarge, detail).into());
                }
                total = total.saturating_add(bytes.len() as u64);
                posted.chosen.push(Chosen { rank, name, bytes });
            }
            Part::Logo => {
                let cut = |e: HttpError| match e.problem().code {
                    Code::TooLarge => AppError::from(LogoError::TooLarge).into(),
                    _ => e,
                };
                let bytes = body::collect(field, MAX_LOGO_BYTES as u64, body::form_cut).await.map_err(cut)?;
                posted.logo = (!bytes.is_empty()).then_some(bytes);
            }
            Part::Other => {
                body::collect(field, text_room, body::form_cut).await?;
            }
        }
    }
    Ok(posted)
}
