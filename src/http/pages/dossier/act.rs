//! The buttons of a page that change the draft: add, remove, move, paste, import.

use std::collections::BTreeMap;

use super::Posted;
use crate::domain::french;
use crate::http::openapi::examples;
use crate::http::state::State;
use crate::web::draft::{self, Draft, parent};
use crate::web::fields::{Form, ListWords};

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// What went wrong.
    pub messages: Vec<String>,
    /// What was done, for those who cannot see it.
    pub done: Option<String>,
    /// The list that one more item is wanted of.
    pub extra: Option<String>,
    /// The first item shown of a long list.
    pub windows: BTreeMap<String, usize>,
    /// The element to go to.
    pub focus: Option<String>,
    /// A paste that gave nothing, by its list.
    pub pasted: Option<(String, String)>,
    /// An import that could not be read.
    pub unread: Option<String>,
}

/// Does what the button pressed says.
pub(super) fn act(posted: &mut Posted, state: &State) -> Told {
    let mut told = Told::default();
    for window in posted.all("fenetre") {
        if let Some((list, at)) = window.rsplit_once('/').and_then(|(l, at)| Some((l, at.parse().ok()?))) {
            told.windows.insert(list.to_owned(), at);
        }
    }
    let Some((act, what)) = posted.act.clone() else { return told };
    match act.as_str() {
        "actualiser" => told.focus = Some("erreurs".to_owned()),
        "ajouter" => {
            let first = words(state, &what).map(|(_, field)| field).unwrap_or_default();
            let next = posted.draft.count(&what);
            told.focus = Some(Form::id(&format!("{what}/{next}/{first}")));
            told.extra = Some(what);
        }
        "retirer" => {
            posted.draft.remove(&what);
            posted.draft.prune();
            told.done = Some("Retiré.".to_owned());
        }
        "monter" | "descendre" => {
            let down = act == "descendre";
            posted.draft.swap(&what, down);
            told.focus = moved(&what, down).map(|at| format!("{}-{act}", Form::id(&at)));
        }
        "voir" => {
            if let Some((list, at)) = what.rsplit_once('/').and_then(|(l, at)| Some((l, at.parse().ok()?))) {
                told.windows.insert(list.to_owned(), at);
                told.focus = Some(Form::id(list));
            }
        }
        "coller" => paste(posted, state, what, &mut told),
        "importer" => {
            let given = posted.all("importer").find(|t| !t.trim().is_empty()).unwrap_or_default().to_owned();
            import(posted, state, &given, &mut told);
        }
        "exemple" => {
            if let Some(text) = examples::text(&what) {
                import(posted, state, text, &mut told);
            }
        }
        "vider" => {
            posted.draft = Draft::default();
            posted.seen.clear();
            told.done = Some("Le dossier est vide.".to_owned());
        }
        _ => {}
    }
    told
}

fn moved(pointer: &str, down: bool) -> Option<String> {
    let (list, rank) = parent(pointer)?;
    let rank: usize = rank.parse().ok()?;
    let rank = if down { rank.checked_add(1)? } else { rank.checked_sub(1)? };
    Some(format!("{list}/{rank}"))
}

/// The words of a list, and its first field.
fn words<'s>(state: &'s State, list: &str) -> Option<(&'s ListWords, String)> {
    let mut groups = state.form.steps.iter().flat_map(|s| &s.groups);
    let group = groups.find(|g| g.at == list && g.list.is_some())?;
    Some((group.list.as_ref()?, group.fields.first().map(|f| f.at.clone()).unwrap_or_default()))
}

fn paste(posted: &mut Posted, state: &State, list: String, told: &mut Told) {
    let Some((words, _)) = words(state, &list).filter(|(w, _)| w.paste.is_some()) else { return };
    let text = posted.last(&format!("coller:{list}")).unwrap_or_default().to_owned();
    let limits = state.app.limits();
    let pasted = draft::paste(&text, &words.columns, draft::most(&list, limits));
    let (rows, first) = (pasted.items.len(), posted.draft.count(&list));
    if rows == 0 {
        let message =
            "Aucune ligne n’a été reconnue\u{a0}: copiez des cellules d’un tableur, avec leurs titres.";
        told.messages.push(message.to_owned());
        told.pasted = Some((list, text));
        return;
    }
    if let Err(e) = posted.draft.append(&list, pasted.items, limits) {
        told.messages.push(e.to_string());
        told.pasted = Some((list, text));
        return;
    }
    posted.draft.prune();
    let count = u32::try_from(rows).unwrap_or(u32::MAX);
    let mut done = format!("{}.", french::count(count, "ligne collée", "lignes collées"));
    if !pasted.unknown.is_empty() {
        let names: Vec<String> = pasted.unknown.iter().map(|u| french::user(u)).collect();
        done.push_str(&french::fill(" Colonnes laissées de côté : {c}.", &[("c", &french::list(&names))]));
    }
    told.done = Some(done);
    told.windows.insert(list.clone(), first);
    told.focus = Some(Form::id(&list));
}

fn import(posted: &mut Posted, state: &State, text: &str, told: &mut Told) {
    match Draft::read(text, state.app.limits()) {
        Ok(mut draft) => {
            draft.name_exhibits();
            posted.draft = draft;
            // All that is wrong in a file given whole is told at once.
            posted.seen = state.form.steps.iter().map(|s| s.id.clone()).collect();
            posted.told.clear();
            told.done = Some("Dossier repris.".to_owned());
        }
        Err(e) => {
            told.messages.push(e.to_string());
            told.unread = Some(text.to_owned());
        }
    }
}
