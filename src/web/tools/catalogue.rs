//! What calculators there are, with their fields and sentences: `templates/pages/outils.toml`, read once and checked.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::deadlines::limitation::ActKind;
use crate::deadlines::territory_name;
use crate::domain::{LawRef, Territory, french};
use crate::dossier::Law;
use crate::render::{RenderError, TemplateFiles};
use crate::rules::Rules;
use crate::web::fields::Choice;

/// Where it stands among the templates.
const PATH: &str = "pages/outils.toml";

/// What computes the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Engine {
    /// Interest on one sum.
    Interest,
    /// One deadline.
    Deadline,
    /// The competent court.
    Court,
    /// The limitation of one claim.
    Limitation,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A day.
    Date,
    /// An amount.
    Money,
    /// Percent a year.
    Rate,
    /// A whole number.
    Count,
    /// One of a list.
    Choice,
    /// One of a list of numbers.
    NumberChoice,
    /// Words.
    Text,
    /// Ticked or not.
    Switch,
}

/// A field of a form.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    /// In the address of the result.
    pub name: String,
    /// In the question asked to the library.
    pub pointer: String,
    /// What it holds.
    pub kind: Kind,
    /// French label.
    pub label: String,
    /// A word of help.
    #[serde(default)]
    pub hint: String,
    /// Term of the glossary.
    pub term: Option<String>,
    /// Whether it must be filled.
    #[serde(default)]
    pub required: bool,
    /// What stands there at first; `today`: the day.
    pub default: Option<String>,
    /// The list it is chosen from.
    pub options: Option<String>,
    /// Whether it is set aside, among the choices few need.
    #[serde(default)]
    pub more: bool,
    /// Keyboard of a phone.
    pub inputmode: Option<String>,
    /// What the browser may fill.
    pub autocomplete: Option<String>,
    /// Articles that come with it when it is filled.
    #[serde(default)]
    pub law: Vec<String>,
}

/// Fields that are repeated, a line each.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// In the question: the list.
    pub pointer: String,
    /// French title.
    pub title: String,
    /// A word of help.
    pub hint: String,
    /// « Paiement »: the name of a line.
    pub row: String,
    /// Lines shown at first.
    pub at_least: usize,
    /// Lines read at most.
    pub at_most: usize,
    /// Articles that come with a line.
    #[serde(default)]
    pub law: Vec<String>,
    /// The fields of a line.
    pub field: Vec<Field>,
}

/// A value of the answer that is shown with its name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// In the answer.
    pub key: String,
    /// French label.
    pub label: String,
}

/// A calculator.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calculation {
    /// Stable name.
    pub id: String,
    /// The page it stands on.
    pub page: String,
    /// What computes it.
    pub engine: Engine,
    /// The kind of deadline.
    #[serde(default)]
    pub kind: String,
    /// French title.
    pub title: String,
    /// The title of its paper, when another.
    pub paper: Option<String>,
    /// What it is for.
    pub lead: String,
    /// The answer in a sentence, with blanks.
    pub answer: String,
    /// How it is computed, when the answer does not say.
    #[serde(default)]
    pub explain: String,
    /// What it does not see.
    #[serde(default)]
    pub limits: Vec<String>,
    /// Articles, when the answer does not bring its own.
    #[serde(default)]
    pub law: Vec<String>,
    /// The fields.
    pub field: Vec<Field>,
    /// The repeated fields.
    pub group: Option<Group>,
    /// The values shown.
    #[serde(default)]
    pub figure: Vec<Figure>,
}

/// A page of calculators.
#[derive(Debug, Clone, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// `/outils/<id>`.
    pub id: String,
    /// French title.
    pub title: String,
    /// In a few words.
    pub short: String,
    /// What it is for.
    pub lead: String,
}

type Choices = Vec<(String, String)>;

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct File {
    options: BTreeMap<String, Choices>,
    words: BTreeMap<String, String>,
    errors: BTreeMap<String, String>,
    rate_law: BTreeMap<String, Vec<String>>,
    page: Vec<Page>,
    calculation: Vec<Calculation>,
}

/// The calculators.
pub struct Catalogue(File);

impl Catalogue {
    /// Reads them; the natures of a claim are those of the form. Templates without pages have none.
    ///
    /// # Errors
    /// An unreadable file; an unknown page, list or article.
    pub fn read(files: &TemplateFiles, law: &Law, natures: &[Choice]) -> Result<Self, RenderError> {
        let fault =
            |message: String| RenderError::Compile { template: PATH.to_owned(), message, hints: Vec::new() };
        let Some(text) = files.text(PATH) else { return Ok(Catalogue(File::default())) };
        let mut file: File = toml::from_str(text).map_err(|e| fault(e.message().to_owned()))?;
        add_known_lists(&mut file.options, law, natures);
        for list in file.options.values_mut() {
            list.iter_mut().for_each(|(_, label)| *label = french::typeset(label));
        }
        for p in &mut file.page {
            for text in [&mut p.title, &mut p.short, &mut p.lead] {
                *text = french::typeset(text);
            }
        }
        for c in &mut file.calculation {
            typeset(c);
        }
        check(&file, &law.rules).map_err(fault)?;
        Ok(Catalogue(file))
    }

