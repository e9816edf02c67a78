//! D08, the acknowledgment of a debt (C. civ., art. 1376): the sum in letters and in figures is written by the debtor,
//! so the paper prints the sentence to copy and leaves the lines empty. It admits no other debt.

use crate::domain::Money;
use crate::rules::{NoVersion, Rules, registry};

use super::french::{amount, capitalised, fill, typeset};
use super::mentions::Mention;
use super::paper::{Frame, Paper, signature};
use super::parts::{Block, Section};
use super::samples;
use super::words::{self, Spelling};

/// What the acknowledgment needs.
#[derive(Debug)]
pub struct Facts<'a> {
    /// File, day, parties.
    pub frame: Frame<'a>,
    /// Where the debt comes from, sentence by sentence.
    pub cause: Vec<String>,
    /// The sum.
    pub total: Money,
    /// Terms of repayment, or nothing.
    pub terms: Vec<Block>,
}

/// The words of an acknowledgment.
///
/// # Errors
/// [`NoVersion`] when the rule set has no sentence of law for the day.
pub fn model(f: &Facts<'_>, rules: &Rules) -> Result<Paper, NoVersion> {
    let law = Mention::on(rules, registry::ACKNOWLEDGMENT_MENTION, f.frame.day)?;
    let creditor = f.frame.creditor.after_a();
    let sentence = fill(
        "Phrase à recopier à la main par chaque débiteur : « Je reconnais devoir {c} la somme de {w} ({a}) »",
        &[("c", &creditor), ("w", &words::amount(f.total, Spelling::default())), ("a", &amount(f.total))],
    );
    let mut debt = vec![Block::Steps { items: f.cause.clone() }];
    debt.push(Block::text(fill("La somme reconnue est de {a}.", &[("a", &amount(f.total))])));
    let mut sections = vec![
        Section::new(f.frame.debtor_heading(), f.frame.debtor_blocks()),
        Section::new("Créancier", vec![f.frame.creditor.block(Vec::new())]),
        Section::new("Cause et montant de la dette", debt),
    ];
    if !f.terms.is_empty() {
        sections.push(Section::new("Remboursement", f.terms.clone()));
    }
    sections.push(Section::new(
        "Reconnaissance écrite par le débiteur",
        vec![law.quote(), Block::Handwriting { prompt: sentence, lines: 4 }],
    ));
    let signatures =
        f.frame.debtors.iter().map(|p| signature("", &capitalised(&p.named()), "", "")).collect();
    let mut paper = f.frame.paper("Reconnaissance de dette", "", sections, signatures);
    paper.act.done_at = typeset(
        "Fait à \u{2026}\u{2026}\u{2026}\u{2026}\u{2026}\u{2026}\u{2026}\u{2026}, le \u{2026}\u{2026}\u{2026}\u{2026}\u{2026}\u{2026}",
    );
    paper.meta.footer = Vec::new();
    Ok(paper)
}

/// An acknowledgment.
///
/// # Errors
/// [`NoVersion`] when the rule set lacks a sentence of law.
pub fn samples(rules: &Rules) -> Result<Vec<(&'static str, Paper)>, NoVersion> {
    let c = samples::consumer_case();
    let facts = Facts {
        frame: samples::frame(&c),
        cause: samples::story(&c),
        total: c.sums.totals.total_due,
        terms: vec![Block::Table(super::plan_de_reglement::schedule(
            &samples::instalments(c.sums.as_of, 3, c.sums.totals.total_due),
            c.sums.totals.total_due,
        ))],
    };
    Ok(vec![("plain", model(&facts, rules)?)])
}
