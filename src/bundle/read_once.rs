//! A renderer for one request, which reads each exhibit once: a dossier is judged with its files, then packed with them,
//! and a scan of a hundred million pixels takes a second to decode.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::exhibits::on_deep_stack;
use super::intake::{HANDLERS, KIND};
use super::manifest::sha256;
use crate::render::{Done, Errand, Job, Load, Pdf, RenderError, Renderer};

/// See the module.
pub struct ReadOnce {
    renderer: Arc<dyn Renderer>,
    /// What was read, by what was asked.
    done: Mutex<HashMap<(String, String), Done>>,
}

impl ReadOnce {
    /// Reads with this renderer, or in this process where it reads nothing itself.
    #[must_use]
    pub fn new(renderer: Arc<dyn Renderer>) -> Self {
        ReadOnce { renderer, done: Mutex::default() }
    }

    fn read(&self, errands: &[Errand<'_>]) -> Option<Vec<Result<Done, RenderError>>> {
        if let Some(done) = self.renderer.apart_together(errands) {
            return Some(done);
        }
        let here = |errand: &Errand<'_>| {
            let (_, handler) = HANDLERS.iter().find(|(kind, _)| *kind == errand.kind)?;
            let read = on_deep_stack(|| handler(errand.head.clone(), errand.blob.to_vec()));
            Some(read.unwrap_or_else(|| Err(RenderError::TooHeavy(errand.kind.to_owned()))))
        };
        errands.iter().map(here).collect()
    }
}

impl Renderer for ReadOnce {
    fn render(&self, job: &Job<'_>) -> Result<Pdf, RenderError> {
        self.renderer.render(job)
    }

    fn render_together(&self, jobs: &[Job<'_>]) -> Vec<Result<Pdf, RenderError>> {
        self.renderer.render_together(jobs)
    }

    fn apart(&self, errand: &Errand<'_>) -> Option<Result<Done, RenderError>> {
        self.apart_together(std::slice::from_ref(errand))?.pop()
    }

    fn apart_together(&self, errands: &[Errand<'_>]) -> Option<Vec<Result<Done, RenderError>>> {
        if errands.iter().any(|e| e.kind != KIND) {
            return self.renderer.apart_together(errands);
        }
        let lock = || self.done.lock().unwrap_or_else(PoisonError::into_inner);
        let keys: Vec<_> = errands.iter().map(|e| (e.head.to_string(), sha256(e.blob))).collect();
        let known: Vec<Option<Done>> = keys.iter().map(|key| lock().get(key).cloned()).collect();
        let unread = errands.iter().zip(&known).filter(|(_, known)| known.is_none());
        let unread: Vec<Errand<'_>> = unread.map(|(errand, _)| errand.clone()).collect();
        let mut read = if unread.is_empty() { Vec::new() } else { self.read(&unread)? }.into_iter();
        let done = known.into_iter().zip(keys).map(|(known, key)| match known {
            Some(done) => Some(Ok(done)),
            None => {
                let read = read.next()?;
                if let Ok(done) = &read {
                    lock().insert(key, done.clone());
                }
                Some(read)
            }
        });
        done.collect()
    }

    fn load(&self) -> Option<Load> {
        self.renderer.load()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::bundle::exhibits::{Exhibit, ExhibitError, Limits};
    use crate::bundle::intake::{take_in, take_in_all};
    use crate::bundle::samples::{pdf, png};

    /// Counts what it is asked; reads itself, or leaves it to this process.
    struct Counting(AtomicUsize, bool);

    impl Renderer for Counting {
        fn render(&self, _: &Job<'_>) -> Result<Pdf, RenderError> {
            Err(RenderError::Busy)
        }

        fn apart(&self, errand: &Errand<'_>) -> Option<Result<Done, RenderError>> {
            self.0.fetch_add(1, Ordering::Relaxed);
            let (_, handler) = HANDLERS[0];
            self.1.then(|| handler(errand.head.clone(), errand.blob.to_vec()))
        }
    }

    #[test]
    fn a_file_is_read_once_and_another_of_the_same_name_is_another() {
        for worker in [true, false] {
            let inner = Arc::new(Counting(AtomicUsize::new(0), worker));
            let once = ReadOnce::new(inner.clone());
            let limits = Limits::default();
            let note = "/Annots [<< /Subtype /Stamp /Rect [100 200 120 230] /AP << /N 4 0 R >> >>]";
            for (name, bytes, reads) in [
                ("a.png", png(30, 20), 1),
                ("a.png", png(30, 20), 1),
                ("a.png", png(20, 30), 2),
                ("a.pdf", pdf("", note, ""), 3),
                ("a.pdf", pdf("", note, ""), 3),
                ("b.pdf", pdf("", note, ""), 4),
            ] {
                let read = take_in(&once, name, &bytes, &limits).unwrap();
                assert_eq!(read, Exhibit::read(name, bytes, &limits));
                assert_eq!(inner.0.load(Ordering::Relaxed), reads, "{name}, worker: {worker}");
            }
            let cut = b"%PDF-1.7 rien".to_vec();
            for _ in 0..2 {
                let refused = take_in(&once, "c.pdf", &cut, &limits).unwrap();
                assert!(matches!(refused, Err(ExhibitError::Corrupt { .. })));
            }
            assert_eq!(inner.0.load(Ordering::Relaxed), 5);
        }
    }

    #[test]
    fn of_several_files_only_those_not_yet_read_are_asked_for() {
        for worker in [true, false] {
            let inner = Arc::new(Counting(AtomicUsize::new(0), worker));
            let once = ReadOnce::new(inner.clone());
            let limits = Limits::default();
            let files = [png(30, 20), b"%PDF-1.7 rien".to_vec(), pdf("", "", "")];
            let all = ["a.png", "b.pdf", "c.pdf"].into_iter().zip(files.iter().map(Vec::as_slice));
            let all: Vec<_> = all.collect();
            let alone = take_in(&once, all[1].0, all[1].1, &limits).unwrap();
            for _ in 0..2 {
                let read = take_in_all(&once, &all, &limits).unwrap();
                let here: Vec<_> = all.iter().map(|(n, b)| Exhibit::read(n, b.to_vec(), &limits)).collect();
                assert_eq!((&read, &read[1]), (&here, &alone));
            }
            // Without worker the first errand shows that there is none.
            let asked = inner.0.load(Ordering::Relaxed);
            assert_eq!(asked, if worker { 3 } else { 2 });
        }
    }

    #[test]
    fn a_shortage_is_not_remembered() {
        struct Busy;
        impl Renderer for Busy {
            fn render(&self, _: &Job<'_>) -> Result<Pdf, RenderError> {
                Err(RenderError::Busy)
            }
            fn apart(&self, _: &Errand<'_>) -> Option<Result<Done, RenderError>> {
                Some(Err(RenderError::Busy))
            }
        }
        let once = ReadOnce::new(Arc::new(Busy));
        let read = || take_in(&once, "a.png", &png(4, 4), &Limits::default());
        assert_eq!((read(), read()), (Err(RenderError::Busy), Err(RenderError::Busy)));
        assert!(once.done.lock().unwrap().is_empty());
    }
}