    /// The pages, in their order.
    #[must_use]
    pub fn pages(&self) -> &[Page] {
        &self.0.page
    }

    /// A page by its id.
    #[must_use]
    pub fn page(&self, id: &str) -> Option<&Page> {
        self.0.page.iter().find(|p| p.id == id)
    }

    /// The calculators of a page.
    pub fn of_page(&self, page: &str) -> impl Iterator<Item = &Calculation> + use<'_> {
        let page = page.to_owned();
        self.0.calculation.iter().filter(move |c| c.page == page)
    }

    /// What a list offers.
    #[must_use]
    pub fn options(&self, list: &str) -> &[(String, String)] {
        self.0.options.get(list).map_or(&[], Vec::as_slice)
    }

    /// The label of a name in a list.
    #[must_use]
    pub fn label<'a>(&'a self, list: &str, name: &'a str) -> &'a str {
        self.options(list).iter().find(|(n, _)| n == name).map_or(name, |(_, label)| label)
    }

    /// What a name of an answer means.
    #[must_use]
    pub fn word<'a>(&'a self, name: &'a str) -> &'a str {
        self.0.words.get(name).map_or(name, String::as_str)
    }

    /// How a refusal is told on a page, by its code or by where it is in the question.
    #[must_use]
    pub fn error(&self, code: &str) -> Option<&str> {
        self.0.errors.get(code).map(String::as_str)
    }

    /// The articles of a rate.
    #[must_use]
    pub fn rate_law(&self, rate: &str) -> &[String] {
        self.0.rate_law.get(rate).map_or(&[], Vec::as_slice)
    }
}

/// References by their keys, each once.
#[must_use]
pub fn references<'a>(keys: impl IntoIterator<Item = &'a String>, rules: &Rules) -> Vec<LawRef> {
    let mut out: Vec<LawRef> = Vec::new();
    for law in keys.into_iter().filter_map(|k| rules.law(k)) {
        if !out.contains(law) {
            out.push(law.clone());
        }
    }
    out
}

/// The lists that the library itself keeps.
fn add_known_lists(options: &mut BTreeMap<String, Choices>, law: &Law, natures: &[Choice]) {
    let nature = natures.iter().map(|n| (n.value.clone(), n.label.clone()));
    options.insert("nature".to_owned(), nature.collect());
    let named = |all: Vec<Territory>| -> Choices {
        let name = |t: &Territory| serde_json::to_value(t).ok()?.as_str().map(str::to_owned);
        all.iter().filter_map(|t| Some((name(t)?, french::capitalised(territory_name(*t))))).collect()
    };
    let with_calendar = Territory::ALL.into_iter().filter(|t| law.calendars.supports(*t)).collect();
    options.insert("territory".to_owned(), named(with_calendar));
    options.insert("residence".to_owned(), named(Territory::ALL.to_vec()));
    let act = |(name, kind): &(&str, ActKind)| {
        let words = kind.french();
        let bare = ["la ", "le ", "l'"].iter().find_map(|a| words.strip_prefix(a)).unwrap_or(words);
        ((*name).to_owned(), french::capitalised(bare))
    };
    options.insert("act".to_owned(), ActKind::NAMED.iter().map(act).collect());
    let mut limitation = options.get("nature").cloned().unwrap_or_default();
    let own = law.calendars.limitation().all().iter().filter(|r| r.natures.is_empty());
    limitation.extend(own.map(|r| (r.key.clone(), r.title.clone())));
    options.insert("limitation".to_owned(), limitation);
}

fn typeset(c: &mut Calculation) {
    let fields = c.field.iter_mut().chain(c.group.iter_mut().flat_map(|g| g.field.iter_mut()));
    for text in fields.flat_map(|f| [&mut f.label, &mut f.hint]) {
        *text = french::typeset(text);
    }
    if let Some(g) = &mut c.group {
        for text in [&mut g.title, &mut g.hint, &mut g.row] {
            *text = french::typeset(text);
        }
    }
    for text in [&mut c.title, &mut c.lead, &mut c.explain] {
        *text = french::typeset(text);
    }
    c.limits.iter_mut().for_each(|l| *l = french::typeset(l));
    c.figure.iter_mut().for_each(|f| f.label = french::typeset(&f.label));
}

fn check(file: &File, rules: &Rules) -> Result<(), String> {
    for c in &file.calculation {
        if !file.page.iter().any(|p| p.id == c.page) {
            return Err(format!("{}: unknown page {}", c.id, c.page));
        }
        let group = c.group.iter().flat_map(|g| &g.field);
        let mut law: Vec<&String> = c.law.iter().chain(c.group.iter().flat_map(|g| &g.law)).collect();
        for f in c.field.iter().chain(group) {
            if let Some(list) = f.options.as_ref().filter(|l| !file.options.contains_key(*l)) {
                return Err(format!("{}.{}: unknown list {list}", c.id, f.name));
            }
            law.extend(&f.law);
        }
        if let Some(key) = law.into_iter().find(|k| rules.law(k).is_none()) {
            return Err(format!("{}: unknown article {key}", c.id));
        }
    }
    match file.rate_law.values().flatten().find(|k| rules.law(k).is_none()) {
        Some(key) => Err(format!("rate_law: unknown article {key}")),
        None => Ok(()),
    }
}
