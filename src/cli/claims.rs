//! The verbs that take a claim file: check, statement, deadlines, render, bundle; and the receiver's check.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::args::{
    CalendarFormat, Check, ClaimOnly, Deadlines, MakeBundle, Render, Statement, TableFormat, Verify,
};
use super::{CLOSED, Failure, Outcome, output};
use crate::app::{self, App, AppError, Format, Options, Wanted};
use crate::bundle;
use crate::claim::ClaimFile;
use crate::domain::{Bundle, Document};
use crate::problem::{Code, Fault, Problem};
use crate::render::logo::MAX_LOGO_BYTES;

fn claim(app: &App, input: &ClaimOnly) -> Result<Vec<u8>, Failure> {
    output::read(&input.claim, app.limits().json_bytes as u64)
}

/// `creance check`: 1 when an error was found.
pub(super) fn check(app: &App, args: &Check) -> Outcome {
    let bytes = claim(app, &args.input)?;
    let files = match &args.exhibits {
        None => None,
        Some(dir) => Some(exhibits(app, &app.read_claim(&bytes)?, dir)?),
    };
    let report = app.check(&bytes, args.input.as_of, files.as_deref())?;
    output::json(&report)?;
    Ok(ExitCode::from(if report.has_errors() { CLOSED } else { 0 }))
}

/// `creance statement`
pub(super) fn statement(app: &App, args: &Statement) -> Outcome {
    let bytes = claim(app, &args.input)?;
    let day = args.input.as_of;
    let made = match args.format {
        TableFormat::Json => output::pretty(&app.statement(&bytes, day)?)?,
        TableFormat::Csv => app.statement_table(&bytes, day, app::TableFormat::Csv)?,
        TableFormat::Xlsx => app.statement_table(&bytes, day, app::TableFormat::Xlsx)?,
    };
    to(args.output.as_deref(), &made)
}

/// `creance deadlines`
pub(super) fn deadlines(app: &App, args: &Deadlines) -> Outcome {
    let bytes = claim(app, &args.input)?;
    let day = args.input.as_of;
    let made = match args.format {
        CalendarFormat::Json => output::pretty(&app.deadlines(&bytes, day)?)?,
        CalendarFormat::Ics => app.deadlines_ics(&bytes, day, None)?,
    };
    to(args.output.as_deref(), &made)
}

/// Into a file, else on the standard output.
fn to(output: Option<&Path>, made: &[u8]) -> Outcome {
    match output {
        Some(path) => output::file(path, made)?,
        None => output::raw(made)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// `creance render`
pub(super) fn render(app: &App, args: &Render) -> Outcome {
    let unknown = || AppError::Unknown("Ce document n'existe pas.".to_owned());
    let document: Document = args.document.parse().map_err(|()| unknown())?;
    let format = Format::ALL.iter().copied().find(|f| f.name() == args.format).unwrap_or(Format::Pdf);
    let bytes = claim(app, &args.input)?;
    let files = match &args.exhibits {
        None => None,
        Some(dir) => Some(exhibits(app, &app.read_claim(&bytes)?, dir)?),
    };
    let app = with_logo(app, args.logo.as_deref())?;
    let wanted = Wanted { format, as_of: args.input.as_of, debtor: args.debtor };
    let made = app.document(document, &bytes, wanted, files.as_deref())?;
    output::file(&args.output, &made.bytes)?;
    Ok(ExitCode::SUCCESS)
}

/// `creance bundle`
pub(super) fn bundle(app: &App, args: &MakeBundle) -> Outcome {
    let unknown = || AppError::Unknown("Ce dossier n'existe pas.".to_owned());
    let bundle: Bundle = args.bundle.parse().map_err(|()| unknown())?;
    let bytes = claim(app, &args.input)?;
    let file = app.read_claim(&bytes)?;
    let dir = args.exhibits.clone().unwrap_or_else(|| beside(&args.input.claim));
    let files = exhibits(app, &file, &dir)?;
    let app = with_logo(app, args.logo.as_deref())?;
    let options = Options { merge_exhibits: args.merge_exhibits };
    let made = app.bundle(bundle, &bytes, args.input.as_of, &files, options)?;
    output::file(&args.output, &made.bytes)?;
    Ok(ExitCode::SUCCESS)
}

/// The application whose letters bear the logo of a file.
fn with_logo(app: &App, path: Option<&Path>) -> Result<App, Failure> {
    let bytes = path.map(|p| output::read(p, MAX_LOGO_BYTES as u64)).transpose()?;
    Ok(app.with_logo(bytes.as_deref())?)
}

/// The directory of the claim file; the current one for a claim on the standard input.
fn beside(claim: &Path) -> PathBuf {
    match claim.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// `creance verify`: 1 when anything is wrong.
pub(super) fn verify(args: &Verify) -> Outcome {
    // What a bundle may weigh unpacked bounds what it may weigh packed.
    let bytes = output::read(&args.bundle, bundle::archive::MAX_TOTAL_BYTES as u64)?;
    let found = bundle::verify(&bytes);
    output::json(&found)?;
    Ok(ExitCode::from(if found.valid { 0 } else { CLOSED }))
}

/// The files that the exhibits name, read from one directory and from nowhere else. An absent file is not given: the
/// findings say so.
fn exhibits(app: &App, claim: &ClaimFile, dir: &Path) -> Result<Vec<(String, Vec<u8>)>, Failure> {
    if !dir.is_dir() {
        let detail = "Le répertoire des pièces n'existe pas : vérifiez --exhibits.";
        return Err(Problem::new(Code::FileUnreadable, detail).into());
    }
    let limits = app.limits();
    let mut files: Vec<(String, Vec<u8>)> = Vec::new();
    let (mut faults, mut total) = (Vec::new(), 0u64);
    for (i, exhibit) in claim.exhibits.iter().enumerate() {
        let Some(name) = exhibit.file.as_deref() else { continue };
        let pointer = format!("/exhibits/{i}/file");
        if !is_bare(name) {
            let message = "Donnez le seul nom du fichier, sans répertoire.";
            faults.push(Fault::new("exhibit.file_name", &pointer, message));
            continue;
        }
        if files.iter().any(|(known, _)| known == name) {
            continue;
        }
        let path = dir.join(name);
        if !path.is_file() {
            continue;
        }
        // Past the limit by one byte, it is read and judged unreadable; by more, the rest is not worth reading.
        let bytes = output::read(&path, limits.exhibit_bytes)?;
        total = total.saturating_add(bytes.len() as u64);
        if total > limits.exhibits_bytes {
            let detail = format!(
                "Les pièces dépassent {} Mio : faites plusieurs dossiers.",
                limits.exhibits_bytes >> 20
            );
            return Err(Problem::new(Code::TooLarge, detail).into());
        }
        files.push((name.to_owned(), bytes));
    }
    if faults.is_empty() { Ok(files) } else { Err(AppError::Files(faults).into()) }
}

/// A name that cannot lead out of its directory, on any system.
fn is_bare(name: &str) -> bool {
    !name.is_empty() && !name.contains(['/', '\\', ':']) && name != "." && name != ".."
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_leads_nowhere_else() {
        assert!(is_bare("devis signé.pdf") && is_bare("..pdf"));
        for bad in ["", ".", "..", "/etc/passwd", "../a.pdf", "a/b.pdf", "a\\b.pdf", "C:a.pdf"] {
            assert!(!is_bare(bad), "{bad}");
        }
    }
}
