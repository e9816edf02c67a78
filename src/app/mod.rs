//! The application: what the command line and the HTTP service both call. No argument parsing, no web type, no exit code.

mod calculation;
pub mod coverage;
mod error;
mod input;
mod limitation;
mod pieces;
mod rule_book;
mod rule_views;
mod unprintable;

use std::path::Path;
use std::sync::{Arc, OnceLock};

use serde_json::Value;

use crate::bundle::{Manifest, ReadOnce};
use crate::claim::{self, Claim, ClaimFile, Limits};
use crate::court::api::CourtAnswer;
use crate::deadlines::api::Answer;
use crate::domain::{Day, RateSeries, names::names};
use crate::dossier::report::{self, DeadlineView, Report};
use crate::dossier::{self, Dossier, Law};
use crate::render::logo::Logo;
use crate::render::worker::{PoolConfig, WorkerPool};
use crate::render::{
    Engine, InProcess, Load, Messages, Observer, Patience, RenderError, Renderer, TemplateFiles,
};
use crate::rules::{InForce, LoadError, RuleFiles};
use crate::statement::single::{InterestAnswer, InterestRequest};
use crate::statement::view::StatementView;
use crate::{court, deadlines, statement};

pub use crate::bundle::assemble::Options;
pub use error::AppError;
pub use input::{CourtWords, day};
pub use limitation::{ActAsked, LimitationAnswer, LimitationQuestion};
pub use pieces::{Format, Made, Wanted, available_formats};
pub use rule_book::{grade as grade_words, severity as severity_words};
pub use rule_views::{
    FindingCaseView, RuleDetail, RuleList, RuleView, StaleRule, TestReport, ValueCaseView, VariantView,
    VersionView, words_in_force,
};

/// Files given with a claim: their names and contents.
pub type Files = [(String, Vec<u8>)];

/// The application did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The directory given cannot be read.
    #[error("le répertoire {0} ne peut pas être lu : vérifiez son nom et ses droits")]
    Directory(&'static str, #[source] std::io::Error),
    /// The rule set is broken.
    #[error(transparent)]
    Rules(#[from] LoadError),
    /// The templates are broken.
    #[error(transparent)]
    Templates(#[from] RenderError),
}

names! {
    /// What a published schema describes.
    SchemaName {
        /// The claim file.
        Claim = "claim",
        /// What `check` answers.
        Report = "report",
        /// What `statement` answers, and `statement.json`.
        Statement = "statement",
        /// `manifest.json`.
        Manifest = "manifest",
    }
}

/// A table for a spreadsheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// As a spreadsheet set in French reads it.
    Csv,
    /// Office Open XML.
    Xlsx,
}

impl TableFormat {
    /// The media type.
    #[must_use]
    pub fn media_type(self) -> &'static str {
        match self {
            TableFormat::Csv => "text/csv; charset=utf-8",
            TableFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The extension of a file.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            TableFormat::Csv => "csv",
            TableFormat::Xlsx => "xlsx",
        }
    }
}

/// Whether the day of a question is given, or left to the claim and the clock.
pub type AsOf = Option<Day>;

/// A renderer, made at the first question.
type Once = OnceLock<Result<Arc<dyn Renderer>, RenderError>>;

/// The law, the templates, the limits and a clock.
pub struct App {
    law: Arc<Law>,
    templates: Arc<TemplateFiles>,
    messages: Arc<OnceLock<Result<Messages, RenderError>>>,
    renderer: Arc<Once>,
    limits: Limits,
    today: fn() -> Day,
}

impl App {
    /// Loads the rules; fonts and templates are made ready at the first document, or by [`App::make_ready`].
    ///
    /// # Errors
    /// [`StartError`].
    pub fn load(
        rules: Option<&Path>,
        templates: Option<&Path>,
        limits: Limits,
        today: fn() -> Day,
    ) -> Result<App, StartError> {
        let rules = match rules {
            None => RuleFiles::embedded(),
            Some(dir) => RuleFiles::from_dir(dir).map_err(|e| StartError::Directory("des règles", e))?,
        };
        let templates = match templates {
            None => TemplateFiles::embedded(),
            Some(dir) => TemplateFiles::from_dir(dir).map_err(|e| StartError::Directory("des modèles", e))?,
        };
        let (law, templates) = (Arc::new(Law::load(rules)?), Arc::new(templates));
        Ok(App { law, templates, messages: Arc::default(), renderer: Arc::default(), limits, today })
    }

    /// Renders in worker processes from now on; they are started here.
    ///
    /// # Errors
    /// When they cannot be started, or refuse the templates.
    pub fn with_workers(self, config: &PoolConfig) -> Result<App, StartError> {
        let pool = WorkerPool::start(config, TemplateFiles::clone(&self.templates))?;
        Ok(self.with_renderer(Arc::new(pool)))
    }

    /// The same application for someone who waits so long and no longer, where its renderer can be stopped.
    #[must_use]
    pub fn within(&self, patience: &Patience) -> App {
        let bounded = self.renderer.get().and_then(|r| r.as_ref().ok()?.within(patience));
        let renderer = match bounded {
            Some(renderer) => Arc::new(OnceLock::from(Ok(renderer))),
            None => self.renderer.clone(),
        };
        self.over(renderer)
    }

