//! The result of a batch as one archive: each bundle in its folder, then the ledger. Written as it goes, one bundle in
//! memory at a time. Same batch, same bytes.

use std::io::{self, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::Stream;
use futures_util::stream::unfold;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::ledger::{self, Ledger};
use super::{Batch, Desk, unstored};
use crate::problem::{Code, Problem};
use crate::store::Store;
use crate::store::batches::{BatchState, Item};

/// Items of one question.
const PAGE: i64 = 500;

/// The archive of a batch that is done, by pieces.
///
/// # Errors
/// When it is not done, or the database does not answer; once bytes were given, the stream can only be cut.
pub async fn pack(
    desk: &Desk,
    batch: &Batch,
) -> Result<impl Stream<Item = Result<Vec<u8>, io::Error>> + use<>, Problem> {
    if batch.state != BatchState::Done {
        return Err(Problem::new(Code::BatchNotDone, "Ce lot n'est pas encore traité en entier."));
    }
    let store = desk.store().clone();
    let mut items: Vec<Item> = Vec::new();
    loop {
        let after = items.last().map_or(0, |i| i.position);
        let page = store.items(&batch.id, after, PAGE).await.map_err(|e| unstored(&e))?;
        let whole = i64::try_from(page.len()).unwrap_or(PAGE) < PAGE;
        items.extend(page);
        if whole {
            break;
        }
    }
    let counts = store.item_counts(&batch.id).await.map_err(|e| unstored(&e))?;
    let total = batch.total;
    let named = items.iter().filter_map(|i| Some((ledger::path(i, total)?, i.position)));
    let mut entries: Vec<Entry> = named.map(|(path, n)| Entry::Bundle(path, n)).collect();
    let ledger = Ledger::new(batch, super::Counts::new(&counts), items);
    entries.push(Entry::Text("ledger.json", ledger.json().map_err(|_| Problem::server())?));
    entries.push(Entry::Text("ledger.csv", ledger.csv().map_err(|_| Problem::server())?));
    entries.reverse();
    let window = Window::default();
    let packer = Packer {
        store,
        batch: batch.id.clone(),
        left: entries,
        zip: Some(ZipWriter::new(window.clone())),
        window,
    };
    Ok(unfold(packer, |mut packer| async move {
        let step = packer.step().await;
        step.map(|bytes| {
            if let Err(e) = &bytes {
                tracing::error!(cause = %e, "the result of a batch is cut");
                packer.zip = None;
            }
            (bytes, packer)
        })
    }))
}

enum Entry {
    Bundle(String, i64),
    Text(&'static str, Vec<u8>),
}

struct Packer {
    store: Store,
    batch: String,
    /// The next one last.
    left: Vec<Entry>,
    zip: Option<ZipWriter<Window>>,
    window: Window,
}

impl Packer {
    async fn step(&mut self) -> Option<Result<Vec<u8>, io::Error>> {
        self.zip.as_ref()?;
        Some(match self.left.pop() {
            Some(entry) => self.entry(entry).await,
            None => match self.zip.take().map(ZipWriter::finish) {
                Some(Ok(_)) => Ok(self.window.take(u64::MAX)),
                Some(Err(e)) => Err(io::Error::other(e)),
                None => return None,
            },
        })
    }

    async fn entry(&mut self, entry: Entry) -> Result<Vec<u8>, io::Error> {
        // Bundles are compressed already.
        let options = SimpleFileOptions::default().unix_permissions(0o644);
        let (path, bytes, method) = match entry {
            Entry::Bundle(path, n) => {
                let bytes = self.store.item_result(&self.batch, n).await.map_err(io::Error::other)?;
                let bytes = bytes.ok_or_else(|| io::Error::other("a bundle was erased"))?;
                (path, bytes, CompressionMethod::Stored)
            }
            Entry::Text(path, bytes) => (path.to_owned(), bytes, CompressionMethod::Deflated),
        };
        let begun = self.window.end();
        let zip = self.zip.as_mut().ok_or_else(|| io::Error::other("closed"))?;
        // What was written before is only final once the next file begins: its header is filled in then.
        zip.start_file(path, options.compression_method(method)).map_err(io::Error::other)?;
        zip.write_all(&bytes)?;
        Ok(self.window.take(begun))
    }
}

/// A file of which the beginning is already gone: what is left can be written to and sought in.
#[derive(Clone, Default)]
struct Window(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    bytes: Vec<u8>,
    gone: u64,
    at: u64,
}

impl Window {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(&self) -> u64 {
        let inner = self.lock();
        inner.gone + inner.bytes.len() as u64
    }

    /// Takes what stands before a place.
    fn take(&self, before: u64) -> Vec<u8> {
        let mut inner = self.lock();
        let count = before.saturating_sub(inner.gone).min(inner.bytes.len() as u64);
        inner.gone += count;
        let rest = inner.bytes.split_off(usize::try_from(count).unwrap_or(usize::MAX));
        std::mem::replace(&mut inner.bytes, rest)
    }
}

impl Write for Window {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let mut inner = self.lock();
        let from = inner.at.checked_sub(inner.gone).and_then(|n| usize::try_from(n).ok());
        let from = from.filter(|n| *n <= inner.bytes.len()).ok_or_else(|| io::Error::other("gone"))?;
        let over = buf.len().min(inner.bytes.len() - from);
        let (head, tail) = buf.split_at(over);
        if let Some(place) = inner.bytes.get_mut(from..from + over) {
            place.copy_from_slice(head);
        }
        inner.bytes.extend_from_slice(tail);
        inner.at += buf.len() as u64;
        Ok(buf.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Seek for Window {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let mut inner = self.lock();
        let end = inner.gone + inner.bytes.len() as u64;
        let at = match to {
            SeekFrom::Start(n) => Some(n),
            SeekFrom::End(n) => end.checked_add_signed(n),
            SeekFrom::Current(n) => inner.at.checked_add_signed(n),
        };
        let at = at.filter(|n| (inner.gone..=end).contains(n)).ok_or_else(|| io::Error::other("gone"))?;
        inner.at = at;
        Ok(at)
    }
}
