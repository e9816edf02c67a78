//! D15, the special power of someone who is neither the creditor, its legal representative nor a lawyer
//! (CPC, art. 416 and 1407). It gives no power to settle unless said.

use crate::domain::Money;
use crate::rules::{NoVersion, Rules, registry};

use super::french::{amount, capitalised, fill, typeset, user};
use super::mentions::Mention;
use super::paper::{Frame, Paper, signature};
use super::parts::{Block, Section, Signature};
use super::samples;

/// What the power needs.
#[derive(Debug)]
pub struct Facts<'a> {
    /// File, day, parties.
    pub frame: Frame<'a>,
    /// Who gives it: name and capacity.
    pub signatory: &'a Signature,
    /// Who receives it, fully identified.
    pub agent: &'a str,
    /// Name of the agent, for the signature.
    pub agent_name: &'a str,
    /// Court to be seised.
    pub court: &'a str,
    /// Sum claimed.
    pub total: Money,
    /// Whether the agent may settle.
    pub may_settle: bool,
}

/// The words of a special power.
///
/// # Errors
/// [`NoVersion`] when the rule set has no sentence of law for the day.
pub fn model(f: &Facts<'_>, rules: &Rules) -> Result<Paper, NoVersion> {
    let object = Mention::on(rules, registry::POWER_OBJECT, f.frame.day)?.text;
    let powers = vec![
        fill(
            "{o}, devant {c}, contre {d}, pour la somme de {a} et ses accessoires ;",
            &[
                ("o", &object),
                ("c", &user(f.court)),
                ("d", &f.frame.debtors_named()),
                ("a", &amount(f.total)),
            ],
        ),
        typeset("produire les pièces, recevoir l'ordonnance et la faire signifier ;"),
        typeset("recevoir toute communication du greffe relative à cette demande."),
    ];
    let settle = if f.may_settle {
        "Le mandataire peut transiger dans les limites fixées par écrit par le mandant."
    } else {
        "Le présent pouvoir n'autorise ni à transiger, ni à renoncer à un droit, ni à recevoir les fonds."
    };
    let sections = vec![
        Section::new("Mandant", vec![f.frame.creditor.block(Vec::new())]),
        Section::new("Mandataire", vec![Block::text(format!("{}.", capitalised(&user(f.agent))))]),
        Section::new(
            "Objet",
            vec![
                Block::text(typeset("Le mandant donne pouvoir spécial au mandataire de :")),
                Block::Points { items: powers },
            ],
        ),
        Section::new(
            "Limites et durée",
            vec![
                Block::text(typeset(settle)),
                Block::text(typeset(
                    "Le présent pouvoir prend fin avec la procédure qui en est l'objet, ou par révocation écrite.",
                )),
            ],
        ),
    ];
    let signatures = vec![
        signature(
            "Le mandant,",
            &f.signatory.name,
            &f.signatory.capacity,
            "Écrire de sa main : « Bon pour pouvoir »",
        ),
        signature("Le mandataire,", f.agent_name, "", "Écrire de sa main : « Bon pour acceptation »"),
    ];
    Ok(f.frame.paper("Pouvoir spécial", "", sections, signatures))
}

/// A power.
///
/// # Errors
/// [`NoVersion`] when the rule set lacks a sentence of law.
pub fn samples(rules: &Rules) -> Result<Vec<(&'static str, Paper)>, NoVersion> {
    let of = |c: &samples::Case, court: &str, both: bool| {
        let debtors = [c.debtor.clone(), samples::consumer_case().debtor];
        let debtors = if both { &debtors[..] } else { &debtors[..1] };
        model(
            &Facts {
                frame: Frame { debtors, ..samples::frame(c) },
                signatory: &c.signature,
                agent: "Mme Lucie Ferrand, responsable du recouvrement, demeurant 8 rue Blatin, 63000 Clermont-Ferrand",
                agent_name: "Lucie Ferrand",
                court,
                total: c.sums.totals.total_due,
                may_settle: both,
            },
            rules,
        )
    };
    let local = "la chambre commerciale du tribunal judiciaire de Strasbourg";
    Ok(vec![
        ("plain", of(&samples::company_case(), "le tribunal de commerce de Cusset", false)?),
        ("longest", of(&samples::long_case(), local, true)?),
        ("emptiest", of(&samples::short_case(), "le tribunal judiciaire de Mâcon", false)?),
    ])
}
