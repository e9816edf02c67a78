//! What the templates of the calculators are given: every text final, every choice made.

use serde::Serialize;

use super::answers::Outcome;
use super::catalogue::{Catalogue, Kind, Page};
use super::filled::{Cell, Filled};
use super::{ROOT, WHICH, asked};
use crate::app::App;
use crate::documents::parts::{Pair, Section};
use crate::domain::LawRef;
use crate::web::{Glossary, TermView, printed};

/// A commune to choose, with the address that chooses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Candidate {
    /// « Saint-Denis (93200) ».
    pub label: String,
    /// The same question with this commune.
    pub address: String,
}

/// The choice between the calculators of a page.
#[derive(Debug, Serialize)]
pub struct ChoiceView {
    page: Page,
    calculations: Vec<Link>,
}

#[derive(Debug, Serialize)]
struct Link {
    title: String,
    lead: String,
    address: String,
}

/// One calculator: its form and, when it was asked and can be answered, its answer.
#[derive(Debug, Serialize)]
pub struct ToolView {
    page: Page,
    title: String,
    lead: String,
    /// The address of the form.
    action: String,
    /// What the form must say of itself, besides its fields.
    hidden: Vec<(String, String)>,
    /// The page of the other calculators, when there are several.
    others: String,
    fields: Vec<FieldView>,
    /// Choices that few need, and whether one of them says something.
    more: Vec<FieldView>,
    more_open: bool,
    rows: Vec<RowView>,
    rows_title: String,
    rows_hint: String,
    errors: Vec<ErrorView>,
    candidates: Vec<Candidate>,
    result: Option<ResultView>,
}

#[derive(Debug, Serialize)]
struct RowView {
    legend: String,
    fields: Vec<FieldView>,
}

#[derive(Debug, Serialize)]
struct FieldView {
    id: String,
    name: String,
    kind: Kind,
    label: String,
    hint: String,
    value: String,
    required: bool,
    ticked: bool,
    inputmode: String,
    autocomplete: String,
    options: Vec<OptionView>,
    /// Whether nothing may be chosen.
    blank: bool,
    error: String,
    /// The ids of the hint and of the fault.
    described: String,
    term: Option<TermView>,
}

#[derive(Debug, Serialize)]
struct OptionView {
    value: String,
    label: String,
    chosen: bool,
}

#[derive(Debug, Serialize)]
struct ErrorView {
    text: String,
    /// The id of the field; nothing for the whole.
    field: String,
}

#[derive(Debug, Serialize)]
pub(super) struct ResultView {
    answer: String,
    sections: Vec<Section>,
    given: Vec<Pair>,
    law: Vec<LawRef>,
    address: String,
    pdf: String,
}

pub(super) fn choice(page: &Page, catalogue: &Catalogue) -> ChoiceView {
    let link = |c: &super::Calculation| Link {
        title: c.title.clone(),
        lead: c.lead.clone(),
        address: asked::address(&format!("{ROOT}/{}", page.id), &[(WHICH.to_owned(), c.id.clone())]),
    };
    ChoiceView { page: page.clone(), calculations: catalogue.of_page(&page.id).map(link).collect() }
}

pub(super) fn result(outcome: Outcome, given: Vec<(String, String)>, address: String) -> ResultView {
    let Outcome { answer, sections, law } = outcome;
    let joint = if address.contains('?') { '&' } else { '?' };
    let pdf = format!("{address}{joint}format=pdf");
    let given = given.iter().map(|(label, value)| Pair::new(label, value.clone())).collect();
    ResultView { answer, sections, given, law: printed(&law), address, pdf }
}

