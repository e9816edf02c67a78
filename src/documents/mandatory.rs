//! What each document must hold and must not hold, checked against `legal-rules/documents/mentions.toml`.
//!
//! A mandatory mention is looked for in the words of a model before it is printed, and by the tests in the final text.
//! Forbidden words are ours, never the user's: a debtor may be called « République française », so only texts made of
//! known data are searched for them.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::{Day, Document, Grade, Money};
use crate::rules::Rules;
use crate::rules::mention::{Condition, Field, Form, Wanted};

use super::french::{self, amount, date, figure, short_date, user};
use super::parties::{Person, Registration, form_label};
use super::roles::Roles;
use super::sums::Sums;

/// What a document is expected to say: the case it is made for and the facts it prints.
#[derive(Debug, Clone, PartialEq)]
pub struct Situation {
    /// Which document.
    pub document: Document,
    /// Its day.
    pub day: Day,
    roles: Roles,
    conditions: BTreeSet<Condition>,
    fields: BTreeMap<Field, Vec<String>>,
}

/// A mention that is absent, or a word that is there and should not be.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// What the table calls it.
    pub what: String,
    /// The words looked for.
    pub words: String,
    /// How well the rule was checked.
    pub grade: Grade,
}

impl Situation {
    /// A document of which nothing is known but its day.
    #[must_use]
    pub fn new(document: Document, day: Day) -> Situation {
        let roles = Roles::default();
        let mut out =
            Situation { document, day, roles, conditions: BTreeSet::new(), fields: BTreeMap::new() };
        out.put(Field::Day, [date(day)]);
        out.holds([Condition::OwnName, Condition::NoArticle700, Condition::NoOrder]);
        out
    }

    /// The same, known to be so.
    pub fn holds(&mut self, conditions: impl IntoIterator<Item = Condition>) {
        self.conditions.extend(conditions);
    }

    /// The same, known not to be so.
    pub fn lacks(&mut self, condition: Condition) {
        self.conditions.remove(&condition);
    }

    /// What a fact is printed as: each of these. Nothing to print is a fact that is missing.
    pub fn put(&mut self, field: Field, printed: impl IntoIterator<Item = String>) {
        let printed: Vec<String> = printed.into_iter().filter(|t| !t.is_empty()).collect();
        if !printed.is_empty() {
            self.fields.insert(field, printed);
        }
    }

    /// As many lines as the file has, which may be none.
    pub fn list(&mut self, field: Field, printed: impl IntoIterator<Item = String>) {
        self.fields.insert(field, printed.into_iter().collect());
    }

    /// Who is owed: what acts and business papers say of him.
    pub fn creditor(&mut self, person: &Person) {
        self.roles = self.roles.with_creditor(person);
        self.put(Field::CreditorName, [person.bare_name()]);
        match person {
            Person::Legal(p) => {
                self.holds([Condition::CreditorLegal]);
                self.put(Field::CreditorAddress, [p.seat.clone()]);
                if let Some(form) = &p.form {
                    self.holds([Condition::CreditorForm]);
                    let name = format!("{}, {}", person.bare_name(), user(super::parties::statutory(form)));
                    self.put(Field::CreditorNameAndForm, [name]);
                    self.put(Field::CreditorForm, [form_label(form)]);
                    if let Some(capital) = p.capital {
                        self.holds([Condition::CreditorCapital]);
                        self.put(Field::CreditorCapital, [format!("au capital de {}", amount(capital))]);
                    }
                }
                if let Some(organ) = &p.organ {
                    self.put(Field::CreditorOrgan, [user(&organ.capacity), user(&organ.name)]);
                }
                self.registration(&p.registration);
            }
            Person::Natural(p) => {
                self.holds([Condition::CreditorNatural]);
                self.put(Field::CreditorAddress, [p.domicile.clone()]);
                let born = p.born_on.map(date).into_iter().chain(p.born_in.as_deref().map(user));
                self.put(Field::CreditorBirth, born);
                self.put(Field::CreditorNationality, p.nationality.as_deref().map(user));
                self.put(Field::CreditorOccupation, p.occupation.as_deref().map(user));
                if let Some((_, registration)) = &p.business {
                    self.holds([Condition::SoleTrader]);
                    self.registration(registration);
                }
            }
        }
    }

