//! D18, the request to a commissaire de justice to open the simplified procedure for small claims (CPCE, art. L. 125-1,
//! R. 125-1 s.). The invitation to the debtor is the officer's: it is not drafted here.

use crate::domain::Money;
use crate::rules::{NoVersion, Rules, registry};

use super::french::{self, amount, fill, typeset};
use super::mentions::Mention;
use super::paper::{Frame, Paper};
use super::parties::Person;
use super::parts::{Block, Pair, Section, Signature};
use super::samples;
use super::sums::Sums;

/// How far the creditor may go.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Margin {
    /// Largest sum given up.
    pub discount: Option<Money>,
    /// Longest time, in months.
    pub months: Option<u32>,
    /// Smallest instalment.
    pub instalment: Option<Money>,
}

/// What the request needs.
#[derive(Debug)]
pub struct Facts<'a> {
    /// File, day, parties.
    pub frame: Frame<'a>,
    /// The office, one line each; empty when it is not chosen yet.
    pub office: &'a [String],
    /// The debtor, with every way to reach them.
    pub debtor: (&'a Person, Vec<Pair>),
    /// What the debt rests on, sentence by sentence.
    pub story: Vec<String>,
    /// The sums.
    pub sums: &'a Sums,
    /// Negotiation margin.
    pub margin: Margin,
    /// Documents.
    pub documents: Vec<String>,
    /// Account for the funds.
    pub bank: Vec<Pair>,
    /// Who signs.
    pub signature: Signature,
}

/// The words of a request.
///
/// # Errors
/// [`NoVersion`] when the rule set has no sentence of law for the day.
pub fn model(f: &Facts<'_>, rules: &Rules) -> Result<Paper, NoVersion> {
    let say = |h| Mention::on(rules, h, f.frame.day).map(|m| f.frame.roles().agree(&m.text));
    let t = &f.sums.totals;
    let sums = vec![
        Block::Pairs {
            rows: vec![
                Pair::new("Principal", amount(t.principal_due)),
                Pair::new(&french::capitalised(f.sums.interest_name()), amount(t.interest_due)),
                Pair::new("Total en principal et intérêts", amount(t.principal_due + t.interest_due)),
            ],
        },
        Block::Table(f.sums.invoices_table("Détail des sommes, en euros")),
        Block::Notes { items: f.sums.notes() },
    ];
    let sections = vec![
        Section::new(
            "Demande",
            vec![Block::text(fill(
                "Nous vous demandons d'ouvrir la procédure simplifiée de recouvrement des petites créances à l'égard {d}.",
                &[("d", &f.debtor.0.after_de())],
            ))],
        ),
        Section::new(&f.frame.creditor_heading(), vec![f.frame.creditor.block(Vec::new())]),
        Section::new(&f.frame.debtor_heading(), vec![f.debtor.0.block(f.debtor.1.clone())]),
        Section::new("Fondement", vec![Block::Steps { items: f.story.clone() }]),
        Section::new("Montant", sums),
        Section::new("Marge de négociation", vec![Block::Points { items: margin(f.margin) }]),
        Section::new(
            "Frais et paiements",
            vec![
                Block::text(say(registry::SMALL_CLAIMS_COSTS)?),
                Block::text(say(registry::SMALL_CLAIMS_NO_PAYMENT)?),
                Block::text(typeset("Le paiement convenu, le moment venu, sera à faire :")),
                Block::Pairs { rows: f.bank.clone() },
            ],
        ),
        Section::new("Documents joints", vec![Block::Points { items: f.documents.clone() }]),
    ];
    let subtitle = say(registry::SMALL_CLAIMS_ARTICLES)?;
    let paper =
        f.frame.paper("Demande de recouvrement simplifié", &subtitle, sections, vec![f.signature.clone()]);
    Ok(paper.to(f.office))
}

fn margin(m: Margin) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(sum) = m.discount {
        out.push(fill("remise consentie au plus : {a} ;", &[("a", &amount(sum))]));
    }
    if let Some(months) = m.months {
        out.push(fill("durée la plus longue : {n} mois ;", &[("n", &french::integer(months))]));
    }
    if let Some(sum) = m.instalment {
        out.push(fill("échéance la plus faible : {a}.", &[("a", &amount(sum))]));
    }
    if out.is_empty() {
        out.push(typeset("Aucune remise ni aucun délai ne peut être accordé sans notre accord."));
    }
    out
}

/// Requests.
///
/// # Errors
/// [`NoVersion`] when the rule set lacks a sentence of law.
pub fn samples(rules: &Rules) -> Result<Vec<(&'static str, Paper)>, NoVersion> {
    let office = ["À l\u{2019}attention du commissaire de justice".to_owned()];
    let of = |c: &samples::Case, contacts: Vec<Pair>, margin: Margin| {
        model(
            &Facts {
                frame: samples::frame(c),
                office: &office,
                debtor: (&c.debtor, contacts),
                story: samples::story(c),
                sums: &c.sums,
                margin,
                documents: c.exhibits.iter().map(|e| french::user(&e.label)).collect(),
                bank: c.payment.clone(),
                signature: c.signature.clone(),
            },
            rules,
        )
    };
    let phone = vec![Pair::new("Téléphone", french::phone("0385000000"))];
    let some = Margin { discount: None, months: Some(6), instalment: Some(Money::from_cents(50_000)) };
    let all = Margin { discount: Some(Money::from_cents(12_000)), ..some };
    Ok(vec![
        ("plain", of(&samples::consumer_case(), phone.clone(), some)?),
        ("longest", of(&samples::long_case(), phone, all)?),
        ("emptiest", of(&samples::short_case(), Vec::new(), Margin::default())?),
    ])
}
