//! D08, the acknowledgment of a debt (C. civ., art. 1376): the sum in letters and in figures is written by the debtor,
//! so the paper prints the sentence to copy and leaves the lines empty. It admits no other debt.

use crate::domain::Money;
use crate::rules::{NoVersion, Rules, registry};

use super::french::{amount, capitalised, fill, typeset};
use super::mentions::Mention;
use super::paper::{Frame, Paper, signature};
use super::parties::Person;
use super::parts::{Block, Section};
use super::roles::Roles;
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
        "Phrase à recopier à la main : « Je reconnais devoir {c} la somme de {w} ({a}) »",
        &[("c", &creditor), ("w", &words::amount(f.total, Spelling::default())), ("a", &amount(f.total))],
    );
    let mut debt = vec![Block::Steps { items: f.cause.clone() }];
    debt.push(Block::text(fill("La somme reconnue est de {a}.", &[("a", &amount(f.total))])));
    let mut sections = vec![
        Section::new(
            &f.frame.debtor_heading(),
            f.frame.debtors.iter().flat_map(|p| identified(p, f.frame.roles())).collect(),
        ),
        Section::new(&f.frame.creditor_heading(), vec![f.frame.creditor.block(Vec::new())]),
        Section::new("Cause et montant de la dette", debt),
    ];
    if !f.terms.is_empty() {
        sections.push(Section::new("Remboursement", f.terms.clone()));
    }
    sections.push(Section::new(
        "Intérêts",
        vec![Block::text(typeset(
            "La présente reconnaissance ne change rien aux intérêts que prévoient le contrat ou la loi.",
        ))],
    ));
    let mut written = vec![law.quote()];
    for p in f.frame.debtors {
        let who = if f.frame.debtors.len() > 1 { format!("{} – ", p.bare_name()) } else { String::new() };
        written.push(Block::Handwriting { prompt: format!("{who}{sentence}"), lines: 4 });
    }
    sections.push(Section::new(&f.frame.roles().agree("Reconnaissance écrite par {le débiteur}"), written));
    let signatures = f
        .frame
        .debtors
        .iter()
        .map(|p| signature("", &capitalised(&p.named()), &p.represented(), ""))
        .collect();
    let mut paper = f.frame.paper("Reconnaissance de dette", "", sections, signatures);
    paper.act.done_at = typeset(
        "Fait à \u{2026}\u{2026}\u{2026}\u{2026}\u{2026}\u{2026}\u{2026}\u{2026}, le \u{2026}\u{2026}\u{2026}\u{2026}\u{2026}\u{2026}",
    );
    paper.meta.footer = Vec::new();
    Ok(paper)
}

/// A debtor, with what he completes himself: a human being says when and where he was born.
fn identified(p: &Person, roles: Roles) -> Vec<Block> {
    let mut out = vec![p.block(Vec::new())];
    if let Person::Natural(n) = p
        && (n.born_on.is_none() || n.born_in.is_none())
    {
        out.push(Block::Handwriting {
            prompt: typeset(
                &roles.of_debtor(p).agree("Date et lieu de naissance, à compléter par {le débiteur} :"),
            ),
            lines: 1,
        });
    }
    out
}

/// Acknowledgments.
///
/// # Errors
/// [`NoVersion`] when the rule set lacks a sentence of law.
pub fn samples(rules: &Rules) -> Result<Vec<(&'static str, Paper)>, NoVersion> {
    let of = |c: &samples::Case, debtors: &[Person], instalments: u32| {
        let total = c.sums.totals.total_due;
        let schedule = samples::instalments(c.sums.as_of, instalments.max(1), total);
        let terms = if instalments == 0 {
            Vec::new()
        } else {
            vec![Block::Table(super::plan_de_reglement::schedule(&schedule, total))]
        };
        let frame = Frame { debtors, ..samples::frame(c) };
        model(&Facts { frame, cause: samples::story(c), total, terms }, rules)
    };
    let (plain, long, short) = (samples::consumer_case(), samples::long_case(), samples::short_case());
    let both = [long.debtor.clone(), plain.debtor.clone()];
    Ok(vec![
        ("plain", of(&plain, std::slice::from_ref(&plain.debtor), 3)?),
        ("longest", of(&long, &both, 24)?),
        ("emptiest", of(&short, std::slice::from_ref(&short.debtor), 0)?),
    ])
}
