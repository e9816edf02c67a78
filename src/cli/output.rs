//! Answers on the standard output, problems on the standard error, results in files.

use std::io::{self, Read, Write};
use std::path::Path;

use serde::Serialize;

use super::Failure;
use crate::bundle::save;
use crate::problem::{Code, Problem};

/// An answer as JSON.
pub(super) fn json(value: &impl Serialize) -> Result<(), Failure> {
    raw(&pretty(value)?)
}

/// JSON for people, with its last line ended.
pub(super) fn pretty(value: &impl Serialize) -> Result<Vec<u8>, Failure> {
    let mut bytes = serde_json::to_vec_pretty(value).map_err(|_| Problem::server())?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// An answer as it is.
pub(super) fn raw(bytes: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        // A reader that has seen enough (`| head`) is no failure.
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        Err(_) => {
            Err(Problem::new(Code::FileUnwritable, "La sortie standard ne peut pas être écrite.").into())
        }
    }
}

/// A problem or a report on the standard error; when even that cannot be written, the exit code remains.
pub(super) fn on_stderr(value: &impl Serialize) {
    if let Ok(mut bytes) = serde_json::to_vec_pretty(value) {
        bytes.push(b'\n');
        let _ = io::stderr().lock().write_all(&bytes);
    }
}

/// A result in a file, whole or not at all.
pub(super) fn file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    save::save(path, bytes).map_err(|e| {
        let detail = format!("Le fichier de sortie ne peut pas être écrit : {}.", reason(&e));
        Problem::new(Code::FileUnwritable, detail).into()
    })
}

/// The bytes of a file, or of the standard input for `-`; one more than `limit` at most.
pub(super) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let unreadable = |e: io::Error| -> Failure {
        let detail = format!("Le fichier ne peut pas être lu : {}.", reason(&e));
        Problem::new(Code::FileUnreadable, detail).into()
    };
    let mut bytes = Vec::new();
    let cut = limit.saturating_add(1);
    if path.as_os_str() == "-" {
        io::stdin().lock().take(cut).read_to_end(&mut bytes).map_err(unreadable)?;
    } else {
        let file = std::fs::File::open(path).map_err(unreadable)?;
        if file.metadata().map_err(unreadable)?.is_dir() {
            return Err(unreadable(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        file.take(cut).read_to_end(&mut bytes).map_err(unreadable)?;
    }
    Ok(bytes)
}

/// In French, without the path.
pub(super) fn reason(e: &io::Error) -> &'static str {
    match e.kind() {
        io::ErrorKind::NotFound => "il n'existe pas",
        io::ErrorKind::PermissionDenied => "l'accès est refusé",
        io::ErrorKind::IsADirectory => "c'est un répertoire",
        io::ErrorKind::NotADirectory => "un élément du chemin n'est pas un répertoire",
        io::ErrorKind::StorageFull => "le disque est plein",
        io::ErrorKind::ReadOnlyFilesystem => "le disque est en lecture seule",
        _ => "erreur du système",
    }
}