    fn registration(&mut self, r: &Registration) {
        if let (Some(siren), Some(city)) = (&r.siren, &r.rcs_city) {
            self.holds([Condition::CreditorRegistered]);
            self.put(Field::CreditorSiren, [french::siren(siren)]);
            self.put(Field::CreditorRcs, [format!("RCS {}", user(city))]);
        }
    }

    /// Who owes. `window`: the envelope of a letter, which prints the address in its own way.
    pub fn debtors(&mut self, debtors: &[Person], window: Option<&[String]>) {
        self.roles = self.roles.with_debtors(debtors);
        self.put(Field::DebtorName, debtors.iter().map(Person::bare_name));
        if debtors.iter().any(|d| matches!(d, Person::Natural(_))) {
            self.holds([Condition::DebtorNatural]);
        }
        if debtors.len() > 1 {
            self.holds([Condition::SeveralDebtors]);
        }
        match window {
            Some(lines) => self.put(Field::DebtorAddress, lines.iter().cloned()),
            None => self.put(Field::DebtorAddress, debtors.iter().map(|d| d.address().to_owned())),
        }
    }

    /// The sums, as the documents print them.
    pub fn sums(&mut self, sums: &Sums) {
        let t = &sums.totals;
        let (yes, no) = (Condition::Professional, Condition::NotProfessional);
        // A lump sum that is owed although interest is the legal one is owed between professionals all the same.
        self.holds([if sums.professional || t.indemnities_due.is_positive() { yes } else { no }]);
        if !sums.professional {
            self.lacks(yes);
        }
        let printed = |m: Money| vec![figure(m)];
        self.put(Field::Principal, printed(t.principal_due));
        self.put(Field::Total, printed(t.total_due));
        if t.interest_due.is_positive() {
            self.holds([Condition::Interest]);
            self.put(Field::Interest, printed(t.interest_due));
            self.list(Field::Rates, sums.rates.iter().cloned());
        }
        if t.indemnities_due.is_positive() {
            self.holds([Condition::LumpSums]);
            self.put(Field::LumpSums, printed(t.indemnities_due));
        }
        self.holds([if t.total_due.is_zero() { Condition::Settled } else { Condition::BalanceLeft }]);
        self.list(Field::Invoices, sums.invoices.iter().map(|i| user(&i.number)));
        let dates = sums.invoices.iter().flat_map(|i| [short_date(i.issued_on), short_date(i.due_on)]);
        self.list(Field::InvoiceDates, dates);
        self.put(Field::StatementDay, [date(sums.as_of)]);
    }

    /// Who collects for others.
    pub fn agent(&mut self, name: &str, address: impl IntoIterator<Item = String>) {
        self.lacks(Condition::OwnName);
        self.holds([Condition::Agent]);
        self.put(Field::AgentName, [user(name)]);
        self.put(Field::AgentAddress, address);
    }

    fn applies(&self, scope: &crate::rules::mention::Scope, form: Form) -> bool {
        scope.applies(self.document, form, self.day, |c| self.conditions.contains(&c))
    }

    /// Every mention this document must hold, with the words to look for; `None`: the fact itself is missing.
    #[must_use]
    pub fn required(&self, form: Form, rules: &Rules) -> Vec<(Fault, Option<Vec<String>>)> {
        let lines = rules.mentions().required.iter().filter(|r| self.applies(&r.scope, form));
        lines
            .map(|r| {
                let words = match &r.wanted {
                    Wanted::Sentence(rank) => {
                        rules.sentence(*rank, self.day).map(|s| vec![self.roles.agree(s)])
                    }
                    Wanted::Words(words) => Some(vec![self.roles.agree(words)]),
                    Wanted::Field(Field::SoleTraderMark) => Some(self.sole_trader()),
                    Wanted::Field(field) => self.fields.get(field).cloned(),
                };
                let what = r.scope.what.clone();
                (Fault { what, words: String::new(), grade: r.scope.grade }, words)
            })
            .collect()
    }

    /// « EI », right after the name, as letters print it; acts print the words in full.
    fn sole_trader(&self) -> Vec<String> {
        let names = self.fields.get(&Field::CreditorName).cloned().unwrap_or_default();
        match self.document {
            Document::RequeteInjonctionDePayer => vec!["entrepreneur individuel (EI)".to_owned()],
            _ => names.into_iter().map(|n| format!("{n} EI")).collect(),
        }
    }

