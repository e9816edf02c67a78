//! `champs.toml` as it is written, checked against the schema and made ready.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Choice, Condition, Field, Form, Group, ListWords, Place, Placed, Step, choices};
use crate::domain::{Bundle, IdKind, french};
use crate::web::draft::Column;
use crate::web::types::{Kind, Types};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    goals: BTreeMap<String, Vec<Bundle>>,
    goal_hints: BTreeMap<Bundle, String>,
    messages: BTreeMap<String, String>,
    steps: Vec<RawStep>,
    sets: BTreeMap<String, Vec<Entry>>,
    options: BTreeMap<String, BTreeMap<String, String>>,
    choices: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStep {
    id: String,
    title: String,
    lead: String,
    groups: Vec<RawGroup>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawGroup {
    title: String,
    at: String,
    set: Option<String>,
    list: Option<String>,
    #[serde(default)]
    table: bool,
    #[serde(default)]
    blank: usize,
    #[serde(default)]
    order: bool,
    one: Option<String>,
    add: Option<String>,
    paste: Option<String>,
    intro: Option<String>,
    #[serde(default)]
    when: BTreeMap<String, Vec<String>>,
    unless: Option<String>,
    goals: Option<Vec<String>>,
    #[serde(default)]
    closed: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Entry {
    Set(RawSet),
    Field(Box<RawField>),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSet {
    #[serde(rename = "use")]
    set: String,
    at: Option<String>,
    title: Option<String>,
    #[serde(default)]
    rare: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawField {
    at: String,
    label: String,
    hint: Option<String>,
    control: Option<String>,
    autocomplete: Option<String>,
    inputmode: Option<String>,
    term: Option<String>,
    blank: Option<String>,
    #[serde(default)]
    suggest: Vec<String>,
    check: Option<IdKind>,
    #[serde(default)]
    when: BTreeMap<String, Vec<String>>,
    unless: Option<String>,
    several: Option<String>,
    goals: Option<Vec<String>>,
    #[serde(default)]
    rare: bool,
    #[serde(default)]
    wide: bool,
    spell: Option<String>,
    #[serde(default)]
    column: bool,
    #[serde(default)]
    titles: Vec<String>,
    #[serde(default)]
    changes: bool,
    #[serde(default)]
    needed: bool,
    #[serde(default)]
    instead: Vec<String>,
}

/// What is common to the fields of a set taken in.
#[derive(Clone, Default)]
struct Around {
    at: String,
    legend: Option<String>,
    rare: bool,
}

pub(super) fn read(text: &str, types: Types) -> Result<Form, String> {
    let file: File = toml::from_str(text).map_err(|e| e.to_string())?;
    let mut steps = Vec::new();
    let mut places = BTreeMap::new();
    for (rank, step) in file.steps.iter().enumerate() {
        let mut groups = Vec::new();
        for group in &step.groups {
            groups.push(file.group(group, rank, &types, &mut places)?);
        }
        let (title, lead) = (french::typeset(&step.title), french::typeset(&step.lead));
        steps.push(Step { id: step.id.clone(), title, lead, groups });
    }
    let mut options = BTreeMap::new();
    let leaves = places.iter().filter(|(_, p): &(&String, &Placed)| p.leaf);
    for (pointer, _) in leaves {
        options.insert(pointer.clone(), file.choices(pointer, &types)?);
    }
    let typeset = |map: BTreeMap<String, String>| {
        map.into_iter().map(|(k, v)| (k, french::typeset(&v))).collect::<BTreeMap<_, _>>()
    };
    let goals = file.goal_hints.into_iter().map(|(k, v)| (k, french::typeset(&v))).collect();
    let (mut checks, mut instead) = (Vec::new(), BTreeMap::new());
    for group in steps.iter().flat_map(|s: &Step| &s.groups) {
        let base = if group.list.is_some() { format!("{}/*", group.at) } else { group.at.clone() };
        for field in &group.fields {
            let pointer = format!("{base}/{}", field.at);
            if let Some(kind) = field.check {
                checks.push((pointer.clone(), kind));
            }
            if !field.instead.is_empty() {
                instead.insert(pointer, (field.when.clone(), field.instead.clone()));
            }
        }
    }
    Ok(Form { steps, types, goals, messages: typeset(file.messages), options, instead, checks, places })
}

impl File {
    fn choices(&self, pointer: &str, types: &Types) -> Result<Vec<Choice>, String> {
        let listed = self.choices.get(pointer).and_then(|name| self.options.get(name));
        choices::of(pointer, types, listed, &self.options)
    }

    fn group(
        &self,
        raw: &RawGroup,
        step: usize,
        types: &Types,
        places: &mut BTreeMap<String, Placed>,
    ) -> Result<Group, String> {
        let name = raw.set.as_ref().or(raw.list.as_ref()).ok_or("a group has a set or a list")?;
        let mut made = Vec::new();
        self.fields(name, &Around::default(), &mut made, 0)?;
        let base = if raw.list.is_some() { format!("{}/*", raw.at) } else { raw.at.clone() };
        let mut columns = Vec::new();
        for (field, titles) in &made {
            let pointer = format!("{base}/{}", field.at);
            let kind = types.kind(&pointer).ok_or_else(|| format!("{pointer} is no field of the claim"))?;
            if matches!(kind, Kind::List | Kind::Group) {
                return Err(format!("{pointer} holds fields: it is none"));
            }
            if !titles.is_empty() {
                let named = self.choices(&pointer, types)?.into_iter().map(|c| (c.label, c.value)).collect();
                columns.push(Column { field: field.at.clone(), kind, titles: titles.clone(), named });
            }
            let placed = Placed { step, label: field.label.clone(), leaf: true };
            if places.insert(pointer.clone(), placed).is_some_and(|p| p.leaf) {
                return Err(format!("{pointer} stands twice in the form"));
            }
            // What holds a field stands where its first field does.
            let mut up = pointer.as_str();
            while let Some((holder, _)) = up.rsplit_once('/').filter(|(h, _)| h.len() > base.len()) {
                let placed = Placed { step, label: french::typeset(&raw.title), leaf: false };
                places.entry(holder.to_owned()).or_insert(placed);
                up = holder;
            }
        }
        let whole = |label: &str| Placed { step, label: french::typeset(label), leaf: false };
        if !raw.at.is_empty() {
            places.entry(raw.at.clone()).or_insert_with(|| whole(&raw.title));
        }
        let list = match (&raw.list, &raw.one, &raw.add) {
            (None, ..) => None,
            (Some(_), Some(one), Some(add)) => {
                places.entry(base).or_insert_with(|| whole(one));
                Some(ListWords {
                    table: raw.table,
                    blank: raw.blank,
                    ordered: raw.order,
                    one: french::typeset(one),
                    add: french::typeset(add),
                    paste: raw.paste.as_deref().map(french::typeset),
                    columns,
                })
            }
            _ => return Err(format!("the list {} names neither its items nor its button", raw.at)),
        };
        let mut when = conditions(&raw.when);
        when.extend(raw.unless.clone().map(Condition::Absent));
        Ok(Group {
            title: french::typeset(&raw.title),
            at: raw.at.clone(),
            intro: raw.intro.as_deref().map(french::typeset),
            fields: made.into_iter().map(|(field, _)| field).collect(),
            list,
            when,
            goals: raw.goals.as_ref().map(|g| self.bundles(g)).transpose()?,
            closed: raw.closed,
        })
    }

    fn fields(
        &self,
        set: &str,
        around: &Around,
        out: &mut Vec<(Field, Vec<String>)>,
        depth: usize,
    ) -> Result<(), String> {
        let entries =
            self.sets.get(set).filter(|_| depth < 8).ok_or_else(|| format!("no set is named {set}"))?;
        for entry in entries {
            match entry {
                Entry::Set(inner) => {
                    let at = inner.at.as_ref().map_or_else(String::new, |a| format!("{a}/"));
                    let legend =
                        inner.title.as_deref().map(french::typeset).or_else(|| around.legend.clone());
                    let rare = around.rare || inner.rare;
                    let next = Around { at: format!("{}{at}", around.at), legend, rare };
                    self.fields(&inner.set, &next, out, depth + 1)?;
                }
                Entry::Field(raw) => out.push((self.field(raw, around)?, raw.titles.clone())),
            }
        }
        Ok(())
    }

    fn field(&self, raw: &RawField, around: &Around) -> Result<Field, String> {
        let mut when = conditions(&raw.when);
        when.extend(raw.unless.clone().map(Condition::Absent));
        when.extend(raw.several.clone().map(Condition::Several));
        Ok(Field {
            at: format!("{}{}", around.at, raw.at),
            label: french::typeset(&raw.label),
            hint: raw.hint.as_deref().map(french::typeset),
            control: raw.control.clone(),
            legend: around.legend.clone(),
            autocomplete: raw.autocomplete.clone(),
            inputmode: raw.inputmode.clone(),
            term: raw.term.clone(),
            blank: raw.blank.as_deref().map(french::typeset),
            suggest: raw.suggest.clone(),
            check: raw.check,
            when,
            goals: raw.goals.as_ref().map(|g| self.bundles(g)).transpose()?,
            rare: raw.rare || around.rare,
            wide: raw.wide,
            plain: raw.spell.as_deref() == Some("off"),
            column: raw.column,
            changes: raw.changes,
            needed: raw.needed,
            instead: raw.instead.clone(),
        })
    }

    fn bundles(&self, names: &[String]) -> Result<Vec<Bundle>, String> {
        let mut out = Vec::new();
        for name in names {
            match (self.goals.get(name), name.parse()) {
                (Some(several), _) => out.extend(several),
                (None, Ok(one)) => out.push(one),
                (None, Err(())) => return Err(format!("no goal is named {name}")),
            }
        }
        Ok(out)
    }
}

fn conditions(raw: &BTreeMap<String, Vec<String>>) -> Vec<Condition> {
    let place = |name: &String| {
        if name.starts_with('/') { Place::Whole(name.clone()) } else { Place::Beside(name.clone()) }
    };
    raw.iter().map(|(name, values)| Condition::Is(place(name), values.clone())).collect()
}
