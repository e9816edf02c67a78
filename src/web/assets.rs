//! Style sheets, scripts and pictures: in the program, each at an address that changes with its content, so that a
//! browser keeps it for good and never shows an old one.

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest, Sha256};

use crate::render::TemplateFiles;

/// Where they stand among the templates.
const FOLDER: &str = "pages/assets/";

/// A file that dresses the pages.
pub struct Asset {
    /// Its content.
    pub bytes: Vec<u8>,
    /// Its media type, by its extension.
    pub media_type: &'static str,
    /// The start of its SHA-256, in hexadecimal.
    pub stamp: String,
}

pub(super) struct Assets(BTreeMap<String, Asset>);

impl Assets {
    /// Those of a set of templates. A file of another kind than a page needs is not given out.
    pub(super) fn of(files: &TemplateFiles) -> Self {
        let known = files.iter().filter_map(|(path, bytes)| {
            let name = path.strip_prefix(FOLDER)?;
            let media_type = media_type(name)?;
            let stamp = Sha256::digest(bytes).iter().take(6).map(|b| format!("{b:02x}")).collect();
            Some((name.to_owned(), Asset { bytes: bytes.to_vec(), media_type, stamp }))
        });
        Assets(known.collect())
    }

    pub(super) fn get(&self, name: &str) -> Option<&Asset> {
        self.0.get(name)
    }

    /// Name → address.
    pub(super) fn addresses(&self) -> HashMap<String, String> {
        self.0.iter().map(|(name, a)| (name.clone(), format!("/assets/{name}?v={}", a.stamp))).collect()
    }
}

fn media_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => return None,
    })
}
