//! D07, the payment plan, proposed by the creditor or agreed by both (C. civ., art. 1103, 1343-1, 1375). It is no title,
//! charges no fee, waives no right to ask the judge for time (C. civ., art. 1343-5) and prolongs no limitation.

use crate::domain::{Day, Money};
use crate::rules::{NoVersion, Rules, registry};

use super::french::{self, amount, figure, fill, short_date, typeset};
use super::mentions::Mention;
use super::paper::{Frame, Paper};
use super::parts::{Block, Kind, Pair, Section, Signature, Table, TableBuilder};
use super::samples;
use super::sums::Sums;

/// What becomes of interest while the plan is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Interest {
    /// It runs on.
    Kept,
    /// It stops while the plan is kept.
    Suspended,
    /// It is given up if the plan is kept.
    Waived,
}

/// What the plan needs.
#[derive(Debug)]
pub struct Facts<'a> {
    /// File, day, parties.
    pub frame: Frame<'a>,
    /// The sums.
    pub sums: &'a Sums,
    /// Sum the instalments add up to.
    pub total: Money,
    /// Instalments by date.
    pub instalments: &'a [(Day, Money)],
    /// Interest during the plan.
    pub interest: Interest,
    /// Whether lump sums are given up if the plan is kept.
    pub waives_indemnities: bool,
    /// Whether the debtor acknowledges the debt.
    pub acknowledges: bool,
    /// Days of formal notice before the plan is lost; `None` without acceleration.
    pub acceleration_days: Option<u32>,
    /// How to pay.
    pub payment: Vec<Pair>,
    /// Whether both have agreed.
    pub agreed: bool,
    /// Who signs for the creditor.
    pub signatory: &'a Signature,
}

/// Instalments, numbered.
#[must_use]
pub fn schedule(instalments: &[(Day, Money)], total: Money) -> Table {
    let mut t = TableBuilder::new(
        "Échéancier",
        [("N°", Kind::Mark), ("Date de paiement", Kind::Text), ("Montant (en €)", Kind::Amount)],
    );
    for (i, (day, sum)) in instalments.iter().enumerate() {
        t.row([(i + 1).to_string(), short_date(*day), figure(*sum)]);
    }
    t.total([String::new(), "Total".into(), figure(total)]);
    t.build()
}

/// The words of a plan.
///
/// # Errors
/// [`NoVersion`] when the rule set has no sentence of law for the day.
pub fn model(f: &Facts<'_>, rules: &Rules) -> Result<Paper, NoVersion> {
    let roles = f.frame.roles();
    let agreed = |text: &str| typeset(&roles.agree(text));
    let say = |h| Mention::on(rules, h, f.frame.day).map(|m| roles.agree(&m.text));
    let mut debt = vec![
        Block::Table(f.sums.to_debtor().invoices_table("Dette, ligne par ligne")),
        Block::Notes { items: f.sums.to_debtor().notes() },
    ];
    if f.acknowledges {
        debt.push(Block::text(say(registry::PLAN_ACKNOWLEDGMENT)?));
    }
    let mut parties = vec![f.frame.creditor.block(Vec::new())];
    parties.extend(f.frame.debtor_blocks());
    let mut rules_of_plan = vec![
        agreed(interest(f)),
        say(registry::PARTIAL_PAYMENT)?,
        say(registry::SEVERAL_DEBTS)?,
        agreed("{Le débiteur} {peut|peuvent} payer par anticipation, sans frais ni pénalité."),
    ];
    if f.waives_indemnities {
        rules_of_plan.push(agreed("{Le créancier} renonce aux indemnités forfaitaires pour frais de recouvrement si le plan est entièrement respecté."));
    }
    rules_of_plan.push(match f.acceleration_days {
        Some(days) => fill(
            &roles.agree("Si une échéance n'est pas payée et qu'une mise en demeure reste sans effet pendant {d}, {le créancier} peut mettre fin au plan ; le solde devient alors exigible."),
            &[("d", &french::count(days, "jour", "jours"))],
        ),
        None => typeset("Le défaut de paiement d'une échéance ne rend exigible que cette échéance."),
    });
    rules_of_plan.push(say(registry::PLAN_NO_NOVATION)?);
    rules_of_plan.push(say(registry::PLAN_GRACE)?);
    let sections = vec![
        Section::new("Parties", parties),
        Section::new("Dette", debt),
        Section::new(
            "Échéancier",
            vec![
                Block::text(fill(
                    "La somme de {a} est payée en {n}.",
                    &[("a", &amount(f.total)), ("n", &times(f.instalments.len()))],
                )),
                Block::Table(schedule(f.instalments, f.total)),
            ],
        ),
        Section::new("Moyens de paiement", vec![Block::Pairs { rows: f.payment.clone() }]),
        Section::new("Conditions", vec![Block::Points { items: rules_of_plan }]),
        Section::new(
            "Données personnelles",
            vec![Block::text(typeset(
                "Les données de ce plan servent à son suivi et à la preuve de la dette ; chaque partie peut demander à l'autre accès, rectification ou limitation de celles qui la concernent.",
            ))],
        ),
    ];
    let mut signatures = vec![f.frame.creditor_signature(f.signatory)];
    signatures.extend(f.frame.debtor_signatures("Date et signature"));
    let title = if f.agreed { "Plan de règlement" } else { "Proposition de plan de règlement" };
    let originals = u32::try_from(f.frame.debtors.len() + 1).unwrap_or(2);
    let paper = f.frame.paper(title, "", sections, signatures);
    Ok(paper.in_originals(originals, &say(registry::PLAN_ORIGINALS)?))
}

