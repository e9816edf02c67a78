//! D11, the request for an order for payment (CPC, art. 54, 57, 1405 to 1408), in the order of the official form.
//!
//! One model for the four judges that receive it: president of the tribunal de commerce or des activités économiques,
//! president of the tribunal judiciaire (or chambre de proximité), juge des contentieux de la protection, president of
//! the chambre commerciale. It holds no sum without ground and exhibit, no adjective, and no reasoning of law.

use serde::Serialize;

use crate::domain::{Day, Money};
use crate::rules::{NoVersion, Rules, registry};

use super::bordereau_de_pieces::{self as bordereau, ExhibitLine};
use super::french::{self, amount, date, fill, typeset};
use super::mentions::Mention;
use super::parties::Person;
use super::parts::{Act, Block, Kind, Meta, Pair, Section, Signature, Table, TableBuilder};
use super::roles::Roles;
use super::samples;
use super::sums::Sums;

/// The request.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Requete {
    /// Properties and foot.
    pub meta: Meta,
    /// Court, title, place, date, signature.
    pub act: Act,
    /// Who asks.
    pub claimant: Section,
    /// Who asks for it.
    pub representative: Option<Section>,
    /// Against whom.
    pub debtors: Section,
    /// The formula of the official form.
    pub request: Section,
    /// Where the case goes on opposition.
    pub transfer: Option<Section>,
    /// What is claimed, each sum with its ground and its exhibits.
    pub sums: Section,
    /// Steps already taken.
    pub amicable: Option<Section>,
    /// What happened.
    pub facts: Section,
    /// What is asked.
    pub relief: Section,
    /// On what exhibits.
    pub exhibits: Section,
}

/// One sum of the table of the official form.
#[derive(Debug, Clone, PartialEq)]
pub struct Claimed {
    /// « Principal », « Pénalités de retard au taux de …, à compter du … ».
    pub element: String,
    /// How much.
    pub amount: Money,
    /// Contract, clause or article.
    pub ground: String,
    /// Numbers of the exhibits.
    pub exhibits: Vec<u32>,
}

/// Interest asked from the day after the statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Accruing {
    /// « pénalités de retard au taux de 12,40 % l’an ».
    pub what: String,
    /// Sum that bears it.
    pub base: Money,
    /// First day.
    pub from: Day,
}

