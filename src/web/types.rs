//! The types of the claim's fields, read off its published schema: the form keeps no list of its own.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

/// What stands at a place of the claim file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// Several texts.
    Lines,
    /// A day.
    Date,
    /// An amount.
    Money,
    /// A rate in percent a year.
    Rate,
    /// A rate or a series of rates.
    RateTerm,
    /// A country.
    Country,
    /// A whole number.
    Integer,
    /// Yes or no.
    Truth,
    /// One of a list.
    Choice,
    /// Some of a list.
    Choices,
    /// Items, each with fields.
    List,
    /// Fields.
    Group,
}

/// The types, by generic pointer: `/invoices/*/issued_on`.
#[derive(Debug, Default)]
pub struct Types {
    kinds: BTreeMap<String, Kind>,
    choices: BTreeMap<String, Vec<String>>,
    required: BTreeSet<String>,
}

impl Types {
    /// Those of a schema.
    #[must_use]
    pub fn of(schema: &Value) -> Self {
        let mut types = Types::default();
        types.walk(schema, schema, &mut String::new());
        types
    }

    fn walk(&mut self, schema: &Value, node: &Value, at: &mut String) {
        let (name, node) = resolved(schema, node);
        let named = match name {
            Some("Date") => Some(Kind::Date),
            Some("Money") => Some(Kind::Money),
            Some("Rate") => Some(Kind::Rate),
            Some("RateTerm") => Some(Kind::RateTerm),
            Some("Country") => Some(Kind::Country),
            _ => None,
        };
        let fields = node.get("properties").and_then(Value::as_object);
        let items = node.get("items").map(|items| resolved(schema, items).1);
        let one_of = node.get("enum").and_then(Value::as_array);
        let branches = node.get("anyOf").and_then(Value::as_array);
        let kind = match (named, node.get("type").and_then(Value::as_str)) {
            (Some(kind), _) => kind,
            _ if fields.is_some() => Kind::Group,
            _ if items.is_some_and(|i| i.get("enum").is_some()) => Kind::Choices,
            _ if items.is_some_and(|i| i.get("properties").is_some()) => Kind::List,
            (_, Some("array")) => Kind::Lines,
            _ if one_of.is_some() => Kind::Choice,
            (_, Some("boolean")) => Kind::Truth,
            (_, Some("integer")) => Kind::Integer,
            (_, Some("string")) => Kind::Text,
            _ => {
                let length = at.len();
                for branch in branches.into_iter().flatten() {
                    self.walk(schema, branch, at);
                    at.truncate(length);
                }
                return;
            }
        };
        self.kinds.entry(at.clone()).or_insert(kind);
        let listed = items.filter(|_| kind == Kind::Choices).and_then(|i| i.get("enum")?.as_array());
        if let (Kind::Choice | Kind::Choices, Some(all)) = (kind, listed.or(one_of)) {
            let texts = all.iter().filter_map(Value::as_str).map(str::to_owned);
            self.choices.insert(at.clone(), texts.collect());
        }
        let length = at.len();
        if let (Kind::List, Some(item)) = (kind, items) {
            at.push_str("/*");
            self.walk(schema, item, at);
            at.truncate(length);
        }
        let required = node.get("required").and_then(Value::as_array);
        for (field, next) in fields.into_iter().flatten() {
            at.push('/');
            at.push_str(field);
            if required.is_some_and(|r| r.iter().any(|f| f == field)) {
                self.required.insert(at.clone());
            }
            self.walk(schema, next, at);
            at.truncate(length);
        }
    }

    /// The kind at a pointer, of one item or of all (`*`).
    #[must_use]
    pub fn kind(&self, pointer: &str) -> Option<Kind> {
        self.kinds.get(&generic(pointer)).copied()
    }

    /// The values that a choice admits.
    #[must_use]
    pub fn choices(&self, pointer: &str) -> &[String] {
        self.choices.get(&generic(pointer)).map_or(&[], Vec::as_slice)
    }

    /// Whether the schema requires the field of what holds it.
    #[must_use]
    pub fn is_required(&self, pointer: &str) -> bool {
        self.required.contains(&generic(pointer))
    }

    /// The generic pointers of everything that is typed in a field.
    pub fn leaves(&self) -> impl Iterator<Item = &str> {
        let typed = self.kinds.iter().filter(|(_, k)| !matches!(k, Kind::List | Kind::Group));
        typed.map(|(at, _)| at.as_str())
    }
}

/// A node through its reference, and the name it is referred to by.
fn resolved<'s>(schema: &'s Value, node: &'s Value) -> (Option<&'s str>, &'s Value) {
    let target = node.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix('#'));
    match target.and_then(|t| Some((t, schema.pointer(t)?))) {
        Some((target, found)) => (target.rsplit('/').next(), found),
        None => (None, node),
    }
}

/// A pointer with `*` for every rank.
#[must_use]
pub fn generic(pointer: &str) -> String {
    let rank = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    pointer.split('/').map(|s| if rank(s) { "*" } else { s }).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_of_the_claim_gives_every_type() {
        let types = Types::of(&crate::claim::schema());
        for (pointer, kind) in [
            ("/reference", Kind::Text),
            ("/as_of", Kind::Date),
            ("/nature", Kind::Choice),
            ("/creditor", Kind::Group),
            ("/creditor/address/lines", Kind::Lines),
            ("/creditor/address/country", Kind::Country),
            ("/creditor/merchant", Kind::Truth),
            ("/debtors", Kind::List),
            ("/debtors/3/bank/iban", Kind::Text),
            ("/contract/late_rate", Kind::RateTerm),
            ("/contract/payment_terms/days", Kind::Integer),
            ("/invoices/12/amount_incl_tax", Kind::Money),
            ("/order/services/0/debtor", Kind::Integer),
            ("/instalments/instalments", Kind::List),
            ("/instalments/instalments/0/amount", Kind::Money),
            ("/instalments/instalments/count", Kind::Integer),
            ("/instalments/waive", Kind::Choices),
            ("/policy/day_count", Kind::Choice),
        ] {
            assert_eq!(types.kind(pointer), Some(kind), "{pointer}");
        }
        assert_eq!(types.kind("/nowhere"), None);
        assert_eq!(types.choices("/policy/day_count"), ["365", "actual"]);
        assert_eq!(types.choices("/instalments/waive"), ["interest", "indemnities"]);
        assert!(types.is_required("/invoices/0/number") && !types.is_required("/invoices/0/due_on"));
        assert!(types.leaves().count() > 150, "{}", types.leaves().count());
    }
}
