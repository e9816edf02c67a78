//! What each document must hold and must not hold: `legal-rules/documents/mentions.toml`. A requirement is a sentence of
//! `values/mentions/`, fixed words, or a fact of the file; both kinds of line say to which documents they apply, and when.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::error::LoadFault;
use super::files::RuleFiles;
use super::law::Laws;
use super::value::{Datum, Series};
use crate::domain::{Day, Document, Grade, LawRef, names};

const PATH: &str = "documents/mentions.toml";

names! {
    /// The shape a document leaves in.
    Form {
        /// Pages, to sign, send or file.
        Paper = "paper",
        /// An e-mail, as text or as HTML.
        Message = "message",
        /// A text message.
        Sms = "sms",
        /// What to say on the telephone.
        Phone = "phone",
    }
}

names! {
    /// What must be true of the file for a line to apply.
    Condition {
        /// The letter is written by someone who collects for others.
        Agent = "agent",
        /// The creditor writes it himself.
        OwnName = "own_name",
        /// Penalties of the code de commerce run, between professionals.
        Professional = "professional",
        /// They do not: a consumer, or another debtor who owes none.
        NotProfessional = "not_professional",
        /// Interest or penalties are due.
        Interest = "interest",
        /// Lump sums are due.
        LumpSums = "lump_sums",
        /// The creditor is a legal person.
        CreditorLegal = "creditor_legal",
        /// The creditor is a human being.
        CreditorNatural = "creditor_natural",
        /// The creditor is registered at the RCS.
        CreditorRegistered = "creditor_registered",
        /// The creditor is a company whose form is known.
        CreditorForm = "creditor_form",
        /// The creditor's capital is known.
        CreditorCapital = "creditor_capital",
        /// The creditor is an entrepreneur individuel.
        SoleTrader = "sole_trader",
        /// A debtor is a human being.
        DebtorNatural = "debtor_natural",
        /// There are several debtors.
        SeveralDebtors = "several_debtors",
        /// Something is left to pay.
        BalanceLeft = "balance_left",
        /// Nothing is left to pay.
        Settled = "settled",
        /// Costs not included in the dépens are not asked.
        NoArticle700 = "no_article_700",
        /// No order for payment stands against the debtor.
        NoOrder = "no_order",
        /// A deadline is told.
        Deadlines = "deadlines",
    }
}

names! {
    /// A fact of the file that a document prints.
    Field {
        /// Who is owed.
        CreditorName = "creditor_name",
        /// Seat or domicile.
        CreditorAddress = "creditor_address",
        /// Name and form side by side.
        CreditorNameAndForm = "creditor_name_and_form",
        /// Form in full.
        CreditorForm = "creditor_form",
        /// Share capital.
        CreditorCapital = "creditor_capital",
        /// SIREN.
        CreditorSiren = "creditor_siren",
        /// « RCS » and the town of the registry.
        CreditorRcs = "creditor_rcs",
        /// The organ that represents it: capacity and name.
        CreditorOrgan = "creditor_organ",
        /// Day and place of birth.
        CreditorBirth = "creditor_birth",
        /// Nationality.
        CreditorNationality = "creditor_nationality",
        /// Profession.
        CreditorOccupation = "creditor_occupation",
        /// « EI » beside the name, or the words in full.
        SoleTraderMark = "sole_trader_mark",
        /// Who owes.
        DebtorName = "debtor_name",
        /// Where the debtor is found: the window of a letter, the identification of an act.
        DebtorAddress = "debtor_address",
        /// Who collects for others.
        AgentName = "agent_name",
        /// Where he is found.
        AgentAddress = "agent_address",
        /// The numbers of what is owed.
        Invoices = "invoices",
        /// Their days of issue and due dates, as a table prints them.
        InvoiceDates = "invoice_dates",
        /// Principal.
        Principal = "principal",
        /// Interest or penalties.
        Interest = "interest",
        /// What the rate is.
        Rates = "rates",
        /// Lump sums.
        LumpSums = "lump_sums",
        /// Everything asked.
        Total = "total",
        /// The day the statement was drawn up at.
        StatementDay = "statement_day",
        /// The day of the document.
        Day = "day",
        /// Where it is signed.
        Place = "place",
        /// The reference of the file.
        Reference = "reference",
        /// How to pay.
        Payment = "payment",
        /// Who signs.
        Signatory = "signatory",
        /// The court.
        Court = "court",
        /// What the exhibits are called.
        Exhibits = "exhibits",
    }
}

/// What must stand in a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Wanted {
    /// A dated sentence of `values/`, by the rank of its value: word for word.
    Sentence(usize),
    /// Words that do not change.
    Words(String),
    /// A fact of the file.
    Field(Field),
}

/// To which documents, and when, a line applies.
#[derive(Debug, Clone, PartialEq)]
pub struct Scope {
    /// What it is, for people.
    pub what: String,
    /// The documents.
    pub documents: Vec<Document>,
    /// The shapes.
    pub forms: Vec<Form>,
    /// All of these hold.
    pub when: Vec<Condition>,
    /// First day.
    pub from: Option<Day>,
    /// Last day.
    pub until: Option<Day>,
    /// Articles.
    pub law: Vec<LawRef>,
    /// Ids of the researched rules.
    pub rules: Vec<String>,
    /// How well it was checked.
    pub grade: Grade,
}

/// A mandatory mention.
#[derive(Debug, Clone, PartialEq)]
pub struct Required {
    /// Where and when.
    pub scope: Scope,
    /// What.
    pub wanted: Wanted,
}

