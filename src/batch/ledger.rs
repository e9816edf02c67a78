//! The ledger of a batch: what became of each item, for a program (JSON) and for a spreadsheet set in French (CSV).
//! It holds no instant and no id of the service: the same batch gives the same bytes.

use serde::Serialize;
use serde_json::Value;

use super::view::{Counts, ItemView};
use crate::store::batches::{Batch, Item};

/// The ledger.
#[derive(Debug, Clone, PartialEq, Serialize, schemars::JsonSchema)]
pub struct Ledger {
    /// The bundle asked, or `auto`.
    pub bundle: String,
    /// The day of the claims that name none.
    pub as_of: String,
    /// How many items.
    pub total: i64,
    /// How many in each state.
    pub counts: Counts,
    /// All of them, in their order; `file` is the path within the archive.
    pub items: Vec<ItemView>,
}

const HEADINGS: [&str; 12] = [
    "N°",
    "Source",
    "Référence",
    "État",
    "Dossier",
    "Fichier",
    "SHA-256 du dossier",
    "SHA-256 de la créance",
    "Doublon de",
    "Même référence que",
    "Motif",
    "Détail",
];

impl Ledger {
    /// Of a batch that is done.
    #[must_use]
    pub fn new(batch: &Batch, counts: Counts, items: Vec<Item>) -> Ledger {
        let total = batch.total;
        let items = items.into_iter().map(|item| {
            let path = path(&item, total);
            ItemView { file: path, ..ItemView::new(item) }
        });
        Ledger {
            bundle: batch.bundle.clone(),
            as_of: batch.as_of.clone(),
            total,
            counts,
            items: items.collect(),
        }
    }

    /// As JSON.
    ///
    /// # Errors
    /// Never in practice: it is written to memory.
    pub fn json(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut bytes = serde_json::to_vec_pretty(self)?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// As a table: `;` between columns, byte order mark, CRLF.
    ///
    /// # Errors
    /// Never in practice: it is written to memory.
    pub fn csv(&self) -> Result<Vec<u8>, csv::Error> {
        let mut out = csv::WriterBuilder::new()
            .delimiter(b';')
            .terminator(csv::Terminator::CRLF)
            .from_writer(b"\xef\xbb\xbf".to_vec());
        out.write_record(HEADINGS)?;
        for item in &self.items {
            let rank = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
            let text = |t: &Option<String>| inert(t.as_deref().unwrap_or_default());
            let (motive, detail) = told(item.problem.as_ref());
            out.write_record([
                item.n.to_string(),
                inert(&item.source),
                inert(&item.reference),
                state(item.state).to_owned(),
                text(&item.bundle),
                text(&item.file),
                text(&item.sha256),
                item.claim_sha256.clone(),
                rank(item.duplicate_of),
                rank(item.same_reference_as),
                inert(&motive),
                inert(&detail),
            ])?;
        }
        out.into_inner().map_err(|e| csv::Error::from(e.into_error()))
    }
}

/// The path of an item's bundle in the archive; none when it has none.
#[must_use]
pub(super) fn path(item: &Item, total: i64) -> Option<String> {
    let name = item.result_name.as_ref()?;
    let digits = total.to_string().len().max(4);
    let reference: String = crate::bundle::names::slug(&item.reference).chars().take(40).collect();
    let folder = format!("{:0digits$}_{}", item.position, reference.trim_end_matches('_'));
    Some(format!("{}/{name}", folder.trim_end_matches('_')))
}

fn state(word: &str) -> &'static str {
    match word {
        "done" => "dossier prêt",
        "blocked" => "bloqué",
        "refused" => "inutilisable",
        "duplicate" => "doublon",
        "failed" => "échec du service",
        _ => "en cours",
    }
}