pub(super) fn tool(
    page: &Page,
    filled: &Filled<'_>,
    catalogue: &Catalogue,
    app: &App,
    glossary: &Glossary,
    result: Option<ResultView>,
    candidates: Vec<Candidate>,
) -> ToolView {
    let path = format!("{ROOT}/{}", page.id);
    let several = catalogue.of_page(&page.id).nth(1).is_some();
    let draw = Draw { catalogue, app, glossary };
    let (more, fields): (Vec<_>, Vec<_>) = filled.cells.iter().partition(|c| c.field.more);
    let changed =
        |c: &&Cell<'_>| c.error.is_some() || c.field.default.as_deref().unwrap_or_default() != c.typed;
    let more_open =
        filled.asked && more.iter().filter(|c| c.field.default.as_deref() != Some("today")).any(changed);
    let draws = |cells: &[&Cell<'_>]| cells.iter().map(|c| draw.field(c, &c.field.name)).collect::<Vec<_>>();
    let c = filled.calculation;
    let mut view = ToolView {
        page: page.clone(),
        title: c.title.clone(),
        lead: c.lead.clone(),
        hidden: if several { vec![(WHICH.to_owned(), c.id.clone())] } else { Vec::new() },
        others: if several { path.clone() } else { String::new() },
        action: path,
        fields: draws(&fields),
        more: draws(&more),
        more_open,
        rows: draw.rows(filled),
        rows_title: c.group.as_ref().map(|g| g.title.clone()).unwrap_or_default(),
        rows_hint: c.group.as_ref().map(|g| g.hint.clone()).unwrap_or_default(),
        errors: Vec::new(),
        candidates,
        result,
    };
    let whole = filled.errors.iter().map(|text| ErrorView { text: text.clone(), field: String::new() });
    let shown = view.fields.iter().chain(&view.more).chain(view.rows.iter().flat_map(|r| &r.fields));
    let own = shown.filter(|f| !f.error.is_empty());
    let own = own.map(|f| ErrorView { text: format!("{}\u{a0}: {}", f.label, f.error), field: f.id.clone() });
    view.errors = whole.chain(own).collect();
    view
}

/// What drawing a field takes.
struct Draw<'a> {
    catalogue: &'a Catalogue,
    app: &'a App,
    glossary: &'a Glossary,
}

impl Draw<'_> {
    fn field(&self, cell: &Cell<'_>, id: &str) -> FieldView {
        let f = cell.field;
        let error = cell.error.clone().unwrap_or_default();
        let mut described = Vec::new();
        if !f.hint.is_empty() {
            described.push(format!("{id}-aide"));
        }
        if !error.is_empty() {
            described.push(format!("{id}-erreur"));
        }
        let inputmode = f.inputmode.clone().unwrap_or_else(|| {
            match f.kind {
                Kind::Money | Kind::Rate => "decimal",
                Kind::Count => "numeric",
                _ => "text",
            }
            .to_owned()
        });
        let options = f.options.as_deref().map(|list| self.catalogue.options(list)).unwrap_or_default();
        let option = |(value, label): &(String, String)| OptionView {
            value: value.clone(),
            label: label.clone(),
            chosen: *value == cell.typed,
        };
        let term =
            f.term.as_ref().and_then(|t| self.glossary.term(t, &self.app.law().rules, self.app.today()));
        FieldView {
            id: id.to_owned(),
            name: f.name.clone(),
            kind: f.kind,
            label: f.label.clone(),
            hint: f.hint.clone(),
            value: cell.shown(),
            required: f.required,
            ticked: f.kind == Kind::Switch && cell.value.is_some(),
            inputmode,
            autocomplete: f.autocomplete.clone().unwrap_or_else(|| "off".to_owned()),
            options: options.iter().map(option).collect(),
            blank: f.default.is_none(),
            error,
            described: described.join(" "),
            term,
        }
    }

    /// The lines that say something, then two empty ones while there is room.
    fn rows(&self, filled: &Filled<'_>) -> Vec<RowView> {
        let Some(g) = &filled.calculation.group else { return Vec::new() };
        let shown = (filled.rows.len() + 2).max(g.at_least).min(g.at_most);
        let empty: Vec<Cell<'_>> = g.field.iter().map(Cell::empty).collect();
        let row = |n: usize| {
            let cells = filled.rows.get(n).unwrap_or(&empty);
            let field = |c: &Cell<'_>| {
                let mut view = self.field(c, &format!("{}-{}", c.field.name, n + 1));
                // An empty line is no fault, and one word of help on the first is enough.
                view.required = false;
                view.term = view.term.filter(|_| n == 0);
                view
            };
            RowView { legend: format!("{} {}", g.row, n + 1), fields: cells.iter().map(field).collect() }
        };
        (0..shown).map(row).collect()
    }
}
