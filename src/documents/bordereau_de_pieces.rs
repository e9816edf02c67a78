//! D12, the list of exhibits (CPC, art. 57 and 1407): the numbers stamped on the pieces, in one unbroken run.
//! It names no piece that is not attached.

use serde::Serialize;

use crate::domain::Day;
use crate::rules::{NoVersion, Rules, registry};

use super::mentions::Mention;
use super::parties::Person;
use super::parts::{Kind, Meta, Pair, Signature, Table, TableBuilder};
use super::roles::Roles;
use super::{french, samples};

/// The list of exhibits.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Bordereau {
    /// Properties and foot.
    pub meta: Meta,
    /// « Bordereau des documents justificatifs ».
    pub title: String,
    /// The article, for a request.
    pub subtitle: String,
    /// Parties, reference.
    pub summary: Vec<Pair>,
    /// The exhibits.
    pub exhibits: Table,
    /// « 5 pièces, 9 pages. ».
    pub count: String,
    /// « Fait à …, le … ».
    pub done_at: String,
    /// Who signs.
    pub signature: Signature,
}

/// One exhibit.
#[derive(Debug, Clone, PartialEq)]
pub struct ExhibitLine {
    /// Its number, the one stamped on it.
    pub number: u32,
    /// What it is.
    pub label: String,
    /// Its date.
    pub date: Option<Day>,
    /// How many pages; unknown as long as the file was not read.
    pub pages: Option<u32>,
}

/// What the list needs.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The dossier's own number.
    pub reference: &'a str,
    /// Who is owed.
    pub creditor: &'a Person,
    /// Who owes.
    pub debtors: &'a [Person],
    /// The exhibits, in order.
    pub exhibits: &'a [ExhibitLine],
    /// « Clermont-Ferrand ».
    pub place: &'a str,
    /// Day of the list.
    pub day: Day,
    /// Who signs.
    pub signature: Signature,
    /// « article 1407 du code de procédure civile », or nothing outside a request.
    pub articles: &'a str,
}

/// The table of exhibits, in a list of its own or at the end of a request.
#[must_use]
pub fn table(exhibits: &[ExhibitLine]) -> Table {
    let mut t = TableBuilder::new(
        "Pièces produites",
        [("N°", Kind::Mark), ("Intitulé", Kind::Text), ("Date", Kind::Mark), ("Pages", Kind::Mark)],
    );
    for e in exhibits {
        t.row([
            e.number.to_string(),
            french::user(&e.label),
            e.date.map(french::short_date).unwrap_or_default(),
            e.pages.map(french::integer).unwrap_or_default(),
        ]);
    }
    let table = t.build();
    // A column that would stay blank is left out, the last first: ranks before it do not move.
    let table = if exhibits.iter().all(|e| e.pages.is_none()) { table.without(3) } else { table };
    if exhibits.iter().all(|e| e.date.is_none()) { table.without(2) } else { table }
}

/// The words of a list.
#[must_use]
pub fn model(f: &Facts<'_>) -> Bordereau {
    let roles = Roles::of(f.creditor, f.debtors);
    let debtors = french::list(&f.debtors.iter().map(Person::bare_name).collect::<Vec<_>>());
    let creditor = f.creditor.bare_name();
    let reference = french::user(f.reference);
    let day = french::date(f.day);
    let pieces = french::count(u32::try_from(f.exhibits.len()).unwrap_or(u32::MAX), "pièce", "pièces");
    let pages: Option<u32> = f.exhibits.iter().map(|e| e.pages).sum();
    let count = match pages {
        Some(n) if n > 0 => format!("{pieces}, {}.", french::count(n, "page", "pages")),
        _ => format!("{pieces}."),
    };
    Bordereau {
        meta: Meta {
            title: format!("Bordereau des documents justificatifs {reference}"),
            author: creditor.clone(),
            running: format!(
                "Bordereau {reference} \u{2013} {} c/\u{a0}{} \u{2013} {day}",
                french::shortened(&creditor),
                french::shortened(&debtors),
            ),
            footer: f.creditor.legal_mentions(),
        },
        title: "Bordereau des documents justificatifs".into(),
        subtitle: f.articles.to_owned(),
        summary: vec![
            Pair::new(&roles.agree("{Créancier}"), creditor),
            Pair::new(&roles.agree("{Débiteur}"), debtors),
            Pair::new("Référence", reference),
        ],
        exhibits: table(f.exhibits),
        count,
        done_at: format!("Fait à {}, le {day}", french::user(f.place)),
        signature: f.signature.clone(),
    }
}

/// Lists plain, long and short.
///
/// # Errors
/// [`NoVersion`] when the rule set lacks a sentence of law.
pub fn samples(rules: &Rules) -> Result<Vec<(&'static str, Bordereau)>, NoVersion> {
    let of = |c: &samples::Case| -> Result<Bordereau, NoVersion> {
        let articles = Mention::on(rules, registry::EXHIBIT_LIST_ARTICLES, c.sums.as_of)?.text;
        Ok(model(&Facts {
            reference: c.reference,
            creditor: &c.creditor,
            debtors: std::slice::from_ref(&c.debtor),
            exhibits: &c.exhibits,
            place: c.place,
            day: c.sums.as_of,
            signature: c.signature.clone(),
            articles: &articles,
        }))
    };
    Ok(vec![
        ("plain", of(&samples::company_case())?),
        ("longest", of(&samples::long_case())?),
        ("emptiest", of(&samples::short_case())?),
    ])
}
