//! D13, the statement of a debt: each element apart (CPC, art. 1407; CPCE, art. R. 124-4, 3°), then how each figure
//! was found. It shows no interest on the lump sum, and capitalised interest only when the statement holds some.

use serde::Serialize;

use crate::domain::Money;

use super::parties::Person;
use super::parts::{Attachment, Block, Meta, Pair, Section};
use super::roles::Roles;
use super::sums::Sums;
use super::{french, samples};

/// The statement.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decompte {
    /// Properties and foot.
    pub meta: Meta,
    /// « Décompte de créance ».
    pub title: String,
    /// « arrêté au 22 novembre 2026 ».
    pub subtitle: String,
    /// Creditor, debtors, reference.
    pub summary: Vec<Pair>,
    /// What is owed, element by element.
    pub recapitulation: Section,
    /// Principal, invoice by invoice.
    pub principal: Section,
    /// Credit notes.
    pub credit_notes: Option<Section>,
    /// Payments.
    pub payments: Option<Section>,
    /// Interest, segment by segment.
    pub interest: Option<Section>,
    /// Lump sums, penalty clause, costs: what they rest on.
    pub others: Option<Section>,
    /// How it was computed, and the reservation.
    pub method: Section,
    /// The same figures for a program, inside the PDF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attachment: Option<Attachment>,
}

impl Decompte {
    /// The same, and the statement as JSON inside the PDF.
    #[must_use]
    pub fn carrying_the_statement(mut self) -> Decompte {
        self.attachment = Some(Attachment {
            name: "statement.json".into(),
            media_type: "application/json".into(),
            description: format!("{}, en JSON : les mêmes sommes, pour un logiciel", self.meta.title),
        });
        self
    }
}

/// What the statement of a file needs.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The dossier's own number.
    pub reference: &'a str,
    /// Who is owed.
    pub creditor: &'a Person,
    /// Who owes.
    pub debtors: &'a [Person],
    /// The sums.
    pub sums: &'a Sums,
    /// What the lump sum, the clause and the costs rest on, sentence by sentence.
    pub grounds: &'a [String],
    /// Articles behind the method, as printed.
    pub law: &'a str,
}

/// The words of a statement.
#[must_use]
pub fn model(f: &Facts<'_>) -> Decompte {
    let s = f.sums;
    let day = french::date(s.as_of);
    let roles = Roles::of(f.creditor, f.debtors);
    let debtors = french::list(&f.debtors.iter().map(Person::bare_name).collect::<Vec<_>>());
    let creditor = f.creditor.bare_name();
    let reference = french::user(f.reference);
    let subtitle = format!("arrêté au {day}");
    let running = format!(
        "Décompte {reference} \u{2013} {} c/\u{a0}{} \u{2013} {subtitle}",
        french::shortened(&creditor),
        french::shortened(&debtors),
    );
    let mut recapitulation = vec![Block::Table(s.recapitulation())];
    recapitulation.extend(s.daily().map(|p| Block::Pairs { rows: vec![p] }));
    let section = |heading: &str, block: Block| Section::new(heading, vec![block]);
    let mut method: Vec<Block> = Vec::new();
    if !s.method.is_empty() {
        method.push(Block::Points { items: s.method.clone() });
    }
    if !f.law.is_empty() {
        method.push(Block::text(french::fill("Textes appliqués : {l}.", &[("l", f.law)])));
    }
    method.push(Block::text(s.reservation()));
    let mut principal = vec![Block::Table(s.invoices_table("Sommes dues par pièce"))];
    principal.push(Block::Notes { items: principal_notes(s) });
    Decompte {
        meta: Meta {
            title: format!("Décompte de créance {reference}, {subtitle}"),
            author: creditor.clone(),
            running,
            footer: f.creditor.legal_mentions(),
        },
        title: "Décompte de créance".into(),
        subtitle,
        summary: vec![
            Pair::new(&roles.agree("{Créancier}"), creditor),
            Pair::new(&roles.agree("{Débiteur}"), debtors),
            Pair::new("Référence", reference),
        ],
        recapitulation: Section::new("Récapitulatif", recapitulation),
        principal: Section::new("Principal", principal),
        credit_notes: (!s.credit_notes.is_empty())
            .then(|| section("Avoirs", Block::Table(s.credit_notes_table()))),
        payments: (!s.payments.is_empty())
            .then(|| section("Paiements et imputation", Block::Table(s.payments_table()))),
        interest: (!s.segments.is_empty())
            .then(|| Section::new(&french::capitalised(s.interest_name()), interest(s))),
        others: (!f.grounds.is_empty())
            .then(|| section("Autres sommes", Block::Points { items: f.grounds.to_vec() })),
        method: Section::new("Méthode et réserves", method),
        attachment: None,
    }
}

/// The segments, and how their total becomes what is still due.
fn interest(s: &Sums) -> Vec<Block> {
    let accrued: Money = s.segments.iter().map(|l| l.interest).sum();
    let paid: Money = s.payments.iter().map(|p| p.to_interest).sum();
    let mut out = vec![Block::Table(s.segments_table())];
    if !paid.is_zero() {
        let items = vec![french::fill(
            "Courus : {a} ; éteints par les paiements reçus : {p} ; restant dus : {d}.",
            &[
                ("a", &french::amount(accrued)),
                ("p", &french::amount(paid)),
                ("d", &french::amount(s.totals.interest_due)),
            ],
        )];
        out.push(Block::Notes { items });
    }
    out
}

fn principal_notes(s: &Sums) -> Vec<String> {
    let mut out = vec![french::typeset(s.in_euros())];
    if s.invoices.iter().any(|l| l.prescribed) {
        out.push(french::typeset("(p) : ligne atteinte par la prescription, rappelée pour mémoire."));
    }
    out
}

/// Statements plain, long and short.
#[must_use]
pub fn samples() -> Vec<(&'static str, Decompte)> {
    let grounds = vec![french::typeset(
        "Indemnité forfaitaire pour frais de recouvrement : une par facture payée en retard.",
    )];
    let of = |c: &samples::Case, grounds: &[String], law: &str| {
        model(&Facts {
            reference: c.reference,
            creditor: &c.creditor,
            debtors: std::slice::from_ref(&c.debtor),
            sums: &c.sums,
            grounds,
            law,
        })
    };
    let law = french::typeset("C. com., art. L. 441-10 ; C. civ., art. 1343-1");
    vec![
        ("plain", of(&samples::company_case(), &grounds, &law)),
        ("consumer", of(&samples::consumer_case(), &[], "")),
        ("longest", of(&samples::long_case(), &grounds, &law)),
        ("emptiest", of(&samples::short_case(), &[], "")),
    ]
}
