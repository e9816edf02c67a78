//! The endpoints of `/v1`: each reads its request, calls the application, writes its answer.

use actix_web::web::{self, Data, Path, Payload, Query};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::answer::{self, HttpError, negotiate};
use super::body;
use super::once::Once;
use super::state::State;
use crate::app::{
    AppError, CourtWords, Format, Made, Options, SchemaName, TableFormat, Wanted, available_formats, day,
};
use crate::claim;
use crate::domain::{Bundle, Day, Document, RateSeries};
use crate::problem::{Code, Fault, Problem};
use crate::render::Patience;

type Answer = Result<HttpResponse, HttpError>;

const JSON: &[&str] = &["application/json"];

pub(super) fn unknown(what: &str, all: impl Iterator<Item = &'static str>) -> HttpError {
    let list = all.collect::<Vec<_>>().join(", ");
    Problem::new(Code::ResourceUnknown, format!("{what} inconnu : choisissez parmi {list}.")).into()
}

/// `POST /v1/check`: the report, or its deadlines alone as a calendar.
pub async fn check(req: HttpRequest, payload: Payload, state: Data<State>) -> Answer {
    const CALENDAR: &str = "text/calendar; charset=utf-8";
    let wanted = negotiate(&req, &["application/json", CALENDAR])?;
    let place = body::has_files(&req).then(|| state.upload_place()).transpose()?;
    let sent = body::claim(&req, payload, &state.config).await?;
    let app = state.app.clone();
    if wanted == 1 {
        let work = move |patience: &Patience| {
            let _place = place;
            app.within(patience).deadlines_ics(&sent.claim, None, sent.files.as_deref())
        };
        let bytes = state.compute.run_within(work).await?;
        let file_name = "echeances.ics".to_owned();
        return Ok(answer::file(Made { file_name, media_type: CALENDAR, bytes }));
    }
    let bytes = sent.claim.len();
    let Some(files) = sent.files else {
        let work = move || app.check(&sent.claim, None, None);
        return answer::json(&state.compute.run_sized(bytes, work).await?);
    };
    let work = move |patience: &Patience| {
        let _place = place;
        app.within(patience).check(&sent.claim, None, Some(&files))
    };
    answer::json(&state.compute.run_within(work).await?)
}

/// `POST /v1/statement`
pub async fn statement(req: HttpRequest, payload: Payload, state: Data<State>) -> Answer {
    const TABLES: [TableFormat; 2] = [TableFormat::Csv, TableFormat::Xlsx];
    let mut offered = vec!["application/json"];
    offered.extend(TABLES.map(TableFormat::media_type));
    let wanted = negotiate(&req, &offered)?;
    let sent = body::json(&req, payload, &state.config).await?;
    let app = state.app.clone();
    let Some(table) = wanted.checked_sub(1).and_then(|i| TABLES.get(i)).copied() else {
        let bytes = sent.len();
        return answer::json(&state.compute.run_sized(bytes, move || app.statement(&sent, None)).await?);
    };
    let bytes = state.compute.run(move || app.statement_table(&sent, None, table)).await?;
    let file_name = format!("decompte.{}", table.extension());
    Ok(answer::file(Made { file_name, media_type: table.media_type(), bytes }))
}

/// What may be asked of a document after `?`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct DocumentWords {
    /// Rank of a debtor, from 0.
    pub debtor: Option<usize>,
    /// A format by its name on the command line: media types do not tell all of them apart.
    pub format: Option<String>,
}

pub(super) fn format_named(name: &str) -> Result<Format, HttpError> {
    Format::ALL.iter().copied().find(|f| f.name() == name).ok_or_else(|| {
        let list = Format::ALL.iter().map(|f| f.name()).collect::<Vec<_>>().join(", ");
        let detail = format!("« format » inconnu : choisissez parmi {list}.");
        let fault = Fault::new("parameter.invalid", "/format", detail.clone());
        Problem::new(Code::InputUnusable, detail).with_errors(vec![fault]).into()
    })
}

