//! One field as the page shows it.

use serde::Serialize;
use serde_json::{Map, Value};

use super::View;
use super::notes::Note;
use crate::domain::french;
use crate::web::TermView;
use crate::web::fields::{ANY, Condition, Field, Form, USUAL};
use crate::web::types::Kind;

/// An option of a list.
#[derive(Debug, Serialize)]
pub struct Picked {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// A field, ready for its template.
#[derive(Debug, Serialize)]
pub struct FieldView {
    /// Of its element.
    pub id: String,
    /// Its pointer.
    pub name: String,
    /// Its words.
    pub label: String,
    /// What helps.
    pub hint: Option<String>,
    /// `text`, `long`, `lines`, `select`, `check`, `checks`, `suggest`.
    pub control: &'static str,
    /// As shown.
    pub value: String,
    /// What may be chosen.
    pub options: Vec<Picked>,
    /// The id of the list of suggestions.
    pub list: Option<String>,
    /// For `autocomplete`.
    pub autocomplete: Option<String>,
    /// For `inputmode`.
    pub inputmode: Option<String>,
    /// Its word in the glossary.
    pub term: Option<TermView>,
    /// Whether a claim needs it.
    pub required: bool,
    /// Takes the whole width.
    pub wide: bool,
    /// No spelling is checked.
    pub plain: bool,
    /// Does not matter now.
    pub hidden: bool,
    /// What must hold for it to matter, for scripts.
    pub when: Option<String>,
    /// Whether scripts ask for the page again when it changes.
    pub changes: bool,
    /// What kind of value scripts may write again: `date`, `money`…
    pub kind: &'static str,
    /// What is said of it.
    pub notes: Vec<Note>,
    /// Whether it is wrong.
    pub invalid: bool,
    /// The ids of what describes it.
    pub described: String,
    /// Whether to go there at once.
    pub focus: bool,
    /// The name within the item, for scripts that number rows.
    pub at: String,
}

impl FieldView {
    /// Its name and value, in words.
    pub(super) fn told(&self) -> String {
        let chosen = self.options.iter().find(|o| o.chosen && !o.label.is_empty()).map(|o| o.label.as_str());
        match self.control {
            "check" => self.label.clone(),
            _ => format!("{}{}: {}", self.label, french::NBSP, chosen.unwrap_or(&self.value)),
        }
    }
}

impl View<'_> {
    /// Whether a field is asked for at once, and whether it makes sense at all.
    pub(super) fn matters(&self, field: &Field, base: &str) -> (bool, bool) {
        let makes_sense = field.when.iter().all(|c| c.holds(self.draft, base));
        let goal = field.goals.as_ref().is_none_or(|g| g.contains(&self.goal));
        (goal && !field.rare, makes_sense)
    }

    /// Whether a claim needs the field: the schema requires it of what holds it, and that is required or there.
    pub(super) fn is_needed(&self, field: &Field, name: &str) -> bool {
        let types = &self.form.types;
        let held = |up: &str| {
            types.kind(up) != Some(Kind::Group)
                || types.is_required(up)
                || self.draft.get(up).is_some()
                || up.rsplit('/').next().is_some_and(|s| s.bytes().all(|b| b.is_ascii_digit()))
        };
        let mut holders = name.match_indices('/').skip(1).filter_map(|(at, _)| name.get(..at));
        (field.needed || types.is_required(name)) && holders.all(held)
    }

    pub(super) fn field(&self, field: &Field, base: &str, hidden: bool) -> FieldView {
        let name = format!("{base}/{}", field.at);
        let kind = self.form.types.kind(&name).unwrap_or(Kind::Text);
        let value = self.draft.get(&name);
        let shown = value.map(|v| self.form.shown(kind, &name, v)).unwrap_or_default();
        let id = Form::id(&name);
        let (control, list) = control(field, kind, &id);
        let required = self.is_needed(field, &name);
        let options = self.options(field, control, &name, value, &shown, required);
        let notes: Vec<Note> = self.notes.at(&name).to_vec();
        let invalid = notes.iter().any(|n| n.severity == "error");
        let hint = field.hint.clone();
        let mut described = Vec::new();
        // In a table the title of the column says it all.
        if hint.is_some() && !field.column {
            described.push(format!("{id}-aide"));
        }
        if !notes.is_empty() {
            described.push(format!("{id}-note"));
        }
        let inputmode = field.inputmode.clone().or_else(|| match kind {
            Kind::Money | Kind::Rate => Some("decimal".to_owned()),
            _ => None,
        });
        FieldView {
            label: field.label.clone(),
            control,
            value: shown,
            options,
            list,
            // What is said of a debtor is not what the browser knows of whoever types.
            autocomplete: match &field.autocomplete {
                Some(word) if base.starts_with("/creditor") => Some(word.clone()),
                Some(_) => Some("off".to_owned()),
                None => None,
            },
            inputmode,
            term: field.term.as_deref().and_then(|t| (self.terms)(t)),
            required,
            wide: field.wide,
            plain: field.plain,
            hidden,
            when: when(self.form, &field.when, base),
            changes: field.changes,
            kind: match kind {
                Kind::Date => "date",
                Kind::Money => "money",
                Kind::Rate | Kind::RateTerm => "rate",
                Kind::Integer => "integer",
                _ => field.check.map_or("text", |c| c.name()),
            },
            invalid,
            notes,
            described: described.join(" "),
            focus: self.focus.as_deref() == Some(id.as_str()),
            at: field.at.clone(),
            hint,
            name,
            id,
        }
    }

