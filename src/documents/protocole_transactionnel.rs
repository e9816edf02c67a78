//! D09, the settlement (C. civ., art. 2044 s.): concessions of each side, or it is none; limited to its object.

use crate::domain::{Day, Money};
use crate::rules::{NoVersion, Rules, registry};

use super::french::{self, amount, fill, typeset};
use super::mentions::Mention;
use super::paper::{Frame, Paper};
use super::parts::{Block, Pair, Section, Signature};
use super::words::{self, Spelling};
use super::{plan_de_reglement, samples};

/// What the settlement needs.
#[derive(Debug)]
pub struct Facts<'a> {
    /// File, day, parties.
    pub frame: Frame<'a>,
    /// The dispute and each side's position, as printed.
    pub dispute: Vec<String>,
    /// What the creditor gives up.
    pub by_creditor: Vec<String>,
    /// What the debtor gives up.
    pub by_debtor: Vec<String>,
    /// Sum agreed.
    pub total: Money,
    /// When it is paid.
    pub instalments: &'a [(Day, Money)],
    /// How to pay.
    pub payment: Vec<Pair>,
    /// Whether its terms are confidential.
    pub confidential: bool,
    /// Who signs for the creditor.
    pub signatory: &'a Signature,
}

/// The words of a settlement; `None` as long as one side concedes nothing: that would be no settlement.
///
/// # Errors
/// [`NoVersion`] when the rule set has no sentence of law for the day.
pub fn model(f: &Facts<'_>, rules: &Rules) -> Result<Option<Paper>, NoVersion> {
    if f.by_creditor.is_empty() || f.by_debtor.is_empty() {
        return Ok(None);
    }
    let say = |h| Mention::on(rules, h, f.frame.day).map(|m| m.text);
    let roles = f.frame.roles();
    let agreed = |text: &str| typeset(&roles.agree(text));
    let items = |texts: &[String]| Block::Points { items: french::enumerated(texts) };
    let mut parties = vec![f.frame.creditor.block(Vec::new())];
    parties.extend(f.frame.debtor_blocks());
    let mut effects = vec![
        say(registry::SETTLEMENT_EFFECT)?,
        agreed(
            "Les concessions {du créancier} valent sous condition du paiement intégral de la somme convenue à ses dates ; chaque partie garde à sa charge les frais qu'elle a engagés.",
        ),
        agreed(
            "À défaut de paiement d'une somme à sa date, et après une mise en demeure restée sans effet, {le créancier} peut poursuivre l'exécution du présent accord ou en demander la résolution.",
        ),
        say(registry::SETTLEMENT_APPROVAL)?,
    ];
    if f.confidential {
        effects.push(typeset("Les termes du présent accord sont confidentiels, sauf pour son exécution ou si la loi en impose la communication."));
    }
    let sum = fill(
        &roles
            .agree("Les parties fixent à {w} ({a}) la somme que {le débiteur} {paie|paient} {au créancier}."),
        &[("w", &words::amount(f.total, Spelling::default())), ("a", &amount(f.total))],
    );
    let sections = vec![
        Section::new("Parties", parties),
        Section::new("Différend", vec![Block::Steps { items: f.dispute.clone() }]),
        Section::new(
            "Concessions réciproques",
            vec![
                Block::text(agreed("{Le créancier} consent à :")),
                items(&f.by_creditor),
                Block::text(agreed("{Le débiteur} {consent|consentent} à :")),
                items(&f.by_debtor),
            ],
        ),
        Section::new(
            "Somme transactionnelle",
            vec![
                Block::text(sum),
                Block::Table(plan_de_reglement::schedule(f.instalments, f.total)),
                Block::Pairs { rows: f.payment.clone() },
            ],
        ),
        Section::new("Effets", vec![Block::Steps { items: effects }]),
    ];
    let mut signatures = vec![f.frame.creditor_signature(f.signatory)];
    signatures.extend(f.frame.debtor_signatures(""));
    let originals = u32::try_from(f.frame.debtors.len() + 1).unwrap_or(2);
    let paper = f.frame.paper(
        "Protocole d'accord transactionnel",
        &say(registry::SETTLEMENT_ARTICLES)?,
        sections,
        signatures,
    );
    Ok(Some(paper.in_originals(originals, &say(registry::PLAN_ORIGINALS)?)))
}

/// A settlement.
///
/// # Errors
/// [`NoVersion`] when the rule set lacks a sentence of law.
pub fn samples(rules: &Rules) -> Result<Vec<(&'static str, Paper)>, NoVersion> {
    let c = samples::company_case();
    let total = c.sums.totals.principal_due;
    let instalments = samples::instalments(c.sums.as_of, 2, total);
    let facts = Facts {
        frame: samples::frame(&c),
        dispute: vec![
            "Le créancier demande le paiement de trois factures et des pénalités de retard.".into(),
            "Le débiteur soutient que la pose du comptoir a été reprise avec retard et conteste les pénalités.".into(),
        ],
        by_creditor: vec!["renoncer aux pénalités de retard et aux indemnités forfaitaires".into()],
        by_debtor: vec!["renoncer à sa contestation et payer le principal en deux échéances".into()],
        total,
        instalments: &instalments,
        payment: c.payment.clone(),
        confidential: true,
        signatory: &c.signature,
    };
    let long = samples::long_case();
    let (two_years, all) =
        (samples::instalments(long.sums.as_of, 24, long.sums.totals.total_due), long.sums.totals.total_due);
    let both = [long.debtor.clone(), samples::consumer_case().debtor];
    let longest = Facts {
        frame: Frame { debtors: &both, ..samples::frame(&long) },
        dispute: samples::story(&long),
        by_creditor: vec![typeset("renoncer aux pénalités de retard courues jusqu'à ce jour ;"); 4],
        by_debtor: vec![typeset("renoncer à toute contestation des travaux rappelés ci-dessus ;"); 4],
        total: all,
        instalments: &two_years,
        payment: long.payment.clone(),
        confidential: true,
        signatory: &long.signature,
    };
    let short = samples::short_case();
    let due = short.sums.totals.total_due;
    let once = samples::instalments(short.sums.as_of, 1, due);
    let emptiest = Facts {
        frame: samples::frame(&short),
        dispute: vec![typeset("La débitrice conteste la somme demandée.")],
        by_creditor: vec!["renoncer aux intérêts".into()],
        by_debtor: vec!["payer la somme ci-dessous".into()],
        total: due,
        instalments: &once,
        payment: short.payment.clone(),
        confidential: false,
        signatory: &short.signature,
    };
    let models = [("plain", facts), ("longest", longest), ("emptiest", emptiest)];
    let mut out = Vec::new();
    for (name, facts) in models {
        out.extend(model(&facts, rules)?.map(|paper| (name, paper)));
    }
    Ok(out)
}
