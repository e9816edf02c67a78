//! Intake of an exhibit in a process that may die, when the renderer has one; else in this one.
//!
//! A PDF can be made to exhaust any stack or memory of its reader: the service lets a worker read it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::exhibits::{Exhibit, ExhibitError, ExhibitFormat, Limits, PageSize};
use super::verify;
use crate::render::worker::Handler;
use crate::render::{Done, Errand, RenderError, Renderer, handfuls, pictures};

pub(super) const KIND: &str = "exhibit";

/// What a worker does besides rendering.
pub const HANDLERS: &[(&str, Handler)] =
    &[(KIND, handle), (verify::KIND, verify::handle), (pictures::KIND, pictures::handle)];

#[derive(Serialize, Deserialize)]
struct Asked {
    file_name: String,
    limits: Limits,
}

/// An exhibit without its bytes, which follow when they are not those sent.
#[derive(Serialize, Deserialize)]
struct Taken {
    format: ExhibitFormat,
    pages: Vec<PageSize>,
    needs_pdf_2: bool,
}

/// Takes in a file, see [`Exhibit::read`].
///
/// # Errors
/// When no worker is there to read it; a refusal of the file is an answer.
pub fn take_in(
    renderer: &dyn Renderer,
    file_name: &str,
    bytes: &[u8],
    limits: &Limits,
) -> Result<Result<Exhibit, ExhibitError>, RenderError> {
    let mut taken = take_in_all(renderer, &[(file_name, bytes)], limits)?;
    taken.pop().ok_or_else(|| RenderError::Crashed(KIND.to_owned()))
}

/// Takes in files, the small ones together.
///
/// # Errors
/// When no worker is there to read them; the refusal of a file is an answer.
pub fn take_in_all(
    renderer: &dyn Renderer,
    files: &[(&str, &[u8])],
    limits: &Limits,
) -> Result<Vec<Result<Exhibit, ExhibitError>>, RenderError> {
    let sizes: Vec<usize> = files.iter().map(|(_, bytes)| bytes.len()).collect();
    let mut out = Vec::with_capacity(files.len());
    for some in handfuls(&sizes).into_iter().filter_map(|range| files.get(range)) {
        let looked: Vec<_> = some.iter().map(|(name, bytes)| Exhibit::look(name, bytes, limits)).collect();
        let whole = some.iter().zip(&looked).filter(|(_, looked)| looked.is_ok());
        let errands: Vec<Errand<'_>> = whole.map(|((name, bytes), _)| errand(name, bytes, limits)).collect();
        let mut done = renderer.apart_together(&errands).map(Vec::into_iter);
        for ((name, bytes), looked) in some.iter().zip(looked) {
            out.push(match (looked, &mut done) {
                (Err(refused), _) => Err(refused),
                (Ok(_), None) => Exhibit::read(name, bytes.to_vec(), limits),
                (Ok(_), Some(done)) => taken(done.next(), bytes)?,
            });
        }
    }
    Ok(out)
}

fn errand<'a>(file_name: &str, bytes: &'a [u8], limits: &Limits) -> Errand<'a> {
    let asked = Asked { file_name: file_name.to_owned(), limits: *limits };
    Errand { kind: KIND, head: serde_json::to_value(asked).unwrap_or_default(), blob: bytes }
}

/// What came back of a file.
fn taken(
    done: Option<Result<Done, RenderError>>,
    bytes: &[u8],
) -> Result<Result<Exhibit, ExhibitError>, RenderError> {
    let broken = || RenderError::Crashed(KIND.to_owned());
    let done = match done.ok_or_else(broken)? {
        Ok(done) => done,
        Err(e) if e.is_passing() => return Err(e),
        Err(_) => return Ok(Err(ExhibitError::TooHeavy)),
    };
    let taken: Result<Taken, ExhibitError> = serde_json::from_value(done.head).map_err(|_| broken())?;
    Ok(taken.map(|t| {
        let bytes = done.blobs.into_iter().next().unwrap_or_else(|| bytes.to_vec());
        Exhibit::from_parts(t.format, bytes, t.pages, t.needs_pdf_2)
    }))
}

/// The worker's side of [`take_in`], on the deep stack of a worker.
fn handle(head: Value, bytes: Vec<u8>) -> Result<Done, RenderError> {
    let broken = |_| RenderError::Crashed(KIND.to_owned());
    let Asked { file_name, limits } = serde_json::from_value(head).map_err(broken)?;
    let read = Exhibit::read_here(&file_name, bytes.clone(), &limits);
    let mut blobs = Vec::new();
    let taken = read.map(|exhibit| {
        if exhibit.bytes() != bytes {
            blobs.push(exhibit.bytes().to_vec());
        }
        let pages = exhibit.page_sizes().to_vec();
        Taken { format: exhibit.format(), pages, needs_pdf_2: exhibit.needs_pdf_2() }
    });
    Ok(Done { head: serde_json::to_value(taken).map_err(broken)?, blobs })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bundle::samples::{pdf, png};
    use crate::render::{Job, Pdf};

    /// A renderer whose worker is this very process, or is lost.
    struct Here(Option<RenderError>);

    impl Renderer for Here {
        fn render(&self, _: &Job<'_>) -> Result<Pdf, RenderError> {
            Err(RenderError::Busy)
        }

        fn apart(&self, errand: &Errand<'_>) -> Option<Result<Done, RenderError>> {
            let (kind, handler) = HANDLERS[0];
            assert_eq!(errand.kind, kind);
            Some(match &self.0 {
                Some(e) => Err(e.clone()),
                None => handler(errand.head.clone(), errand.blob.to_vec()),
            })
        }
    }

    #[test]
    fn what_a_worker_reads_is_what_this_process_reads() {
        let field = "/Annots [<< /Type /Annot /Subtype /Widget /FT /Tx /V (x) /Rect [9 9 99 99] >>]";
        let limits = Limits::default();
        for (name, bytes) in [
            ("a.pdf", pdf("", "", "BT (texte) Tj ET")),
            ("a.png", png(40, 30)),
            ("a.pdf", pdf("", field, "")),
            ("a.pdf", b"%PDF-1.7 rien".to_vec()),
            ("a.pdf", png(4, 4)),
            ("a.pdf", Vec::new()),
        ] {
            let here = Exhibit::read(name, bytes.clone(), &limits);
            assert_eq!(take_in(&Here(None), name, &bytes, &limits).unwrap(), here);
        }
    }

    #[test]
    fn a_file_that_kills_its_reader_is_refused_and_a_shortage_is_not_its_fault() {
        let file = pdf("", "", "");
        let lost = |e| take_in(&Here(Some(e)), "a.pdf", &file, &Limits::default());
        assert_eq!(lost(RenderError::TooHeavy("exhibit".into())), Ok(Err(ExhibitError::TooHeavy)));
        assert_eq!(lost(RenderError::Busy), Err(RenderError::Busy));
    }
}