/// The codes and the sentences of a problem.
fn told(problem: Option<&Value>) -> (String, String) {
    let Some(problem) = problem else { return Default::default() };
    let text = |v: &Value, name: &str| v.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let faults = problem.get("errors").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if faults.is_empty() {
        let code = text(problem, "type");
        return (code.rsplit(':').next().unwrap_or_default().to_owned(), text(problem, "detail"));
    }
    let mut codes: Vec<String> = faults.iter().map(|f| text(f, "code")).collect();
    codes.dedup();
    let sentences: Vec<String> = faults.iter().map(|f| text(f, "message")).collect();
    (codes.join(", "), sentences.join(" — "))
}

/// A text that a spreadsheet would run as a formula is kept as text by an apostrophe.
fn inert(typed: &str) -> String {
    let formula = typed.trim_start().starts_with(['=', '+', '-', '@']) || typed.starts_with(['\t', '\r']);
    if formula { format!("'{typed}") } else { typed.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Moment;
    use crate::store::batches::{BatchState, ItemState};

    fn item(position: i64, state: ItemState) -> Item {
        Item {
            position,
            source: format!("ligne {position}"),
            reference: "=DOSSIER 2026/0042".to_owned(),
            digest: "ab".repeat(32),
            state,
            changed: 3,
            attempts: 2,
            duplicate_of: (state == ItemState::Duplicate).then_some(1),
            same_reference_as: (position == 4).then_some(1),
            bundle: None,
            result_name: (state == ItemState::Done).then(|| "relance_x.zip".to_owned()),
            result_sha256: None,
            problem: (state == ItemState::Refused).then(|| {
                r#"{"type":"urn:creance:problem:claim.unusable","detail":"d","errors":[{"code":"field.missing","message":"Il manque A."},{"code":"field.missing","message":"Il manque B."}]}"#.to_owned()
            }),
        }
    }

    fn ledger() -> Ledger {
        let batch = Batch {
            id: "x".into(),
            tenant: "t".into(),
            bundle: "auto".into(),
            as_of: "2026-11-22".into(),
            merge_exhibits: false,
            state: BatchState::Done,
            total: 4,
            changes: 9,
            webhook_url: None,
            created_at: Moment::from_millis(0),
            finished_at: None,
            expires_at: None,
        };
        let states = [ItemState::Done, ItemState::Refused, ItemState::Duplicate, ItemState::Done];
        let items = states.iter().zip(1..).map(|(s, n)| item(n, *s));
        Ledger::new(&batch, Counts::default(), items.collect())
    }

    #[test]
    fn the_table_reads_back_and_runs_no_formula() {
        let bytes = ledger().csv().unwrap();
        let text = std::str::from_utf8(&bytes).unwrap().strip_prefix('\u{feff}').unwrap();
        let mut read = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
        let rows: Vec<Vec<String>> =
            read.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
        let column = |name: &str| HEADINGS.iter().position(|h| *h == name).unwrap();
        let cells = |name: &str| rows.iter().map(|r| r[column(name)].as_str()).collect::<Vec<_>>();
        assert_eq!(cells("Référence"), ["'=DOSSIER 2026/0042"; 4]);
        assert_eq!(cells("État"), ["dossier prêt", "inutilisable", "doublon", "dossier prêt"]);
        assert_eq!(
            cells("Fichier"),
            ["0001_dossier_2026_0042/relance_x.zip", "", "", "0004_dossier_2026_0042/relance_x.zip"],
            "one folder each"
        );
        assert_eq!(cells("Doublon de"), ["", "", "1", ""]);
        assert_eq!(cells("Même référence que"), ["", "", "", "1"]);
        assert_eq!(cells("Motif"), ["", "field.missing", "", ""]);
        assert_eq!(cells("Détail"), ["", "Il manque A. — Il manque B.", "", ""]);
    }

    #[test]
    fn the_ledger_tells_neither_ids_nor_instants_of_the_service() {
        let text = String::from_utf8(ledger().json().unwrap()).unwrap();
        for word in ["\"id\"", "created_at", "attempts", "1970"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
        assert!(text.contains("0001_dossier_2026_0042/relance_x.zip"));
    }
}