/// Words that must not stand in a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Forbidden {
    /// Where and when.
    pub scope: Scope,
    /// Which words, whole.
    pub words: Vec<String>,
    /// Sentences of law that hold them and may be quoted, by the rank of their value.
    pub except: Vec<usize>,
}

/// The whole table.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mentions {
    /// What must stand.
    pub required: Vec<Required>,
    /// What must not.
    pub forbidden: Vec<Forbidden>,
}

impl Scope {
    /// Whether the line applies to this document, in this shape, on this day, in this case.
    #[must_use]
    pub fn applies(
        &self,
        document: Document,
        form: Form,
        day: Day,
        holds: impl Fn(Condition) -> bool,
    ) -> bool {
        self.documents.contains(&document)
            && self.forms.contains(&form)
            && self.from.is_none_or(|d| d <= day)
            && self.until.is_none_or(|d| day <= d)
            && self.when.iter().all(|c| holds(*c))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    group: BTreeMap<String, Vec<Document>>,
    required: Vec<Line>,
    forbidden: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    what: String,
    documents: Vec<String>,
    #[serde(default = "paper_and_message")]
    forms: Vec<Form>,
    #[serde(default)]
    when: Vec<Condition>,
    sentence: Option<String>,
    field: Option<Field>,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    except: Vec<String>,
    law: Vec<String>,
    rules: Vec<String>,
    grade: Grade,
    from: Option<toml::value::Datetime>,
    until: Option<toml::value::Datetime>,
}

fn paper_and_message() -> Vec<Form> {
    vec![Form::Paper, Form::Message]
}

/// Reads the table; `values` gives the rank of a sentence.
pub(super) fn load(
    files: &RuleFiles,
    laws: &Laws,
    values: &[Series],
    faults: &mut Vec<LoadFault>,
) -> Mentions {
    let mut fault = |key: &str, what: String| {
        faults.push(LoadFault { file: PATH.into(), key: key.to_owned(), what });
    };
    let file: File = match files.text(PATH).map(toml::from_str) {
        Some(Ok(f)) => f,
        Some(Err(e)) => {
            fault("", e.message().to_owned());
            return Mentions::default();
        }
        None => {
            fault("", "fichier absent".into());
            return Mentions::default();
        }
    };
    let mut out = Mentions::default();
    let sentence = |id: &str| {
        let at = values.iter().position(|s| s.id == id && is_text(s));
        at.ok_or_else(|| format!("« {id} » n'est pas une phrase de values/"))
    };
    for line in file.required {
        let Some(scope) = scope(&line, &file.group, laws, &mut fault) else { continue };
        let given = (line.sentence, line.field, line.words.as_slice());
        let wanted = match given {
            (Some(id), None, []) => match sentence(&id) {
                Ok(at) => Wanted::Sentence(at),
                Err(what) => {
                    fault(&scope.what, what);
                    continue;
                }
            },
            (None, Some(field), []) => Wanted::Field(field),
            (None, None, [words]) => Wanted::Words(words.clone()),
            _ => {
                fault(&scope.what, "il faut une phrase, un champ ou une seule suite de mots".into());
                continue;
            }
        };
        out.required.push(Required { scope, wanted });
    }
    for line in file.forbidden {
        let Some(scope) = scope(&line, &file.group, laws, &mut fault) else { continue };
        if line.words.is_empty() || line.sentence.is_some() || line.field.is_some() {
            fault(&scope.what, "une interdiction ne porte que sur des mots".into());
            continue;
        }
        let mut except = Vec::new();
        for id in &line.except {
            match sentence(id) {
                Ok(at) => except.push(at),
                Err(what) => fault(&scope.what, what),
            }
        }
        out.forbidden.push(Forbidden { scope, words: line.words, except });
    }
    out
}

fn is_text(series: &Series) -> bool {
    series.versions.iter().all(|v| matches!(v.datum, Datum::Text(_)))
}

fn scope(
    line: &Line,
    groups: &BTreeMap<String, Vec<Document>>,
    laws: &Laws,
    fault: &mut impl FnMut(&str, String),
) -> Option<Scope> {
    let mut documents = Vec::new();
    for name in &line.documents {
        match (name.parse::<Document>(), groups.get(name)) {
            (Ok(d), _) => documents.push(d),
            (_, Some(group)) => documents.extend(group),
            _ => fault(&line.what, format!("document inconnu : {name}")),
        }
    }
    let mut law = Vec::new();
    for key in &line.law {
        match laws.get(key) {
            Some(l) => law.push(l.clone()),
            None => fault(&line.what, format!("référence inconnue : {key}")),
        }
    }
    if line.law.is_empty() && line.grade != Grade::Policy {
        fault(&line.what, "sans article, ce n'est qu'un choix (grade = \"policy\")".into());
    }
    let day = |d: &Option<toml::value::Datetime>| d.as_ref().map(super::value::day);
    let (from, until) = (day(&line.from), day(&line.until));
    if documents.is_empty() || from == Some(None) || until == Some(None) {
        fault(&line.what, "aucun document, ou une date illisible".into());
        return None;
    }
    Some(Scope {
        what: line.what.clone(),
        documents,
        forms: line.forms.clone(),
        when: line.when.clone(),
        from: from.flatten(),
        until: until.flatten(),
        law,
        rules: line.rules.clone(),
        grade: line.grade,
    })
}