    fn options(
        &self,
        field: &Field,
        control: &str,
        name: &str,
        value: Option<&Value>,
        shown: &str,
        required: bool,
    ) -> Vec<Picked> {
        let plain = match value {
            Some(Value::String(s)) => s.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        let chosen = |v: &str| match value {
            Some(Value::Array(items)) => items.iter().any(|i| i == v),
            _ => v == plain,
        };
        let picked = |v: String, label: String| Picked { chosen: chosen(&v), value: v, label };
        if control == "suggest" {
            let of = |text: &String| Picked { value: text.clone(), label: String::new(), chosen: false };
            if field.control.as_deref() == Some("city") {
                let code = name.strip_suffix("/city").map(|up| format!("{up}/postal_code"));
                let code = code.and_then(|p| self.draft.text(&p));
                return code.map(|c| (self.communes)(c)).unwrap_or_default().iter().map(of).collect();
            }
            return field.suggest.iter().map(of).collect();
        }
        let mut out = Vec::new();
        if control == "select" {
            let unset = if required { "Choisissez" } else { "Sans réponse" };
            let label = field.blank.clone().unwrap_or_else(|| unset.to_owned());
            out.push(Picked { value: String::new(), label, chosen: plain.is_empty() });
        }
        match field.control.as_deref() {
            Some("exhibit") => out.extend(self.exhibits(picked)),
            Some("debtor") => out.extend(
                (0..self.draft.count("/debtors"))
                    .map(|i| picked(i.to_string(), self.person(&format!("/debtors/{i}"), i))),
            ),
            _ if matches!(control, "select" | "checks") => {
                let all = self.form.choices(name).iter();
                out.extend(all.map(|c| picked(c.value.clone(), c.label.clone())));
            }
            _ => {}
        }
        // A value that is not on the list is shown all the same: it must not be lost by looking at it.
        if control == "select" && !plain.is_empty() && !out.iter().any(|o| o.chosen) {
            out.push(Picked { value: shown.to_owned(), label: shown.to_owned(), chosen: true });
        }
        out
    }

    /// The pieces, by their numbers.
    fn exhibits(&self, picked: impl Fn(String, String) -> Picked) -> Vec<Picked> {
        let of = |i: usize| {
            let id = self.draft.text(&format!("/exhibits/{i}/id"))?;
            let words = self.draft.text(&format!("/exhibits/{i}/label")).unwrap_or(id);
            Some(picked(id.to_owned(), format!("{}. {words}", i + 1)))
        };
        (0..self.draft.count("/exhibits")).filter_map(of).collect()
    }

    /// The numbers of the invoices, for suggestions.
    pub(super) fn invoice_numbers(&self) -> Vec<String> {
        let number = |i: usize| self.draft.text(&format!("/invoices/{i}/number")).map(str::to_owned);
        (0..self.draft.count("/invoices")).filter_map(number).collect()
    }

    /// What a party is called.
    pub(super) fn person(&self, at: &str, rank: usize) -> String {
        let text = |field: &str| self.draft.text(&format!("{at}/{field}"));
        match (text("name"), text("first_names"), text("last_name")) {
            (Some(name), ..) => name.to_owned(),
            (None, Some(first), Some(last)) => format!("{first} {last}"),
            (None, first, last) => {
                let one = first.or(last).map(str::to_owned);
                one.unwrap_or_else(|| format!("Débiteur{}{}", french::NBSP, rank + 1))
            }
        }
    }
}

/// The control of a field, and the list it suggests from.
fn control(field: &Field, kind: Kind, id: &str) -> (&'static str, Option<String>) {
    let own = || Some(format!("{id}-choix"));
    match (field.control.as_deref(), kind) {
        (Some("long"), _) => ("long", None),
        (Some("select" | "exhibit" | "debtor"), _) => ("select", None),
        // There may be thousands, on each row: they are listed once.
        (Some("invoice"), _) => ("text", Some("factures".to_owned())),
        (Some("city"), _) => ("suggest", own()),
        (Some("country"), _) | (_, Kind::Country) => ("text", Some("pays".to_owned())),
        (Some("rate"), _) | (_, Kind::RateTerm) => ("text", Some("taux".to_owned())),
        (_, Kind::Lines) => ("lines", None),
        (_, Kind::Choice) => ("select", None),
        (_, Kind::Choices) => ("checks", None),
        (_, Kind::Truth) => ("check", None),
        _ if !field.suggest.is_empty() => ("suggest", own()),
        _ => ("text", None),
    }
}

/// The conditions on other fields, as a script reads them: `{"/creditor/kind": ["company", ""]}`, the blank being one who
/// has not chosen yet.
pub(super) fn when(form: &Form, conditions: &[Condition], base: &str) -> Option<String> {
    let pairs = conditions.iter().filter_map(|c| match c {
        Condition::Is(place, values) => {
            let pointer = place.pointer(base);
            let mut values = values.clone();
            if values.iter().any(|v| v == ANY) {
                values = form.choices(&pointer).iter().map(|c| c.value.clone()).collect();
            } else if values.iter().any(|v| v == USUAL) {
                values.push(String::new());
            }
            Some((pointer, Value::from(values)))
        }
        _ => None,
    });
    let map: Map<String, Value> = pairs.collect();
    (!map.is_empty()).then(|| Value::Object(map).to_string())
}