    /// The mandatory mentions that a text does not hold.
    #[must_use]
    pub fn absent(&self, text: &str, form: Form, rules: &Rules) -> Vec<Fault> {
        let text = folded(text);
        let mut out = Vec::new();
        for (fault, words) in self.required(form, rules) {
            let Some(words) = words else {
                out.push(fault);
                continue;
            };
            let missing = words.into_iter().filter(|w| !text.contains(&folded(w)));
            out.extend(missing.map(|words| Fault { words, ..fault.clone() }));
        }
        out
    }

    /// The forbidden words that a text holds. The text must be made of known data: a name may be any word.
    #[must_use]
    pub fn forbidden(&self, text: &str, form: Form, rules: &Rules) -> Vec<Fault> {
        let text = plain(text);
        let mut out = Vec::new();
        for line in rules.mentions().forbidden.iter().filter(|f| self.applies(&f.scope, form)) {
            let mut ours = text.clone();
            for sentence in line.except.iter().filter_map(|rank| rules.sentence(*rank, self.day)) {
                ours = ours.replace(&plain(sentence), " ");
            }
            for words in line.words.iter().filter(|w| holds_word(&ours, &plain(w))) {
                let (what, grade) = (line.scope.what.clone(), line.scope.grade);
                out.push(Fault { what, words: words.clone(), grade });
            }
        }
        out
    }
}

/// The letters of a text alone: no case, no space, no hyphen, no ligature. A mention cut by a line is still there.
#[must_use]
pub fn folded(text: &str) -> String {
    let skipped = |c: &char| {
        !c.is_whitespace() && !matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '-' | '\u{2010}' | '\u{2011}')
    };
    text.chars().filter(skipped).flat_map(char::to_lowercase).fold(String::new(), |mut out, c| {
        match c {
            '\u{2019}' | '\u{2018}' => out.push('\''),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬀ' => out.push_str("ff"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            c => out.push(c),
        }
        out
    })
}

/// The words of a text: no case, single plain spaces, straight apostrophes.
fn plain(text: &str) -> String {
    let text = text.to_lowercase().replace(['\u{2019}', '\u{2018}'], "'").replace(['\u{ad}', '\u{200b}'], "");
    let text = text.replace(['\u{2010}', '\u{2011}'], "-");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether whole words stand in a text: « juge » is not in « jugement », « 40 € » is not in « 12,40 € ».
fn holds_word(text: &str, word: &str) -> bool {
    let figure = word.starts_with(|c: char| c.is_ascii_digit());
    text.match_indices(word).any(|(at, found)| {
        let before = text[..at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        let joined = |c: char| c.is_alphanumeric() || (figure && matches!(c, ',' | '.'));
        let last = found.chars().next_back();
        let goes_on = last.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric);
        !before.is_some_and(joined) && !goes_on
    })
}

/// Every printed string of a model.
#[must_use]
pub fn words_of(model: &serde_json::Value) -> String {
    fn gather(v: &serde_json::Value, out: &mut String) {
        match v {
            serde_json::Value::String(s) => {
                out.push_str(s);
                out.push('\n');
            }
            serde_json::Value::Array(a) => a.iter().for_each(|v| gather(v, out)),
            serde_json::Value::Object(o) => o.values().for_each(|v| gather(v, out)),
            _ => {}
        }
    }
    let mut out = String::new();
    gather(model, &mut out);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mention_cut_by_lines_and_hyphens_is_found_and_another_is_not() {
        let printed = "Les frais de recou\u{ad}\nvrement entre-\npris sans titre\u{a0}exécutoire";
        assert!(folded(printed).contains(&folded("recouvrement entrepris sans titre exécutoire")));
        assert!(!folded(printed).contains(&folded("recouvrement entrepris avec titre")));
        assert_eq!(folded("L’ofﬁce"), folded("l'office"));
    }

    #[test]
    fn words_are_whole() {
        for (text, word, there) in [
            ("le jugement", "juge", false),
            ("le juge.", "juge", true),
            ("soit 12,40 € par jour", "40 €", false),
            ("3 240 €", "40 €", false),
            ("une indemnité de 40 €.", "40 €", true),
            ("aucune saisie", "saisie", true),
            ("ressaisie", "saisie", false),
        ] {
            assert_eq!(holds_word(&plain(text), &plain(word)), there, "{text} / {word}");
        }
    }
}
