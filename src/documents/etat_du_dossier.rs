//! D19, the state of the file, for the creditor: sums, chronology, deadlines, what is open, what is missing. Options stand
//! at equal rank; it gives no advice, no probability and no score.

use crate::domain::{Day, Money};

use super::french::{self, amount, date, figure, fill, short_date, typeset, user};
use super::paper::{Frame, Paper};
use super::parts::{Block, Kind, Pair, Section, Table, TableBuilder};
use super::samples;
use super::sums::Sums;

/// A deadline of the report.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadlineLine {
    /// What it is for: « Prescription, facture F-2026-041 ».
    pub what: String,
    /// Raw last day.
    pub raw: Day,
    /// Last day, after prorogation.
    pub last_day: Day,
    /// The working day to aim at, not after the raw last day.
    pub safe_by: Option<Day>,
    /// « en cours », « proche », « expiré ».
    pub status: String,
    /// Articles.
    pub law: String,
}

/// An event of the chronology.
#[derive(Debug, Clone, PartialEq)]
pub struct EventLine {
    /// Its day.
    pub on: Day,
    /// What happened.
    pub what: String,
    /// Number of its exhibit.
    pub exhibit: Option<u32>,
}

/// What the note needs.
#[derive(Debug)]
pub struct Facts<'a> {
    /// File, day, parties.
    pub frame: Frame<'a>,
    /// The sums.
    pub sums: &'a Sums,
    /// Competent court, or why there is none.
    pub court: &'a str,
    /// What happened, by date.
    pub chronology: &'a [EventLine],
    /// Deadlines.
    pub deadlines: &'a [DeadlineLine],
    /// Findings, one sentence each, errors first.
    pub findings: Vec<String>,
    /// Ways that are open, one sentence each.
    pub options: Vec<String>,
    /// Costs known of each way: label and amount.
    pub fees: &'a [(String, Money)],
    /// What is missing.
    pub missing: Vec<String>,
    /// Version of the rules.
    pub ruleset: &'a str,
}

/// The words of a note.
#[must_use]
pub fn model(f: &Facts<'_>) -> Paper {
    let mut events = TableBuilder::new(
        "Chronologie",
        [("Date", Kind::Mark), ("Événement", Kind::Text), ("Pièce", Kind::Mark)],
    );
    for e in f.chronology {
        events.row([short_date(e.on), user(&e.what), e.exhibit.map(|n| n.to_string()).unwrap_or_default()]);
    }
    let mut deadlines = TableBuilder::new(
        "Délais",
        [
            ("Délai", Kind::Text),
            ("Terme brut", Kind::Mark),
            ("Dernier jour", Kind::Mark),
            ("Par prudence", Kind::Mark),
            ("État", Kind::Text),
            ("Texte", Kind::Text),
        ],
    );
    for d in f.deadlines {
        deadlines.row([
            user(&d.what),
            short_date(d.raw),
            short_date(d.last_day),
            d.safe_by.map(short_date).unwrap_or_default(),
            user(&d.status),
            typeset(&d.law),
        ]);
    }
    let mut fees =
        TableBuilder::new("Frais connus", [("Frais", Kind::Text), ("Montant (en €)", Kind::Amount)]);
    for (label, sum) in f.fees {
        fees.row([user(label), figure(*sum)]);
    }
    let points = |items: &[String], none: &str| {
        if items.is_empty() {
            Block::text(typeset(none))
        } else {
            Block::Points { items: items.iter().map(|i| typeset(i)).collect() }
        }
    };
    let mut sums = vec![Block::Table(f.sums.recapitulation())];
    sums.extend(f.sums.daily().map(|p| Block::Pairs { rows: vec![p] }));
    let mut options = vec![
        Block::text(typeset("Voies ouvertes à ce jour, sans ordre de préférence :")),
        points(&f.options, "Aucune voie n'est ouverte en l'état du dossier."),
    ];
    if !f.fees.is_empty() {
        options.push(Block::Table(fees.build()));
    }
    let sections = vec![
        Section::new("Sommes", sums),
        Section::new("Juridiction", vec![Block::text(user(f.court))]),
        Section::new("Chronologie", vec![or_none(events.build(), "Aucun événement daté.")]),
        Section::new("Délais", vec![or_none(deadlines.build(), "Aucun délai ne court.")]),
        Section::new("Constats", vec![points(&f.findings, "Aucun constat.")]),
        Section::new("Possibilités", options),
        Section::new("Pièces et informations manquantes", vec![points(&f.missing, "Aucune.")]),
    ];
    let mut paper =
        f.frame.paper("État du dossier", &fill("au {d}", &[("d", &date(f.frame.day))]), sections, Vec::new());
    paper.act.summary.extend([
        Pair::new(&f.frame.creditor_heading(), f.frame.creditor.bare_name()),
        Pair::new(&f.frame.debtor_heading(), f.frame.debtors()),
        Pair::new("Total dû", amount(f.sums.totals.total_due)),
        Pair::new("Règles appliquées", user(f.ruleset)),
    ]);
    paper.act.done_at = String::new();
    paper
}