/// « 3 échéances », « une fois ».
fn times(instalments: usize) -> String {
    match u32::try_from(instalments).unwrap_or(u32::MAX) {
        1 => "une fois".to_owned(),
        n => french::count(n, "échéance", "échéances"),
    }
}

fn interest(f: &Facts<'_>) -> &'static str {
    match (f.interest, f.sums.professional) {
        (Interest::Kept, true) => {
            "Les pénalités de retard continuent de courir sur le solde pendant le plan."
        }
        (Interest::Kept, false) => {
            "Les intérêts continuent de courir sur le solde pendant le plan, sans frais."
        }
        (Interest::Suspended, _) => "Aucun intérêt ne court tant que le plan est respecté.",
        (Interest::Waived, _) => "{Le créancier} renonce aux intérêts si le plan est entièrement respecté.",
    }
}

/// Plans proposed and agreed.
///
/// # Errors
/// [`NoVersion`] when the rule set lacks a sentence of law.
pub fn samples(rules: &Rules) -> Result<Vec<(&'static str, Paper)>, NoVersion> {
    let (company, consumer) = (samples::company_case(), samples::consumer_case());
    let thirds = samples::instalments(consumer.sums.as_of, 3, consumer.sums.totals.principal_due);
    let many = samples::instalments(company.sums.as_of, 24, company.sums.totals.total_due);
    let proposed = Facts {
        frame: samples::frame(&consumer),
        sums: &consumer.sums,
        total: consumer.sums.totals.principal_due,
        instalments: &thirds,
        interest: Interest::Waived,
        waives_indemnities: false,
        acknowledges: false,
        acceleration_days: None,
        payment: consumer.payment.clone(),
        agreed: false,
        signatory: &consumer.signature,
    };
    let agreed = Facts {
        frame: samples::frame(&company),
        sums: &company.sums,
        total: company.sums.totals.total_due,
        instalments: &many,
        interest: Interest::Kept,
        waives_indemnities: true,
        acknowledges: true,
        acceleration_days: Some(15),
        payment: company.payment.clone(),
        agreed: true,
        signatory: &company.signature,
    };
    let (long, short) = (samples::long_case(), samples::short_case());
    let (two_years, once) = (
        samples::instalments(long.sums.as_of, 24, long.sums.totals.total_due),
        samples::instalments(short.sums.as_of, 1, short.sums.totals.total_due),
    );
    fn of<'a>(c: &'a samples::Case, instalments: &'a [(Day, Money)], interest: Interest) -> Facts<'a> {
        Facts {
            frame: samples::frame(c),
            sums: &c.sums,
            total: c.sums.totals.total_due,
            instalments,
            interest,
            waives_indemnities: false,
            acknowledges: false,
            acceleration_days: None,
            payment: c.payment.clone(),
            agreed: false,
            signatory: &c.signature,
        }
    }
    let longest = Facts {
        waives_indemnities: true,
        acknowledges: true,
        acceleration_days: Some(15),
        agreed: true,
        ..of(&long, &two_years, Interest::Kept)
    };
    let emptiest = of(&short, &once, Interest::Suspended);
    Ok(vec![
        ("plain", model(&proposed, rules)?),
        ("agreed", model(&agreed, rules)?),
        ("longest", model(&longest, rules)?),
        ("emptiest", model(&emptiest, rules)?),
    ])
}
