//! The décompte in the page: the very model of the printed one, shortened when it is long, and every figure in a sentence.

use serde::Serialize;
use serde_json::{Value, json};

use crate::documents::build::{self, BuildContext};
use crate::domain::{Document, french};
use crate::dossier::{Dossier, Law};
use crate::statement::view::StatementView;

/// How many lines of a table, or sentences, a page shows: the spreadsheet has them all.
const SHOWN: usize = 200;

/// The décompte.
#[derive(Debug, Serialize)]
pub struct Account {
    /// « 9 597,61 € »: all lines together, asked or not.
    pub total_due: String,
    /// The model of the printed décompte; nothing when it cannot be drawn up.
    pub model: Option<Value>,
    /// Why it cannot.
    pub obstacle: Option<String>,
    /// Every figure in a sentence.
    pub explanation: Vec<String>,
    /// Sentences left out.
    pub more: usize,
}

/// The décompte of a dossier.
pub(super) fn account(d: &Dossier, law: &Law) -> Account {
    let view = StatementView::new(&d.statement, &d.claim, &law.rules);
    let (model, obstacle) = match printed(d, law) {
        Ok(model) => (model, None),
        Err(why) => (None, Some(why)),
    };
    let mut explanation = view.explanation;
    let more = explanation.len().saturating_sub(SHOWN);
    explanation.truncate(SHOWN);
    Account { total_due: french::amount(view.totals.total_due), model, obstacle, explanation, more }
}

fn printed(d: &Dossier, law: &Law) -> Result<Option<Value>, String> {
    let ctx = BuildContext { law, pages: None, statement_attached: false };
    let sentence =
        |e: &dyn std::fmt::Display| format!("{}.", french::capitalised(&french::typeset(&e.to_string())));
    let Ok(admitted) = d.admit_document(Document::Decompte) else { return Ok(None) };
    let drafts = build::data(Document::Decompte, admitted, &ctx).map_err(|e| sentence(&e))?;
    let model = drafts.first().and_then(|draft| serde_json::from_slice(&draft.data).ok());
    Ok(model.map(|mut model| {
        shorten(&mut model);
        model
    }))
}

/// Cuts long tables and lists, and says how much is left.
fn shorten(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for key in ["rows", "items"] {
                let Some(Value::Array(lines)) = fields.get_mut(key) else { continue };
                let more = lines.len().saturating_sub(SHOWN);
                lines.truncate(SHOWN);
                fields.insert("more".to_owned(), json!(more));
            }
            fields.values_mut().for_each(shorten);
        }
        Value::Array(items) => items.iter_mut().for_each(shorten),
        _ => {}
    }
}
