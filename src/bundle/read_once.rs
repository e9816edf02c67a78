//! A renderer for one request, which reads each exhibit once: a dossier is judged with its files, then packed with them,
//! and a scan of a hundred million pixels takes a second to decode.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

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

    fn read(&self, errand: &Errand<'_>) -> Option<Result<Done, RenderError>> {
        if let Some(done) = self.renderer.apart(errand) {
            return Some(done);
        }
        let (_, handler) = HANDLERS.iter().find(|(kind, _)| *kind == errand.kind)?;
        Some(handler(errand.head.clone(), errand.blob.to_vec()))
    }
}

impl Renderer for ReadOnce {
    fn render(&self, job: &Job<'_>) -> Result<Pdf, RenderError> {
        self.renderer.render(job)
    }

    fn apart(&self, errand: &Errand<'_>) -> Option<Result<Done, RenderError>> {
        if errand.kind != KIND {
            return self.renderer.apart(errand);
        }
        let key = (errand.head.to_string(), sha256(errand.blob));
        let lock = || self.done.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(done) = lock().get(&key) {
            return Some(Ok(done.clone()));
        }
        let read = self.read(errand)?;
        if let Ok(done) = &read {
            lock().insert(key, done.clone());
        }
        Some(read)
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
    use crate::bundle::intake::take_in;
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