/// `POST /v1/documents/{document}`
pub async fn document(req: HttpRequest, name: Path<String>, payload: Payload, state: Data<State>) -> Answer {
    let Ok(document) = name.parse::<Document>() else {
        return Err(unknown("Document", Document::ALL.iter().map(|d| d.name())));
    };
    let asked: DocumentWords = query(&req)?;
    let formats = match &asked.format {
        None => available_formats(document).to_vec(),
        Some(name) => vec![format_named(name)?],
    };
    let types: Vec<&str> = formats.iter().map(|f| f.media_type()).collect();
    let format = formats.get(negotiate(&req, &types)?).copied().unwrap_or(Format::Pdf);
    let wanted = Wanted { format, as_of: None, debtor: asked.debtor };
    let once = Once::of(&req, &state)?;
    let place = body::has_files(&req).then(|| state.upload_place()).transpose()?;
    let sent = body::claim(&req, payload, &state.config).await?;
    let make = move |sent: body::Sent, _| async move {
        let app = state.app.clone();
        let work = move |patience: &Patience| {
            let _place = place;
            let app = app.within(patience).with_logo(sent.logo.as_deref())?;
            app.document(document, &sent.claim, wanted, sent.files.as_deref())
        };
        Ok(answer::file(state.render.run_within(work).await?))
    };
    once.answer(format.media_type(), sent, make).await
}

/// What may be asked of a bundle after `?`.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct BundleWords {
    /// Whether the exhibits come in one file as well.
    merge_exhibits: bool,
}

/// `POST /v1/bundles/{bundle}`
pub async fn bundle(req: HttpRequest, name: Path<String>, payload: Payload, state: Data<State>) -> Answer {
    let Ok(bundle) = name.parse::<Bundle>() else {
        return Err(unknown("Dossier", Bundle::ALL.iter().map(|b| b.name())));
    };
    negotiate(&req, &["application/zip"])?;
    let BundleWords { merge_exhibits } = query(&req)?;
    let options = Options { merge_exhibits };
    let once = Once::of(&req, &state)?;
    let place = body::has_files(&req).then(|| state.upload_place()).transpose()?;
    let sent = body::claim(&req, payload, &state.config).await?;
    let make = move |sent: body::Sent, _| async move {
        let app = state.app.clone();
        let work = move |patience: &Patience| {
            let _place = place;
            let files = sent.files.as_deref().unwrap_or_default();
            let app = app.within(patience).with_logo(sent.logo.as_deref())?;
            app.bundle(bundle, &sent.claim, None, files, options)
        };
        Ok(answer::file(state.render.run_within(work).await?))
    };
    once.answer("application/zip", sent, make).await
}

/// `POST /v1/bundles/verify`
pub async fn verify(req: HttpRequest, payload: Payload, state: Data<State>) -> Answer {
    negotiate(&req, JSON)?;
    let place = state.upload_place()?;
    let bytes = body::zip(&req, payload, &state.config).await?;
    let app = state.app.clone();
    let work = move |patience: &Patience| {
        let _place = place;
        app.within(patience).verify(&bytes)
    };
    answer::json(&state.compute.run_within(work).await?)
}

/// `POST /v1/deadlines`
pub async fn deadline(req: HttpRequest, payload: Payload, state: Data<State>) -> Answer {
    negotiate(&req, JSON)?;
    let bytes = body::json(&req, payload, &state.config).await?;
    let (kind, input) = deadline_question(&bytes)?;
    let app = state.app.clone();
    let answer = state.compute.run_sized(bytes.len(), move || app.deadline(&kind, input)).await?;
    answer::json(&answer.result)
}

/// `{kind, input}`, both required, nothing else.
fn deadline_question(bytes: &[u8]) -> Result<(String, Value), AppError> {
    let value = claim::read_value(bytes).map_err(AppError::Input)?;
    let Value::Object(mut fields) = value else {
        let fault = Fault::new("field.type", "", "Envoyez un objet { \"kind\": …, \"input\": … }.");
        return Err(AppError::Words(vec![fault]));
    };
    let mut faults = Vec::new();
    let kind = match fields.shift_remove("kind") {
        Some(Value::String(kind)) => Some(kind),
        Some(_) => {
            faults.push(Fault::new("field.type", "/kind", "Le champ « kind » est un texte."));
            None
        }
        None => {
            faults.push(Fault::new(
                "field.missing",
                "/kind",
                "Le champ « kind » est obligatoire : ajoutez-le.",
            ));
            None
        }
    };
    let input = fields.shift_remove("input");
    if input.is_none() {
        faults.push(Fault::new(
            "field.missing",
            "/input",
            "Le champ « input » est obligatoire : ajoutez-le.",
        ));
    }
    faults.extend(unexpected(&fields));
    match (kind, input) {
        (Some(kind), Some(input)) if faults.is_empty() => Ok((kind, input)),
        _ => Err(AppError::Words(faults)),
    }
}

