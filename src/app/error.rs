//! Why a question has no answer, and how that is told: one enum, one place where it becomes a [`Problem`].

use crate::bundle::StampError;
use crate::bundle::assemble::AssembleError;
use crate::bundle::message::MessageError;
use crate::checks::Finding;
use crate::claim::{ReadErrors, ReadFailure};
use crate::court::api::CourtError;
use crate::deadlines::DeadlineProblem;
use crate::documents::build::BuildError;
use crate::domain::french;
use crate::dossier::report::Report;
use crate::problem::{Code, Fault, Problem};
use crate::render::RenderError;
use crate::render::logo::LogoError;
use crate::rules::NoVersion;
use crate::statement::export::ExportError;
use crate::statement::single::InterestError;

use super::unprintable;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The claim file cannot be used.
    #[error(transparent)]
    Claim(#[from] ReadErrors),
    /// Another input cannot be used.
    #[error("saisie inutilisable : {0}")]
    Input(ReadErrors),
    /// The words of a question cannot be read.
    #[error("saisie inutilisable")]
    Words(Vec<Fault>),
    /// The rules cover no such day.
    #[error(transparent)]
    NoVersion(#[from] NoVersion),
    /// Findings close what is asked; the whole report goes with them.
    #[error("des constats bloquent ce dossier")]
    Blocked {
        /// The findings that close it.
        findings: Vec<Finding>,
        /// Everything found.
        report: Box<Report>,
    },
    /// The files do not go with the claim.
    #[error("les fichiers joints ne sont pas ceux des pièces")]
    Files(Vec<Fault>),
    /// The logo cannot be printed.
    #[error(transparent)]
    Logo(#[from] LogoError),
    /// A deadline is refused.
    #[error(transparent)]
    Deadline(#[from] DeadlineProblem),
    /// Interest cannot be computed.
    #[error(transparent)]
    Interest(#[from] InterestError),
    /// No court.
    #[error(transparent)]
    Court(#[from] CourtError),
    /// Nothing bears that name.
    #[error("{0}")]
    Unknown(String),
    /// The format does not exist for the document.
    #[error("{0}")]
    Format(String),
    /// A document or bundle could not be made.
    #[error(transparent)]
    Assemble(#[from] AssembleError),
    /// A reminder has no such form.
    #[error(transparent)]
    Message(#[from] MessageError),
    /// Texts of the claim hold characters that cannot be printed.
    #[error("des caractères ne peuvent pas être imprimés")]
    Unprintable(Vec<Fault>),
    /// The renderer did not start.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The result could not be written as a table.
    #[error("écriture du tableau")]
    Table(#[from] ExportError),
}

impl AppError {
    /// Whether the maintainer, not the asker, has to act: the chain is then logged where it is handled.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.problem().code.status() >= 500
    }

    /// The problem as it is shown.
    #[must_use]
    pub fn problem(&self) -> Problem {
        match self {
            AppError::Claim(e) => read(e, Code::ClaimUnusable),
            AppError::Input(e) => read(e, Code::InputUnusable),
            AppError::Words(faults) => {
                Problem::new(Code::InputUnusable, count(faults.len())).with_errors(faults.clone())
            }
            AppError::NoVersion(e) => no_version(e),
            AppError::Blocked { findings, report } => blocked(findings).with("report", report),
            AppError::Files(faults) => Problem::new(
                Code::FilesRefused,
                "Les fichiers joints doivent porter les noms que les pièces du dossier donnent.",
            )
            .with_errors(faults.clone()),
            AppError::Logo(e) => {
                let detail = format!("{}.", french::capitalised(&french::typeset(&e.to_string())));
                let fault = Fault::new("logo.unusable", "", detail.clone());
                Problem::new(Code::InputUnusable, detail).with_errors(vec![fault])
            }
            AppError::Deadline(DeadlineProblem::NoVersion(e)) => no_version(e),
            AppError::Deadline(e) => {
                let code = match e {
                    DeadlineProblem::Input(_) | DeadlineProblem::KindUnknown(_) => Code::InputUnusable,
                    _ => Code::DeadlineRefused,
                };
                let errors = e.errors().into_iter().map(|f| Fault::new(f.code, &f.pointer, f.message));
                Problem::new(code, e.to_string()).with_errors(errors.collect())
            }
            AppError::Interest(InterestError::NoVersion(e)) => no_version(e),
            AppError::Interest(e @ InterestError::Backwards { .. }) => {
                let fault = Fault::new("interest.backwards", "/until", e.to_string());
                Problem::new(Code::InputUnusable, e.to_string()).with_errors(vec![fault])
            }
            AppError::Court(e) => court(e),
            AppError::Unknown(what) => Problem::new(Code::ResourceUnknown, what.clone()),
            AppError::Format(what) => Problem::new(Code::NotAcceptable, what.clone()),
            AppError::Assemble(e) => assemble(e),
            AppError::Message(MessageError::Assemble(e)) => assemble(e),
            AppError::Message(MessageError::Sms(e)) => {
                let fault = Fault::new("message.sms", "", e.to_string());
                Problem::new(Code::Unprintable, e.to_string()).with_errors(vec![fault])
            }
            AppError::Message(MessageError::Mail(_)) => Problem::server(),
            AppError::Message(MessageError::Render(e)) | AppError::Render(e) => render(e),
            AppError::Unprintable(faults) => {
                let detail = match faults.as_slice() {
                    [one] => one.message.clone(),
                    many => count(many.len()),
                };
                Problem::new(Code::Unprintable, detail).with_errors(faults.clone())
            }
            AppError::Table(_) => Problem::server(),
        }
    }
}

impl AppError {
    /// The same, told by the fields of the claim when characters of theirs cannot be printed.
    pub(super) fn located(self, claim: &[u8]) -> AppError {
        let Some(RenderError::MissingGlyph { characters, .. }) = self.rendering() else { return self };
        let faults = unprintable::fields(claim, characters);
        if faults.is_empty() { self } else { AppError::Unprintable(faults) }
    }

    /// The failure of rendering under this one.
    fn rendering(&self) -> Option<&RenderError> {
        let assembled = match self {
            AppError::Render(e) | AppError::Message(MessageError::Render(e)) => return Some(e),
            AppError::Assemble(e) | AppError::Message(MessageError::Assemble(e)) => e,
            _ => return None,
        };
        match assembled {
            AssembleError::Render(e) | AssembleError::Stamp(StampError::Render { source: e, .. }) => Some(e),
            _ => None,
        }
    }
}

fn count(n: usize) -> String {
    if n == 1 { "Une erreur à corriger.".to_owned() } else { format!("{n} erreurs à corriger.") }
}

fn read(e: &ReadErrors, refused: Code) -> Problem {
    let code = match e.failure {
        ReadFailure::NotJson => Code::NotJson,
        ReadFailure::TooLarge => Code::TooLarge,
        ReadFailure::Refused => refused,
    };
    let errors: Vec<Fault> =
        e.errors.iter().map(|x| Fault::new(x.code.name(), &x.pointer, x.message.clone())).collect();
    let detail = match errors.as_slice() {
        [one] => one.message.clone(),
        many => count(many.len()),
    };
    Problem::new(code, detail).with_errors(errors)
}

fn no_version(e: &NoVersion) -> Problem {
    let message = format!(
        "La règle « {} » n'est pas connue au {} : le service refuse d'extrapoler. Choisissez une autre date, ou mettez les règles à jour.",
        e.title,
        crate::domain::french::date(e.day)
    );
    let fault = Fault::new("rules.no_version", "", message.clone());
    Problem::new(Code::NoVersion, message).with_errors(vec![fault]).with("rule", &e.rule).with("day", e.day)
}

fn blocked(findings: &[Finding]) -> Problem {
    let errors: Vec<Fault> =
        findings.iter().map(|f| Fault::new(&f.code, &f.pointer, f.message.clone())).collect();
    let detail = match findings.len() {
        1 => "Un constat bloque ce dossier : voyez « findings ».".to_owned(),
        n => format!("{n} constats bloquent ce dossier : voyez « findings »."),
    };
    Problem::new(Code::Blocked, detail).with_errors(errors).with("findings", findings)
}

fn court(e: &CourtError) -> Problem {
    if e.code == "rules.broken" {
        return Problem::server();
    }
    let pointer = if e.code.starts_with("address.") { "/city" } else { "" };
    let mut problem = Problem::new(Code::CourtUndetermined, e.message.clone()).with_errors(vec![Fault::new(
        e.code,
        pointer,
        e.message.clone(),
    )]);
    if !e.candidates.is_empty() {
        problem = problem.with("candidates", &e.candidates);
    }
    if !e.options.is_empty() {
        problem = problem.with("options", &e.options);
    }
    problem
}

fn assemble(e: &AssembleError) -> Problem {
    match e {
        AssembleError::Refused(refusal) => blocked(&refusal.findings),
        AssembleError::Build(BuildError::NoVersion(n)) => no_version(n),
        AssembleError::Build(b @ BuildError::Absent { .. }) => {
            refused(Code::Unprintable, b.to_string(), b.code(), b.pointer())
        }
        AssembleError::Build(b) => refused(Code::NothingToWrite, b.to_string(), b.code(), b.pointer()),
        AssembleError::Render(r) => render(r),
        AssembleError::Stamp(StampError::Render { source: e @ RenderError::MissingGlyph { .. }, .. }) => {
            render(e)
        }
        AssembleError::Stamp(StampError::Render { source, .. }) if source.is_passing() => render(source),
        AssembleError::Exhibit { .. } | AssembleError::Stamp(_) => {
            refused(Code::FilesRefused, e.to_string(), e.code(), &e.pointer())
        }
        AssembleError::Pack(_) => refused(Code::Unprintable, e.to_string(), e.code(), ""),
        // The figures are the asker's own: he is told which, and nothing leaves.
        AssembleError::Inconsistent(d) => refused(Code::Inconsistent, d.to_string(), e.code(), ""),
        AssembleError::Table(_) | AssembleError::Json(_) => Problem::server(),
    }
}

/// A problem of one fault.
fn refused(code: Code, message: String, fault: &str, pointer: &str) -> Problem {
    let fault = Fault::new(fault, pointer, message.clone());
    Problem::new(code, message).with_errors(vec![fault])
}

fn render(e: &RenderError) -> Problem {
    match e {
        RenderError::MissingGlyph { .. } | RenderError::TooLarge { .. } => {
            let message = format!("{}.", french::capitalised(&e.to_string()));
            let fault = Fault::new(unprintable::CODE, "", message.clone());
            Problem::new(Code::Unprintable, message).with_errors(vec![fault])
        }
        RenderError::TooHeavy(_) => {
            let fault = Fault::new(Code::TooHeavy.name(), "", e.to_string());
            Problem::new(Code::TooHeavy, e.to_string()).with_errors(vec![fault])
        }
        RenderError::Busy | RenderError::NoWorker(_) => Problem::busy(),
        RenderError::Overtime => Problem::overtime(),
        _ => Problem::server(),
    }
}