/// What the request needs.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The dossier's own number.
    pub reference: &'a str,
    /// Day of the request.
    pub day: Day,
    /// Town it is signed in.
    pub place: &'a str,
    /// « Madame ou Monsieur le président du tribunal de commerce de Cusset », then the registry's address.
    pub court: Vec<String>,
    /// Who is owed, and how to reach them.
    pub creditor: (&'a Person, Vec<Pair>),
    /// Who acts, in which capacity; the power is an exhibit.
    pub representative: Option<(&'a str, Vec<Pair>)>,
    /// Who owes, and how to reach them.
    pub debtors: Vec<(&'a Person, Vec<Pair>)>,
    /// Whether law or contract makes them jointly liable.
    pub jointly: bool,
    /// Court named for the case of an opposition, and why.
    pub transfer: Option<(&'a str, Option<&'a str>)>,
    /// The sums claimed.
    pub claimed: &'a [Claimed],
    /// Their total.
    pub total: Money,
    /// The statement behind them.
    pub sums: &'a Sums,
    /// Interest after the statement.
    pub accruing: Option<Accruing>,
    /// Steps taken before.
    pub amicable: Vec<String>,
    /// The facts.
    pub story: Vec<String>,
    /// Sum asked for costs not included in the dépens.
    pub article_700: Option<Money>,
    /// Whether capitalisation is asked.
    pub capitalisation: bool,
    /// The exhibits.
    pub exhibits: &'a [ExhibitLine],
    /// Who signs.
    pub signature: Signature,
}

/// The words of a request.
///
/// # Errors
/// [`NoVersion`] when the rule set has no sentence of law for the day.
pub fn model(f: &Facts<'_>, rules: &Rules) -> Result<Requete, NoVersion> {
    let roles = roles(f);
    let say = |h| Mention::on(rules, h, f.day).map(|m| roles.agree(&m.text));
    let (creditor, _) = &f.creditor;
    let names = french::list(&f.debtors.iter().map(|(p, _)| p.bare_name()).collect::<Vec<_>>());
    let reference = french::user(f.reference);
    let day = date(f.day);
    let parties = format!("{} c/\u{a0}{names}", creditor.bare_name());
    Ok(Requete {
        meta: Meta {
            title: format!("Requête en injonction de payer, {parties}"),
            author: creditor.bare_name(),
            running: format!(
                "Requête en injonction de payer \u{2013} {} c/\u{a0}{} \u{2013} {reference}",
                french::shortened(&creditor.bare_name()),
                french::shortened(&names),
            ),
            footer: Vec::new(),
        },
        act: Act {
            head: f.court.iter().map(|l| french::user(l)).collect(),
            registry: vec![typeset("N° de répertoire (réservé au greffe) :"), typeset("Reçue le :")],
            title: "Requête en injonction de payer".into(),
            subtitle: say(registry::REQUEST_ARTICLES)?,
            summary: vec![Pair::new("Référence du dossier", reference)],
            done_at: format!("Fait à {}, le {day}", french::user(f.place)),
            signatures: vec![f.signature.clone()],
        },
        claimant: Section::new(claimant_heading(creditor), vec![creditor.block(f.creditor.1.clone())]),
        representative: f.representative.as_ref().map(|(text, contacts)| {
            let rest = ".".to_owned();
            Section::new(
                "Mandataire",
                vec![Block::Party { name: french::user(text), rest, contacts: contacts.clone() }],
            )
        }),
        debtors: Section::new(
            &roles.agree("{Débiteur}"),
            f.debtors.iter().map(|(p, contacts)| p.block(contacts.clone())).collect(),
        ),
        request: Section::new("Objet de la demande", vec![Block::text(say(registry::REQUEST_INTRODUCTION)?)]),
        transfer: match f.transfer {
            None => None,
            Some((court, why)) => {
                let why = why.map(|w| format!(" ({})", french::user(w))).unwrap_or_default();
                let text = fill(
                    "{m} : {c}{w}.",
                    &[("m", &say(registry::REQUEST_TRANSFER)?), ("c", &french::user(court)), ("w", &why)],
                );
                Some(Section::new("Renvoi en cas d'opposition", vec![Block::text(text)]))
            }
        },
        sums: sums(f),
        amicable: (!f.amicable.is_empty())
            .then(|| Section::new("Démarches amiables", f.amicable.iter().map(Block::text).collect())),
        facts: Section::new("Exposé des faits", vec![Block::Steps { items: f.story.clone() }]),
        relief: relief(f, rules)?,
        exhibits: Section::new("Liste des pièces", vec![Block::Table(bordereau::table(f.exhibits))]),
    })
}

/// How the parties are called by their part.
fn roles(f: &Facts<'_>) -> Roles {
    let debtors: Vec<Person> = f.debtors.iter().map(|(p, _)| (*p).clone()).collect();
    Roles::of(f.creditor.0, &debtors)
}

fn claimant_heading(creditor: &Person) -> &'static str {
    if creditor.is_woman() { "Créancière demanderesse" } else { "Créancier demandeur" }
}

fn sums(f: &Facts<'_>) -> Section {
    let mut blocks = vec![
        Block::Table(claimed_table(f)),
        Block::text(fill(
            "Le détail, ligne par ligne et période par période, figure au décompte arrêté au {d} joint à la requête.",
            &[("d", &date(f.sums.as_of))],
        )),
    ];
    if f.sums.invoices.len() <= 12 {
        blocks.push(Block::Table(f.sums.invoices_table("Décompte par pièce, en euros")));
    }
    Section::new("Sommes demandées", blocks)
}

fn claimed_table(f: &Facts<'_>) -> Table {
    let mut t = TableBuilder::new(
        "Sommes demandées",
        [
            ("Sommes demandées", Kind::Text),
            ("Montant (en €)", Kind::Amount),
            ("Fondement", Kind::Text),
            ("Pièces", Kind::Mark),
        ],
    );
    for c in f.claimed {
        let pieces = if c.exhibits.is_empty() { String::new() } else { french::numbers(&c.exhibits) };
        t.row([c.element.clone(), french::figure(c.amount), typeset(&c.ground), pieces]);
    }
    t.total([
        format!("Total au {}", date(f.sums.as_of)),
        french::figure(f.total),
        String::new(),
        String::new(),
    ]);
    t.build()
}

/// « Par ces motifs »: each thing asked, in one point.
fn relief(f: &Facts<'_>, rules: &Rules) -> Result<Section, NoVersion> {
    let roles = roles(f);
    let say = |h| Mention::on(rules, h, f.day).map(|m| roles.agree(&m.text));
    let names = french::list(&f.debtors.iter().map(|(p, _)| p.named()).collect::<Vec<_>>());
    let jointly = if f.jointly { format!(", {},", say(registry::REQUEST_JOINTLY)?) } else { String::new() };
    let mut items = vec![fill(
        "rendre à l'encontre {de}{j} une ordonnance portant injonction de payer {a} la somme de {t}, se décomposant comme suit :",
        &[
            ("de", &french::after_de(&names)),
            ("j", &jointly),
            ("a", &f.creditor.0.after_a()),
            ("t", &amount(f.total)),
        ],
    )];
    items.extend(
        f.claimed
            .iter()
            .filter(|c| !c.amount.is_zero())
            .map(|c| fill("{a} : {e} ;", &[("a", &amount(c.amount)), ("e", &lower(&c.element))])),
    );
    let mut points = Vec::new();
    if let Some(i) = &f.accruing {
        points.push(fill(
            "dire que la somme de {b} produira {w} à compter du {d} et jusqu'au complet paiement ;",
            &[("b", &amount(i.base)), ("w", &i.what), ("d", &date(i.from))],
        ));
    }
    if f.capitalisation {
        points.push(fill("{m} ;", &[("m", &say(registry::REQUEST_CAPITALISATION)?)]));
    }
    if let Some(sum) = f.article_700 {
        points.push(fill(
            "y ajouter la somme de {a} {m} ;",
            &[("a", &amount(sum)), ("m", &say(registry::REQUEST_ARTICLE_700)?)],
        ));
    }
    points.push(typeset(&roles.agree("mettre les dépens à la charge {du débiteur}.")));
    let visa =
        fill(&roles.agree("{v}, {le créancier} vous demande de :"), &[("v", &say(registry::REQUEST_VISA)?)]);
    let mut blocks = vec![Block::text(visa)];
    let head = items.remove(0);
    blocks.push(Block::Ordered { head, parts: items, rest: points });
    Ok(Section::new("Par ces motifs", blocks))
}

fn lower(s: &str) -> String {
    let mut chars = s.chars();
    chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
}

/// Requests to each kind of judge, plain, long and short.
///
/// # Errors
/// [`NoVersion`] when the rule set lacks a sentence of law.
pub fn samples(rules: &Rules) -> Result<Vec<(&'static str, Requete)>, NoVersion> {
    let company = samples::company_case();
    let claimed = samples::claimed(&company);
    let commerce = [
        "À Madame ou Monsieur le président",
        "du tribunal de commerce de Cusset",
        "Greffe : 1 place Victor-Hugo, 03300 Cusset",
    ];
    let mut plain = samples::request_facts(&company, &commerce, &claimed);
    plain.transfer = Some(("Tribunal de commerce de Cusset", Some("siège de la débitrice")));
    plain.article_700 = Some(Money::from_cents(80_000));
    plain.accruing = Some(samples::accruing(&company));
    let consumer = samples::consumer_case();
    let asked = samples::claimed(&consumer);
    let civil = ["À Madame ou Monsieur le président", "du tribunal judiciaire de Mâcon"];
    let protection = ["Au juge des contentieux de la protection", "du tribunal judiciaire de Nancy"];
    let local = [
        "À Madame ou Monsieur le président",
        "de la chambre commerciale du tribunal judiciaire de Strasbourg",
    ];
    let long = samples::long_case();
    let many = samples::claimed(&long);
    let mut longest = samples::request_facts(&long, &local, &many);
    longest.debtors = vec![(&long.debtor, Vec::new()), (&consumer.debtor, Vec::new())];
    longest.jointly = true;
    longest.capitalisation = true;
    longest.accruing = Some(samples::accruing(&long));
    longest.representative = Some((
        "Maître Inès Delorme, avocate au barreau de Clermont-Ferrand, 3 place de Jaude, 63000 Clermont-Ferrand",
        vec![Pair::new("Téléphone", french::phone("0473000001"))],
    ));
    longest.amicable = vec![typeset("Une proposition d'échéancier a été adressée le 3 octobre 2026.")];
    let short = samples::short_case();
    let least = samples::claimed(&short);
    Ok(vec![
        ("plain", model(&plain, rules)?),
        ("judiciaire", model(&samples::request_facts(&consumer, &civil, &asked), rules)?),
        ("protection", model(&samples::request_facts(&consumer, &protection, &asked), rules)?),
        ("longest", model(&longest, rules)?),
        ("emptiest", model(&samples::request_facts(&short, &civil, &least), rules)?),
    ])
}
