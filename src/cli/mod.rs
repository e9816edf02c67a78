//! The command line (contract, § 4): words to one call of the application, and its answer to an exit code.
//! Every problem leaves as `application/problem+json` on the standard error. Holds no law.

mod args;
mod claims;
mod config;
mod keys;
mod law;
mod output;
mod service;
mod state;
mod usage;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Parser;

use crate::app::{App, AppError, SchemaName, StartError};
use crate::claim::Limits;
use crate::clock;
use crate::problem::{Code, Problem};
use args::{Cli, Verb};

/// What a verb ends with.
pub(crate) type Outcome = Result<ExitCode, Failure>;

/// Why a verb has no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The application's own reason.
    App(AppError),
    /// The rules or templates cannot be used.
    Start(StartError),
    /// The words or files of the command.
    Problem(Box<Problem>),
}

impl From<AppError> for Failure {
    fn from(e: AppError) -> Self {
        Failure::App(e)
    }
}

impl From<StartError> for Failure {
    fn from(e: StartError) -> Self {
        Failure::Start(e)
    }
}

impl From<Problem> for Failure {
    fn from(p: Problem) -> Self {
        Failure::Problem(Box::new(p))
    }
}

/// Exit code of a claim that findings close.
pub(crate) const CLOSED: u8 = 1;
/// Exit code of what cannot be used.
pub(crate) const UNUSABLE: u8 = 2;

/// Runs a command line, the name of the program first.
pub fn run(words: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(words) {
        Ok(cli) => cli,
        Err(e) if !e.use_stderr() => {
            let shown = e.print();
            return if shown.is_ok() { ExitCode::SUCCESS } else { ExitCode::from(UNUSABLE) };
        }
        Err(e) => return told(Failure::from(usage::problem(&e)), "usage"),
    };
    let verb = cli.verb.name();
    execute(cli).unwrap_or_else(|failure| told(failure, verb))
}

fn execute(cli: Cli) -> Outcome {
    let load = |limits: Limits| {
        App::load(cli.rules.as_deref(), cli.templates.as_deref(), limits, clock::today).map_err(Failure::from)
    };
    let app = || load(Limits::default());
    match cli.verb {
        Verb::Serve(a) => service::serve(&a, load),
        Verb::Keys(a) => keys::keys(&a),
        Verb::Purge(a) => state::purge(&a),
        Verb::Audit(a) => state::audit(&a),
        Verb::Config(a) => config::config(&a),
        Verb::Check(a) => claims::check(&app()?, &a),
        Verb::Statement(a) => claims::statement(&app()?, &a),
        Verb::Deadlines(a) => claims::deadlines(&app()?, &a),
        Verb::Render(a) => claims::render(&app()?, &a),
        Verb::Bundle(a) => claims::bundle(&app()?, &a),
        Verb::Verify(a) => claims::verify(&a),
        Verb::Deadline(a) => law::deadline(&app()?, &a),
        Verb::Interest(a) => law::interest(&app()?, &a),
        Verb::Rate(a) => law::rate(&app()?, &a),
        Verb::Court(a) => law::court(&app()?, a),
        Verb::Rules(a) => law::rules(&app()?, &a),
        Verb::Id(a) => law::id(&a),
        Verb::Words(a) => law::words(&a),
        Verb::Openapi => {
            output::json(&crate::http::openapi::description(app()?.limits())).map(|()| ExitCode::SUCCESS)
        }
        Verb::Schema(a) => {
            let of = a.of.parse().unwrap_or(SchemaName::Claim);
            output::json(&app()?.schema(of)).map(|()| ExitCode::SUCCESS)
        }
        Verb::RenderWorker => Ok(service::worker()),
    }
}

/// A failure on the standard error, and its exit code.
fn told(failure: Failure, verb: &str) -> ExitCode {
    let instance = format!("urn:creance:cli:{verb}");
    let problem = match failure {
        Failure::App(AppError::Blocked { report, .. }) => {
            // The report itself: it says all that the problem would, and more (contract, § 4).
            output::on_stderr(&*report);
            return ExitCode::from(CLOSED);
        }
        Failure::App(e) => {
            let closed = e.problem().code == Code::NothingToWrite;
            output::on_stderr(&e.problem().at(instance));
            return ExitCode::from(if closed { CLOSED } else { UNUSABLE });
        }
        Failure::Start(e) => start_problem(&e),
        Failure::Problem(p) => *p,
    };
    output::on_stderr(&problem.at(instance));
    ExitCode::from(UNUSABLE)
}

/// Whoever typed the command maintains the rules it names: unlike over HTTP, all the faults are shown.
fn start_problem(e: &StartError) -> Problem {
    use crate::problem::Fault;
    let problem = Problem::new(Code::Installation, e.to_string());
    match e {
        StartError::Rules(load) => {
            let faults = load.0.iter().map(|f| Fault::new("rules.broken", "", f.to_string()));
            Problem::new(Code::Installation, "Les règles ne peuvent pas être utilisées.")
                .with_errors(faults.collect())
        }
        StartError::Directory(..) | StartError::Templates(_) => problem,
    }
}
