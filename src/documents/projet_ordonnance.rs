//! D14, the draft order, on request of a court only: no text asks for it. It bears no date, signature, seal, number nor
//! enforcement formula; the judge fills what is blank.

use crate::rules::{NoVersion, Rules, registry};

use super::french::{self, capitalised, figure, fill, typeset, user};
use super::mentions::Mention;
use super::paper::{Frame, Paper, signature};
use super::parties::Person;
use super::parts::{Block, Kind, Section, TableBuilder};
use super::requete_injonction_de_payer::Claimed;
use super::samples;

/// What the draft needs.
#[derive(Debug)]
pub struct Facts<'a> {
    /// File, day, parties.
    pub frame: Frame<'a>,
    /// The court.
    pub court: &'a [String],
    /// The sums claimed, shown as proposed.
    pub claimed: &'a [Claimed],
    /// Whether the debtors are jointly liable.
    pub jointly: bool,
    /// Interest after the statement: « pénalités de retard au taux de … à compter du … ».
    pub accruing: Option<&'a str>,
}

const BLANK: &str = "\u{2026}\u{2026}\u{2026}\u{2026}\u{2026}\u{2026}\u{2026}\u{2026}\u{2026}\u{2026}";

/// Where the judge writes a sum: points, which a column is measured by.
const TO_FILL: &str = "....................";

/// The words of a draft.
///
/// # Errors
/// [`NoVersion`] when the rule set has no sentence of law for the day.
pub fn model(f: &Facts<'_>, rules: &Rules) -> Result<Paper, NoVersion> {
    let visa = Mention::on(rules, registry::ORDER_VISA, f.frame.day)?.text;
    let jointly = if f.jointly {
        format!(", {},", Mention::on(rules, registry::REQUEST_JOINTLY, f.frame.day)?.text)
    } else {
        String::new()
    };
    let debtors: Vec<String> = f.frame.debtors.iter().map(Person::after_a).collect();
    let mut table = TableBuilder::new(
        "Sommes",
        [
            ("Élément", Kind::Text),
            ("Montant proposé (en €)", Kind::Amount),
            ("Montant retenu (en €)", Kind::Amount),
        ],
    );
    for c in f.claimed {
        table.row([c.element.clone(), figure(c.amount), TO_FILL.to_owned()]);
    }
    table.row(["Dépens".into(), String::new(), TO_FILL.to_owned()]);
    let mut order = vec![
        Block::text(fill("Nous, {b}, assisté de {b},", &[("b", BLANK)])),
        Block::text(fill("{v},", &[("v", &visa)])),
        Block::text(fill(
            "Enjoignons {d}{j} de payer {c} :",
            &[("d", &french::list(&debtors)), ("j", &jointly), ("c", &f.frame.creditor.after_a())],
        )),
        Block::Table(table.build()),
    ];
    if let Some(text) = f.accruing {
        order.push(Block::text(fill("{t}.", &[("t", &capitalised(&user(text)))])));
    }
    order.push(Block::Choices { items: vec![typeset("Rejetons le surplus de la demande.")] });
    let sections = vec![Section::new("Ordonnance", order)];
    let signatures = vec![signature("Le greffier,", "", "", ""), signature("Le juge,", "", "", "")];
    let mut paper = f
        .frame
        .paper(
            "Ordonnance portant injonction de payer",
            "Projet proposé par le requérant",
            sections,
            signatures,
        )
        .to(f.court);
    paper.act.registry = vec![typeset("N° (réservé au greffe) :")];
    paper.act.done_at = fill("Fait à {b}, le {b}", &[("b", BLANK)]);
    paper.meta.footer = Vec::new();
    Ok(paper)
}

/// Drafts.
///
/// # Errors
/// [`NoVersion`] when the rule set lacks a sentence of law.
pub fn samples(rules: &Rules) -> Result<Vec<(&'static str, Paper)>, NoVersion> {
    let of = |c: &samples::Case, court: &str, jointly: bool, accruing: Option<&str>| {
        let claimed = samples::claimed(c);
        let both = [c.debtor.clone(), samples::consumer_case().debtor];
        let debtors = if jointly { &both[..] } else { &both[..1] };
        let frame = Frame { debtors, ..samples::frame(c) };
        model(&Facts { frame, court: &[court.to_owned()], claimed: &claimed, jointly, accruing }, rules)
    };
    let after = Some("outre les pénalités de retard sur le principal à compter du 23 novembre 2026");
    let local = "Chambre commerciale du tribunal judiciaire de Strasbourg";
    Ok(vec![
        ("plain", of(&samples::company_case(), "Tribunal de commerce de Cusset", false, after)?),
        ("longest", of(&samples::long_case(), local, true, after)?),
        ("emptiest", of(&samples::short_case(), "Tribunal judiciaire de Mâcon", false, None)?),
    ])
}