    fn over(&self, renderer: Arc<Once>) -> App {
        let (law, templates, messages) = (self.law.clone(), self.templates.clone(), self.messages.clone());
        App { law, templates, messages, renderer, limits: self.limits, today: self.today }
    }

    /// The same application whose letters bear a logo at their head; without logo, the same application.
    ///
    /// # Errors
    /// A picture that cannot be printed.
    pub fn with_logo(&self, bytes: Option<&[u8]>) -> Result<App, AppError> {
        if let Some(bytes) = bytes {
            Logo::read(bytes)?.tried(self.renderer()?, self.today())??;
        }
        self.with_tried_logo(bytes)
    }

    /// As [`App::with_logo`], for a logo that was tried already.
    ///
    /// # Errors
    /// A picture that is none.
    pub fn with_tried_logo(&self, bytes: Option<&[u8]>) -> Result<App, AppError> {
        let mut renderer = self.renderer.clone();
        if let Some(bytes) = bytes {
            self.renderer()?;
            let logo = Logo::read(bytes)?;
            if let Some(Ok(plain)) = self.renderer.get() {
                renderer = Arc::new(OnceLock::from(Ok(logo.over(plain.clone()))));
            }
        }
        Ok(self.over(renderer))
    }

    /// How busy the workers are, if there are some.
    #[must_use]
    pub fn render_load(&self) -> Option<Load> {
        self.renderer.get()?.as_ref().ok()?.load()
    }

    /// Tells each job of the workers, if there are some.
    pub fn observe_renders(&self, observer: Observer) {
        if let Some(Ok(renderer)) = self.renderer.get() {
            renderer.observe(observer);
        }
    }

    /// What cannot be used at this moment, with the reason for the log: `rules`, `templates`, `workers`.
    #[must_use]
    pub fn unusable(&self) -> Vec<(&'static str, String)> {
        let mut out = Vec::new();
        if let Err(e) = self.law.courts.check() {
            out.push(("rules", e.to_string()));
        }
        match self.renderer() {
            Ok(renderer) => out.extend(renderer.usable().err().map(|e| ("workers", e.to_string()))),
            Err(e) => out.push(("templates", e.to_string())),
        }
        out.extend(self.messages().err().map(|e| ("templates", e.to_string())));
        out
    }

    /// Ends the workers, if there are some: no document is made any more.
    pub fn close(&self) {
        if let Some(Ok(renderer)) = self.renderer.get() {
            renderer.close();
        }
    }

    /// Puts another renderer in the place of the one of this process.
    #[must_use]
    pub fn with_renderer(self, renderer: Arc<dyn Renderer>) -> Self {
        App { renderer: Arc::new(OnceLock::from(Ok(renderer))), ..self }
    }

    /// The same application for one request, which reads no exhibit twice.
    fn reading_once(&self) -> Result<App, RenderError> {
        self.renderer()?;
        let renderer = match self.renderer.get() {
            Some(Ok(inner)) => Arc::new(OnceLock::from(Ok(Arc::new(ReadOnce::new(inner.clone())) as _))),
            _ => self.renderer.clone(),
        };
        Ok(self.over(renderer))
    }

    /// Loads what is otherwise loaded at the first question: fonts, templates, the table of the courts.
    ///
    /// # Errors
    /// [`StartError`].
    pub fn make_ready(&self) -> Result<(), StartError> {
        self.renderer()?;
        self.messages()?;
        if let Err(e) = self.law.courts.check() {
            let what = e.to_string();
            let fault = crate::rules::LoadFault { file: "courts/".to_owned(), key: String::new(), what };
            return Err(StartError::Rules(LoadError(vec![fault])));
        }
        Ok(())
    }

    /// The law in use.
    #[must_use]
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// The limits in use.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The templates in use.
    #[must_use]
    pub fn templates(&self) -> &TemplateFiles {
        &self.templates
    }

    /// Today, as this application knows it.
    #[must_use]
    pub fn today(&self) -> Day {
        (self.today)()
    }

    fn renderer(&self) -> Result<&dyn Renderer, RenderError> {
        let made = self.renderer.get_or_init(|| {
            Engine::new(&self.templates).map(|e| Arc::new(InProcess::new(e)) as Arc<dyn Renderer>)
        });
        made.as_deref().map_err(Clone::clone)
    }

    /// The templates of messages, parsed at the first question.
    fn messages(&self) -> Result<&Messages, RenderError> {
        self.messages.get_or_init(|| Messages::new(&self.templates)).as_ref().map_err(Clone::clone)
    }

    /// Reads a claim file without judging it.
    ///
    /// # Errors
    /// Every reason why it cannot be used.
    pub fn read_claim(&self, bytes: &[u8]) -> Result<ClaimFile, AppError> {
        Ok(claim::read(bytes, &self.limits)?)
    }

