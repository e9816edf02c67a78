//! Where the rules come from: the copy embedded in the binary, or a directory given with `--rules DIR`.
//! The only place where the law is read from outside; done once, at start.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/legal-rules");

/// The files of `legal-rules/`, by path relative to it, with `/` as separator.
#[derive(Clone)]
pub struct RuleFiles(BTreeMap<String, Cow<'static, [u8]>>);

impl RuleFiles {
    /// The rules embedded in the binary.
    #[must_use]
    pub fn embedded() -> Self {
        fn walk(dir: &'static Dir<'static>, out: &mut BTreeMap<String, Cow<'static, [u8]>>) {
            for f in dir.files() {
                out.insert(f.path().to_string_lossy().replace('\\', "/"), Cow::Borrowed(f.contents()));
            }
            for d in dir.dirs() {
                walk(d, out);
            }
        }
        let mut out = BTreeMap::new();
        walk(&EMBEDDED, &mut out);
        RuleFiles(out)
    }

    /// The rules of a directory.
    ///
    /// # Errors
    /// When the directory or one of its files cannot be read.
    pub fn from_dir(root: &Path) -> std::io::Result<Self> {
        fn walk(
            dir: &Path,
            prefix: &str,
            out: &mut BTreeMap<String, Cow<'static, [u8]>>,
        ) -> std::io::Result<()> {
            for entry in std::fs::read_dir(dir)? {
                let entry = entry?;
                let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
                if entry.file_type()?.is_dir() {
                    walk(&entry.path(), &format!("{name}/"), out)?;
                } else {
                    out.insert(name, Cow::Owned(std::fs::read(entry.path())?));
                }
            }
            Ok(())
        }
        let mut out = BTreeMap::new();
        walk(root, "", &mut out)?;
        Ok(RuleFiles(out))
    }

    /// A file's bytes.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&[u8]> {
        self.0.get(path).map(AsRef::as_ref)
    }

    /// A file's text, when it exists and is UTF-8.
    #[must_use]
    pub fn text(&self, path: &str) -> Option<&str> {
        self.get(path).and_then(|b| std::str::from_utf8(b).ok())
    }

    /// The files whose path starts with `prefix` and ends with `suffix`, in the order of their paths.
    pub fn under<'a>(
        &'a self,
        prefix: &'a str,
        suffix: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.0
            .range(prefix.to_owned()..)
            .take_while(move |(p, _)| p.starts_with(prefix))
            .filter(move |(p, _)| p.ends_with(suffix))
            .map(|(p, b)| (p.as_str(), b.as_ref()))
    }

    /// Replaces or adds a file: used by tests that bend one rule.
    #[must_use]
    pub fn with(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.0.insert(path.to_owned(), Cow::Owned(bytes.into()));
        self
    }

    /// SHA-256 over every path and every byte: names the rule set in reports and manifests.
    #[must_use]
    pub fn digest(&self) -> String {
        let mut h = Sha256::new();
        for (path, bytes) in &self.0 {
            h.update(path.len().to_le_bytes());
            h.update(path.as_bytes());
            h.update(bytes.len().to_le_bytes());
            h.update(bytes);
        }
        h.finalize().iter().map(|b| format!("{b:02x}")).collect()
    }
}