fn unexpected(fields: &Map<String, Value>) -> impl Iterator<Item = Fault> + '_ {
    fields.keys().map(|k| {
        let shown: String = k.chars().filter(|c| !c.is_control()).take(40).collect();
        let pointer = format!("/{}", k.replace('~', "~0").replace('/', "~1"));
        Fault::new(
            "field.unknown",
            &pointer,
            format!("Le champ « {shown} » n'existe pas ici : supprimez-le."),
        )
    })
}

/// `POST /v1/interest`
pub async fn interest(req: HttpRequest, payload: Payload, state: Data<State>) -> Answer {
    negotiate(&req, JSON)?;
    let bytes = body::json(&req, payload, &state.config).await?;
    let app = state.app.clone();
    answer::json(&state.compute.run_sized(bytes.len(), move || app.interest(&bytes)).await?)
}

/// `GET /v1/courts`
pub async fn court(req: HttpRequest, state: Data<State>) -> Answer {
    negotiate(&req, JSON)?;
    let words: CourtWords = query(&req)?;
    let app = state.app.clone();
    let bytes = req.query_string().len();
    answer::json(&state.compute.run_sized(bytes, move || app.court(&words)).await?)
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct On {
    on: Option<String>,
}

impl On {
    fn day(&self) -> Result<Option<Day>, AppError> {
        let read = self.on.as_deref().map(day).transpose();
        read.map_err(|m| AppError::Words(vec![Fault::new("date.invalid", "/on", format!("« on » : {m}."))]))
    }
}

/// `GET /v1/rates/{series}`
pub async fn rate(req: HttpRequest, name: Path<String>, state: Data<State>) -> Answer {
    negotiate(&req, JSON)?;
    let Ok(series) = name.parse::<RateSeries>() else {
        return Err(unknown("Taux", RateSeries::ALL.iter().map(|s| s.name())));
    };
    let on = query::<On>(&req)?.day()?;
    answer::json(&state.app.rate(series, on)?)
}

/// `GET /v1/rules`
pub async fn rules(req: HttpRequest, state: Data<State>) -> Answer {
    negotiate(&req, JSON)?;
    let on = query::<On>(&req)?.day()?;
    answer::json(&state.app.rules_list(on))
}

/// `GET /v1/rules/{id}`
pub async fn rule(req: HttpRequest, id: Path<String>, state: Data<State>) -> Answer {
    negotiate(&req, JSON)?;
    answer::json(&state.app.rule_show(&id)?)
}

/// `GET /v1/schemas/{name}`: `claim.json`, `report.json`, `statement.json`, `manifest.json`.
pub async fn schema(req: HttpRequest, name: Path<String>, state: Data<State>) -> Answer {
    let known = name.strip_suffix(".json").and_then(|n| n.parse::<SchemaName>().ok());
    let Some(of) = known else {
        return Err(unknown("Schéma", SchemaName::ALL.iter().map(|s| s.name())));
    };
    negotiate(&req, &["application/schema+json", "application/json"])?;
    let bytes = serde_json::to_vec(&state.app.schema(of)).map_err(|_| HttpError::from(Problem::server()))?;
    Ok(HttpResponse::Ok().content_type("application/schema+json").body(bytes))
}

/// Parameters after `?`: unknown ones are refused, as unknown fields are.
pub(super) fn query<T: for<'de> Deserialize<'de>>(req: &HttpRequest) -> Result<T, HttpError> {
    let refused = |_| {
        let detail = "Un paramètre de l'adresse est inconnu, répété ou illisible : corrigez-le.";
        let fault = Fault::new("parameter.invalid", "", detail);
        HttpError::from(Problem::new(Code::InputUnusable, detail).with_errors(vec![fault]))
    };
    Query::<T>::from_query(req.query_string()).map(web::Query::into_inner).map_err(refused)
}
