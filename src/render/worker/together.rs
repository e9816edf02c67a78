//! What a worker is asked, alone or with others: small jobs go in one frame, and are taken apart again when a worker is
//! lost to them.

use std::time::Duration;

use serde_json::Value;

use super::pool::WorkerPool;
use super::{Part, Rendered, Request};
use crate::render::{Errand, Job, Pdf, RenderError, check_bounds};

/// Data past this size makes a job large: some three hundred lines of a décompte.
const LARGE_DATA: usize = 128 << 10;

/// Files past this size do: most of a PDF is copied, an image is decoded.
const LARGE_FILES: usize = 4 << 20;

/// What takes milliseconds together is given up after this time, and done one by one: one of them is not what it seems.
const TOGETHER: Duration = Duration::from_secs(2);

/// A job for the line.
pub(super) struct One<'a> {
    /// The template, or the kind of errand.
    pub name: &'a str,
    pub request: Request,
    pub blobs: Vec<&'a [u8]>,
    /// Whether it may not hold every worker.
    pub large: bool,
}

/// The answer to it, and the files it made.
pub(super) type Answer = Result<(Value, Vec<Vec<u8>>), RenderError>;

impl<'a> One<'a> {
    pub(super) fn document(job: &'a Job<'_>) -> Result<Self, RenderError> {
        check_bounds(job)?;
        let request =
            Request::Render { template: job.template.to_owned(), standard: job.standard, day: job.day };
        let files = job.files.iter().map(Vec::len).sum::<usize>();
        let large = job.data.len() > LARGE_DATA || files > LARGE_FILES;
        let mut blobs: Vec<&[u8]> = vec![&job.data];
        blobs.extend(job.files.iter().map(Vec::as_slice));
        Ok(One { name: job.template, request, blobs, large })
    }

    pub(super) fn errand(errand: &'a Errand<'_>) -> Self {
        let request = Request::Errand { kind: errand.kind.to_owned(), head: errand.head.clone() };
        One { name: errand.kind, request, blobs: vec![errand.blob], large: errand.blob.len() > LARGE_FILES }
    }
}

/// A document from its answer.
pub(super) fn pdf(job: &Job<'_>, (head, blobs): (Value, Vec<Vec<u8>>)) -> Result<Pdf, RenderError> {
    let broken = || RenderError::Crashed(job.template.to_owned());
    let Rendered { pages, warnings } = serde_json::from_value(head).map_err(|_| broken())?;
    Ok(Pdf { bytes: blobs.into_iter().next().ok_or_else(broken)?, pages, warnings })
}

impl WorkerPool {
    /// Has each job done that is one, all of them by one worker at once.
    pub(super) fn each(&self, jobs: Vec<Result<One<'_>, RenderError>>) -> Vec<Answer> {
        let good: Vec<&One<'_>> = jobs.iter().flatten().collect();
        let mut done = match good.as_slice() {
            [] | [_] => self.one_by_one(&good),
            _ => match self.at_once(&good) {
                Ok(done) => done,
                Err(e) if e.is_passing() => good.iter().map(|_| Err(e.clone())).collect(),
                // Whose fault it was is found out, and the others are made.
                Err(_) => self.one_by_one(&good),
            },
        }
        .into_iter();
        let lost = || Err(RenderError::Crashed(String::new()));
        jobs.iter()
            .map(|job| match job {
                Ok(_) => done.next().unwrap_or_else(lost),
                Err(e) => Err(e.clone()),
            })
            .collect()
    }

    fn one_by_one(&self, jobs: &[&One<'_>]) -> Vec<Answer> {
        jobs.iter().map(|one| self.call(one, Duration::MAX)).collect()
    }

    fn at_once(&self, jobs: &[&One<'_>]) -> Result<Vec<Answer>, RenderError> {
        let name = jobs.first().map_or("", |one| one.name);
        let broken = || RenderError::Crashed(name.to_owned());
        let all = One {
            name,
            request: Request::Several(jobs.iter().map(|o| (o.request.clone(), o.blobs.len())).collect()),
            blobs: jobs.iter().flat_map(|o| o.blobs.iter().copied()).collect(),
            large: jobs.iter().any(|o| o.large),
        };
        let (head, blobs) = self.call(&all, TOGETHER)?;
        let parts: Vec<Part> = serde_json::from_value(head).map_err(|_| broken())?;
        if parts.len() != jobs.len() || parts.iter().map(|p| p.blobs).sum::<usize>() != blobs.len() {
            return Err(broken());
        }
        let mut blobs = blobs.into_iter();
        let own = parts.into_iter().map(|part| {
            let files = blobs.by_ref().take(part.blobs).collect();
            part.reply.map(|head| (head, files))
        });
        Ok(own.collect())
    }
}