    /// The claim on a day: the one asked, else the file's own, else today (contract, § 1).
    fn claim(&self, bytes: &[u8], as_of: AsOf) -> Result<Claim, AppError> {
        let file = self.read_claim(bytes)?;
        let day = as_of.or(file.as_of.map(|d| d.day())).unwrap_or_else(|| self.today());
        Ok(Claim::normalise(file, day, &self.law.rules)?)
    }

    fn dossier(&self, bytes: &[u8], as_of: AsOf, files: Option<&Files>) -> Result<Dossier, AppError> {
        let claim = self.claim(bytes, as_of)?;
        let given = match files {
            None => None,
            Some(files) => Some(self.given(&claim, files)?),
        };
        Ok(dossier::judge(claim, given.as_deref(), &self.law)?)
    }

    /// A claim judged without its files, for whoever shows several of its answers.
    ///
    /// # Errors
    /// An unusable file; a day that the rules do not cover.
    pub fn judge(&self, bytes: &[u8], as_of: AsOf) -> Result<Dossier, AppError> {
        self.dossier(bytes, as_of, None)
    }

    /// The report on a claim. `files`: those that came with it, if any were expected.
    ///
    /// # Errors
    /// An unusable file; a day that the rules do not cover.
    pub fn check(&self, bytes: &[u8], as_of: AsOf, files: Option<&Files>) -> Result<Report, AppError> {
        Ok(Report::of(self.dossier(bytes, as_of, files)?, &self.law))
    }

    /// The statement of a claim, prescribed lines marked.
    ///
    /// # Errors
    /// An unusable file; a day that the rules do not cover.
    pub fn statement(&self, bytes: &[u8], as_of: AsOf) -> Result<StatementView, AppError> {
        let d = self.dossier(bytes, as_of, None)?;
        Ok(StatementView::new(&d.statement, &d.claim, &self.law.rules))
    }

    /// The statement as a table.
    ///
    /// # Errors
    /// As [`App::statement`].
    pub fn statement_table(
        &self,
        bytes: &[u8],
        as_of: AsOf,
        table: TableFormat,
    ) -> Result<Vec<u8>, AppError> {
        let view = self.statement(bytes, as_of)?;
        Ok(match table {
            TableFormat::Csv => statement::export::csv(&view)?,
            TableFormat::Xlsx => statement::export::xlsx(&view)?,
        })
    }

    /// The deadlines of a claim.
    ///
    /// # Errors
    /// An unusable file; a day that the rules do not cover.
    pub fn deadlines(&self, bytes: &[u8], as_of: AsOf) -> Result<Vec<DeadlineView>, AppError> {
        Ok(report::deadlines(&self.dossier(bytes, as_of, None)?))
    }

    /// The deadlines of a claim as a calendar. `files`: those that came with it, if any were expected.
    ///
    /// # Errors
    /// As [`App::deadlines`].
    pub fn deadlines_ics(
        &self,
        bytes: &[u8],
        as_of: AsOf,
        files: Option<&Files>,
    ) -> Result<Vec<u8>, AppError> {
        let d = self.dossier(bytes, as_of, files)?;
        Ok(dossier::ics::ics(&report::deadlines(&d), &d.claim.reference, d.claim.as_of).into_bytes())
    }

    /// One deadline, with how it was counted.
    ///
    /// # Errors
    /// An unknown kind, an unusable input, a deadline that is refused.
    pub fn deadline(&self, kind: &str, input: Value) -> Result<Answer, AppError> {
        Ok(deadlines::api::answer(kind, input, &self.law.rules, &self.law.calendars)?)
    }

    /// Interest on one sum, asked as JSON.
    ///
    /// # Errors
    /// An unusable input, dates in the wrong order, a half-year that is not published.
    pub fn interest(&self, bytes: &[u8]) -> Result<InterestAnswer, AppError> {
        let request: InterestRequest = claim::read_as(bytes).map_err(AppError::Input)?;
        Ok(statement::single::interest(&request, &self.law.rules)?)
    }

    /// A rate in force on a day; today when none is given.
    ///
    /// # Errors
    /// A half-year that is not published.
    pub fn rate(&self, series: RateSeries, on: Option<Day>) -> Result<InForce, AppError> {
        Ok(self.law.rules.rate(series, on.unwrap_or_else(|| self.today()))?)
    }

    /// The competent court.
    ///
    /// # Errors
    /// Unusable words; a place unknown or ambiguous; no court.
    pub fn court(&self, words: &CourtWords) -> Result<CourtAnswer, AppError> {
        let request = words.request()?;
        Ok(court::api::find(&self.law.courts, &self.law.rules, &request, self.today())?)
    }

    /// JSON Schema 2020-12 of what is sent or answered; that of the claim file says the limits in use.
    #[must_use]
    pub fn schema(&self, of: SchemaName) -> Value {
        match of {
            SchemaName::Claim => claim::schema_with(&self.limits),
            SchemaName::Report => Report::schema(),
            SchemaName::Statement => StatementView::schema(),
            SchemaName::Manifest => Manifest::schema(),
        }
    }
}
