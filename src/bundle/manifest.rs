//! `manifest.json`: what the bundle holds, under which rules and as of which day it was made. It does not list itself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::court::CourtView;
use crate::domain::{Bundle, Day};
use crate::dossier::report::DeadlineView;
use crate::statement::view::{PolicyView, TotalsView};

/// Where the manifest stands in the archive.
pub const MANIFEST_PATH: &str = "manifest.json";

/// The rules under which the bundle was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RulesetRef {
    /// Its version.
    pub version: String,
    /// SHA-256 over every rule file.
    pub digest: String,
}

/// The program that made the bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SoftwareRef {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

impl SoftwareRef {
    /// This program.
    #[must_use]
    pub fn this() -> Self {
        SoftwareRef { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}

/// One file of the bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ManifestFile {
    /// Relative to the root of the ZIP, with `/` as separator.
    pub path: String,
    /// What it is for: a document's name, `email`, `sms`, `telephone_script`, `exhibit`, `exhibits_merged`, `claim`,
    /// `statement`, `calendar`, `readme`.
    pub role: String,
    /// Its title, for people.
    pub title: String,
    /// How many pages, for a document that has pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pages: Option<usize>,
    /// SHA-256 of its bytes, in lower-case hexadecimal.
    #[schemars(regex(pattern = r"^[0-9a-f]{64}$"))]
    pub sha256: String,
    /// Its media type.
    pub media_type: String,
}

/// All of the manifest but the files: what only the dossier knows.
#[derive(Debug, Clone, PartialEq)]
pub struct ManifestHead {
    /// Which bundle.
    pub kind: Bundle,
    /// The claim's reference.
    pub reference: String,
    /// The day the dossier was judged as of.
    pub as_of: Day,
    /// The rules.
    pub ruleset: RulesetRef,
    /// The competent court, as in the report; null when there is none.
    pub court: Value,
    /// The deadlines, as in the report.
    pub deadlines: Value,
    /// The totals, as in the statement.
    pub totals: Value,
    /// The policy values used, as in the statement.
    pub policy: Value,
}

/// The manifest (contract, § 6).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Manifest {
    /// Which bundle.
    #[schemars(schema_with = "bundle_names")]
    pub kind: Bundle,
    /// The claim's reference.
    pub reference: String,
    /// The day the dossier was judged as of.
    #[schemars(with = "String", extend("format" = "date"))]
    pub as_of: Day,
    /// The rules.
    pub ruleset: RulesetRef,
    /// The program.
    pub software: SoftwareRef,
    /// The competent court, as in the report; null when there is none.
    #[schemars(with = "Option<CourtView>")]
    pub court: Value,
    /// The deadlines, as in the report.
    #[schemars(with = "Vec<DeadlineView>")]
    pub deadlines: Value,
    /// The totals, as in the statement.
    #[schemars(with = "TotalsView")]
    pub totals: Value,
    /// The policy values used, as in the statement.
    #[schemars(with = "PolicyView")]
    pub policy: Value,
    /// Every file of the archive but this one, in the order of the archive.
    pub files: Vec<ManifestFile>,
}

impl Manifest {
    /// The manifest of these files.
    #[must_use]
    pub fn new(head: ManifestHead, files: Vec<ManifestFile>) -> Self {
        let ManifestHead { kind, reference, as_of, ruleset, court, deadlines, totals, policy } = head;
        let software = SoftwareRef::this();
        Manifest { kind, reference, as_of, ruleset, software, court, deadlines, totals, policy, files }
    }

    /// JSON Schema 2020-12 of the manifest.
    #[must_use]
    pub fn schema() -> Value {
        let settings = schemars::generate::SchemaSettings::draft2020_12().for_serialize();
        settings.into_generator().into_root_schema_for::<Manifest>().to_value()
    }
}

fn bundle_names(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    let names: Vec<_> = Bundle::ALL.iter().map(|b| b.name()).collect();
    schemars::json_schema!({ "type": "string", "enum": names })
}

/// SHA-256 in lower-case hexadecimal.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(super) fn hex(digest: &[u8]) -> String {
    digest.iter().map(|b| format!("{b:02x}")).collect()
}
