//! Where the templates and fonts come from: the copy embedded in the binary, or a directory given with
//! `--templates DIR`. Read once, at start.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;

use include_dir::{Dir, include_dir};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The files of `templates/`, by path relative to it, with `/` as separator.
#[derive(Clone)]
pub struct TemplateFiles(BTreeMap<String, Cow<'static, [u8]>>);

impl TemplateFiles {
    /// The templates embedded in the binary.
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
        TemplateFiles(out)
    }

    /// The templates of a directory; a directory without fonts keeps the embedded ones.
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
        if !out.keys().any(|p| is_font(p)) {
            out.extend(Self::embedded().0.into_iter().filter(|(p, _)| is_font(p)));
        }
        Ok(TemplateFiles(out))
    }

    /// Files that came by another way.
    pub(super) fn given(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        TemplateFiles(files.into_iter().map(|(path, bytes)| (path, Cow::Owned(bytes))).collect())
    }

    /// Whether nothing differs from what the program embeds.
    pub(super) fn are_embedded(&self) -> bool {
        let whole = self.0.len() == Self::embedded().0.len();
        whole && self.0.values().all(|bytes| matches!(bytes, Cow::Borrowed(_)))
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

    /// Replaces or adds a file: used by tests that bend one template.
    #[must_use]
    pub fn with(mut self, path: &str, bytes: impl Into<Vec<u8>>) -> Self {
        self.0.insert(path.to_owned(), Cow::Owned(bytes.into()));
        self
    }

    /// Every file, in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Cow<'static, [u8]>)> {
        self.0.iter().map(|(p, b)| (p.as_str(), b))
    }
}

/// TrueType and OpenType only: WOFF would load as nothing.
pub(super) fn is_font(path: &str) -> bool {
    path.starts_with("fonts/") && (path.ends_with(".otf") || path.ends_with(".ttf"))
}