/// A table, or the sentence that says there is nothing to show.
fn or_none(table: Table, none: &str) -> Block {
    if table.rows.is_empty() { Block::text(typeset(none)) } else { Block::Table(table) }
}

/// Notes.
#[must_use]
pub fn samples() -> Vec<(&'static str, Paper)> {
    let c = samples::company_case();
    let deadlines = [DeadlineLine {
        what: "Prescription, facture F-2026-041".into(),
        raw: c.sums.as_of,
        last_day: c.sums.as_of,
        safe_by: c.sums.as_of.pred_opt(),
        status: "en cours".into(),
        law: "C. com., art. L. 110-4".into(),
    }];
    let chronology: Vec<EventLine> = c
        .sums
        .invoices
        .iter()
        .map(|i| EventLine {
            on: i.issued_on,
            what: format!("Facture {}, {}", i.number, french::amount(i.amount)),
            exhibit: i.exhibit,
        })
        .collect();
    let facts = |missing: Vec<String>, chronology: &[EventLine], deadlines: &[DeadlineLine]| {
        model(&Facts {
            frame: samples::frame(&c),
            sums: &c.sums,
            court: "Tribunal de commerce de Cusset, 1 place Victor-Hugo, 03300 Cusset",
            chronology,
            deadlines,
            findings: Vec::new(),
            options: vec![
                "attendre ;".into(),
                "proposer un plan de règlement ;".into(),
                "demander une injonction de payer ;".into(),
                "consulter un avocat.".into(),
            ],
            fees: &[],
            missing,
            ruleset: "2026.11",
        })
    };
    vec![
        (
            "plain",
            facts(
                vec![typeset("extrait d'immatriculation du débiteur de moins de trois mois.")],
                &chronology,
                &deadlines,
            ),
        ),
        ("longest", longest()),
        ("emptiest", facts(Vec::new(), &[], &[])),
    ]
}

/// A note of two pages and more.
fn longest() -> Paper {
    let c = samples::long_case();
    let deadline = |i: &super::sums::InvoiceLine| DeadlineLine {
        what: format!("Prescription, facture {}", i.number),
        raw: i.due_on,
        last_day: i.due_on,
        safe_by: i.due_on.pred_opt(),
        status: "en cours".into(),
        law: "C. com., art. L. 110-4".into(),
    };
    let event = |i: &super::sums::InvoiceLine| EventLine {
        on: i.issued_on,
        what: format!("Facture {}, {}", i.number, french::amount(i.amount)),
        exhibit: i.exhibit,
    };
    let deadlines: Vec<DeadlineLine> = c.sums.invoices.iter().map(deadline).collect();
    let chronology: Vec<EventLine> = c.sums.invoices.iter().map(event).collect();
    let finding = "Avertissement\u{a0}: la prescription de la facture est proche.".to_owned();
    model(&Facts {
        frame: samples::frame(&c),
        sums: &c.sums,
        court: "Chambre commerciale du tribunal judiciaire de Strasbourg",
        chronology: &chronology,
        deadlines: &deadlines,
        findings: vec![finding; 12],
        options: vec!["demander une injonction de payer ;".into(); 8],
        fees: &[("Frais de greffe".to_owned(), Money::from_cents(3_023))],
        missing: vec![typeset("extrait d'immatriculation du débiteur de moins de trois mois."); 8],
        ruleset: "2026.11",
    })
}
