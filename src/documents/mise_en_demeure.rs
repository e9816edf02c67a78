//! D06, the formal notice to pay: a sufficient interpellation (C. civ., art. 1344), one letter a debtor.
//!
//! Sent by the creditor, or by someone who collects for others, whose letter carries the five mentions of CPCE,
//! art. R. 124-4; a lawyer writes his own. It claims no cost of its own, threatens nothing a title would be needed for, and
//! never says that it interrupts limitation.

use serde::Serialize;

use crate::domain::Day;
use crate::rules::{NoVersion, Rules, registry};

use super::french::{self, amount, date, fill, typeset};
use super::mentions::Mention;
use super::narrative::{ContractFact, NoticeFact};
use super::parties::Person;
use super::parts::{Block, Letter, Meta, Pair, Signature, Table};
use super::samples;
use super::sums::Sums;

/// The letter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MiseEnDemeure {
    /// Properties and foot.
    pub meta: Meta,
    /// Head and tail.
    pub letter: Letter,
    /// Who speaks, what the debt rests on, what was already asked.
    pub background: Vec<Block>,
    /// The demand.
    pub demand: String,
    /// How to pay: right under the demand.
    pub payment: Vec<Pair>,
    /// Consequence, way out: what the same delay commands.
    pub answer: Vec<Block>,
    /// What the sums are, before their table.
    pub introduction: String,
    /// The sums.
    pub sums: Table,
    /// Under the sums.
    pub notes: Vec<String>,
    /// Interest of one more day.
    pub accrual: String,
    /// The articles, word for word.
    pub law: Vec<Block>,
    /// Reservation.
    pub ending: Vec<Block>,
    /// Personal data, for a human being; or nothing.
    pub privacy: String,
}

/// In whose name the letter speaks.
#[derive(Debug, Clone, PartialEq)]
pub enum Sender {
    /// The creditor itself.
    Creditor,
    /// Someone who collects for others, under a written agreement of that day.
    CollectionAgent {
        /// Name.
        name: String,
        /// Day of the agreement.
        mandated_on: Day,
    },
}

/// An order already obtained for the debt, and where it stands towards the debtor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderInHand {
    /// « l’ordonnance portant injonction de payer n° … rendue le … par le … ».
    pub named: String,
    /// What is next.
    pub stage: Stage,
}

/// What an order still lacks towards a debtor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// To be served.
    ToServe,
    /// Served; it cannot be executed yet.
    Waiting,
    /// Opposed in time: the court is seised of the claim, and the order no longer says what is owed.
    Opposed,
    /// Opposed after the time: the order says what is owed as long as the court says nothing else.
    OpposedLate,
    /// Nothing: it can be executed.
    Enforceable,
}

/// What the letter needs.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The dossier's own number.
    pub reference: &'a str,
    /// Day of the letter.
    pub day: Day,
    /// Town it is sent from.
    pub place: &'a str,
    /// Who speaks.
    pub sender: &'a Sender,
    /// The sender's form, address and numbers, one a line.
    pub sender_lines: Vec<String>,
    /// Legal mentions of the sender.
    pub footer: Vec<String>,
    /// Who is owed.
    pub creditor: &'a Person,
    /// Who owes.
    pub debtor: &'a Person,
    /// « Madame », « Monsieur », or nothing for a company.
    pub civility: &'a str,
    /// The window of the envelope.
    pub window: Vec<String>,
    /// « Lettre recommandée avec demande d’avis de réception n° … ».
    pub sending: &'a str,
    /// What the debt rests on.
    pub contract: Option<&'a ContractFact>,
    /// The order that already fixes it.
    pub order: Option<&'a OrderInHand>,
    /// Reminders already sent.
    pub notices: &'a [NoticeFact],
    /// The sums.
    pub sums: &'a Sums,
    /// Days left to pay, from receipt.
    pub days: u32,
    /// Beneficiary, IBAN, BIC, reference to quote.
    pub payment: Vec<Pair>,
    /// The consumer's mediator: name, address, site.
    pub mediator: Option<&'a str>,
    /// Who signs.
    pub signature: Signature,
    /// What is enclosed.
    pub enclosures: Vec<String>,
}

/// The words of a formal notice.
///
/// # Errors
/// [`NoVersion`] when the rule set has no sentence of law for the day.
pub fn model(f: &Facts<'_>, rules: &Rules) -> Result<MiseEnDemeure, NoVersion> {
    let name = f.debtor.bare_name();
    let day = date(f.day);
    let reference = french::user(f.reference);
    let sender = sender_name(f);
    let greeting = if f.civility.is_empty() { "Madame, Monsieur" } else { f.civility };
    Ok(MiseEnDemeure {
        meta: Meta {
            title: format!("Mise en demeure de payer du {day}, {sender} à {name}"),
            author: sender.clone(),
            running: format!("{} \u{2013} {reference} \u{2013} {day}", french::shortened(&name)),
            footer: f.footer.clone(),
        },
        letter: Letter {
            letterhead: if f.sender == &Sender::Creditor { sender.clone() } else { String::new() },
            sender,
            sender_lines: f.sender_lines.clone(),
            recipient: f.window.clone(),
            sending: f.sending.to_owned(),
            references: vec![Pair::new("Nos réf.", reference.clone())],
            place_date: format!("{}, le {day}", french::user(f.place)),
            subject: typeset("Objet : MISE EN DEMEURE DE PAYER"),
            salutation: format!("{greeting},"),
            closing: fill(
                "Veuillez agréer, {g}, l'expression de nos salutations distinguées.",
                &[("g", greeting)],
            ),
            signature: f.signature.clone(),
            enclosures: f.enclosures.clone(),
        },
        background: background(f, rules)?,
        demand: demand(f),
        payment: f.payment.clone(),
        answer: answer(f),
        introduction: fill("Au {d}, la créance s'établit ainsi :", &[("d", &date(f.sums.as_of))]),
        sums: f.sums.to_debtor().invoices_table("Sommes dues"),
        notes: f.sums.to_debtor().notes(),
        accrual: accrual(f),
        law: law(f, rules)?,
        ending: vec![Block::text(typeset(
            "La présente lettre est adressée sous réserve de tous autres droits et actions.",
        ))],
        privacy: privacy(f.debtor, &controller(f), Purpose::Recovery, Answer::ByLetter),
    })
}

fn sender_name(f: &Facts<'_>) -> String {
    match f.sender {
        Sender::Creditor => f.creditor.bare_name(),
        Sender::CollectionAgent { name, .. } => french::user(name),
    }
}

/// Who uses the data, inside a sentence.
fn controller(f: &Facts<'_>) -> String {
    match f.sender {
        Sender::Creditor => f.creditor.named(),
        Sender::CollectionAgent { name, .. } => french::user(name),
    }
}

fn background(f: &Facts<'_>, rules: &Rules) -> Result<Vec<Block>, NoVersion> {
    let mut out = Vec::new();
    match f.sender {
        Sender::Creditor => {}
        Sender::CollectionAgent { name, mandated_on } => {
            let activity = Mention::on(rules, registry::COLLECTION_ACTIVITY, f.day)?.text;
            out.push(Block::text(fill(
                "{n}, {a}, agit au nom et pour le compte {c} en vertu d'une convention écrite du {d}. Les références et la date de la présente lettre seront rappelées dans chacun de nos échanges.",
                &[("n", &french::user(name)), ("a", &activity), ("c", &f.creditor.after_de()), ("d", &date(*mandated_on))],
            )));
            out.push(f.creditor.named_with_address());
        }
    }
    match (f.order, f.contract) {
        (Some(o), c) => {
            out.extend(c.filter(|_| o.stage == Stage::Opposed).map(|c| Block::text(basis(c))));
            out.push(Block::text(fixed_by(o)));
        }
        (None, Some(c)) => out.push(Block::text(basis(c))),
        (None, None) => {}
    }
    let days: Vec<Day> =
        f.notices.iter().filter(|n| !n.formal && n.sent_on < f.day).map(|n| n.sent_on).collect();
    if !days.is_empty() {
        let pattern = if days.len() == 1 {
            "La relance adressée le {d} n'a pas été suivie d'un paiement complet."
        } else {
            "Les relances adressées le {d} n'ont pas été suivies d'un paiement complet."
        };
        out.push(Block::text(fill(pattern, &[("d", &french::dates(&days))])));
    }
    // A second notice that forgot the first would cast doubt on the interest that the first started.
    let formal: Vec<Day> =
        f.notices.iter().filter(|n| n.formal && n.sent_on < f.day).map(|n| n.sent_on).collect();
    if !formal.is_empty() {
        let pattern = if formal.len() == 1 {
            "La mise en demeure du {d}, restée sans paiement complet, garde tous ses effets."
        } else {
            "Les mises en demeure du {d}, restées sans paiement complet, gardent tous leurs effets."
        };
        out.push(Block::text(fill(pattern, &[("d", &french::dates(&formal))])));
    }
    Ok(out)
}

fn basis(c: &ContractFact) -> String {
    // « du devis D-2025-118, signé le … », but « du bail signé le … ».
    let comma = if c.reference.is_some() { "," } else { "" };
    let agreed = if c.what.starts_with("les ") { "signées" } else { "signé" };
    let signed = c.signed_on.map(|d| format!("{comma} {agreed} le {}", date(d))).unwrap_or_default();
    // « d’un bail », but « du devis D-2025-118 », « du bail signé le … ».
    let what = match (c.reference.as_deref().map(french::user), c.what.strip_prefix("un ")) {
        (Some(r), Some(noun)) => format!("du {} {r}", typeset(noun)),
        (Some(r), None) => format!("{} ({r})", french::after_de(&typeset(&c.what))),
        (None, Some(noun)) if c.signed_on.is_some() => format!("du {}", typeset(noun)),
        (None, _) => french::after_de(&typeset(&c.what)),
    };
    fill("Les sommes ci-après sont dues au titre {what}{signed}.", &[("what", &what), ("signed", &signed)])
}

/// An opposed order is no title, and the letter does not let believe that it is one.
fn fixed_by(o: &OrderInHand) -> String {
    let pattern = match o.stage {
        Stage::Opposed => {
            "Les sommes ci-après sont celles de la créance d'origine : {o}, est frappée d'opposition et ne les fixe plus."
        }
        Stage::OpposedLate => "Les sommes ci-après sont celles que fixe {o}, frappée d'opposition.",
        _ => "Les sommes ci-après sont dues en vertu {d}.",
    };
    fill(pattern, &[("o", &o.named), ("d", &french::after_de(&o.named))])
}

/// The interpellation: who, how much, by when. One that follows another says that it does not take its place.
fn demand(f: &Facts<'_>) -> String {
    let kept = match f.notices.iter().filter(|n| n.formal && n.sent_on < f.day).count() {
        0 => "",
        1 => ", qui ne la remplace pas",
        _ => ", qui ne les remplace pas",
    };
    let pattern = match f.sender {
        Sender::Creditor => {
            "Par la présente{k}, nous vous mettons en demeure de nous régler la somme de {a} dans un délai de {d} à compter de la réception de cette lettre."
        }
        Sender::CollectionAgent { .. } => {
            "Par la présente{k}, nous vous mettons en demeure, au nom {c}, de régler la somme de {a} dans un délai de {d} à compter de la réception de cette lettre."
        }
    };
    fill(
        pattern,
        &[
            ("k", kept),
            ("a", &amount(f.sums.totals.total_due)),
            ("d", &french::count(f.days, "jour", "jours")),
            ("c", &f.creditor.after_de()),
        ],
    )
}

fn accrual(f: &Facts<'_>) -> String {
    if f.sums.totals.daily_interest.is_zero() {
        return String::new();
    }
    fill(
        "Les {i} continuent de courir après le {d}, à raison de {a} par jour, jusqu'au complet paiement.",
        &[
            ("i", f.sums.interest_name()),
            ("d", &date(f.sums.as_of)),
            ("a", &french::daily(f.sums.totals.daily_interest)),
        ],
    )
}

/// A professional reads why penalties and the lump sum are due; everyone reads what a formal notice does.
fn law(f: &Facts<'_>, rules: &Rules) -> Result<Vec<Block>, NoVersion> {
    let quote = |h| Mention::on(rules, h, f.day).map(Mention::quote);
    let mut out = vec![quote(registry::FORMAL_NOTICE)?, quote(registry::DEFAULT_INTEREST)?];
    if f.sums.professional {
        out.push(quote(registry::PENALTIES_WITHOUT_REMINDER)?);
        if !f.sums.totals.indemnities_due.is_zero() {
            out.push(quote(registry::INDEMNITY_AS_OF_RIGHT)?);
            out.push(quote(registry::INDEMNITY_AMOUNT)?);
        }
    }
    if let Sender::CollectionAgent { .. } = f.sender {
        let second = Mention::on(rules, registry::COSTS_WITHOUT_TITLE, f.day)?;
        let third = Mention::on(rules, registry::COSTS_BAD_FAITH, f.day)?;
        out.push(Block::Quote { paragraphs: vec![second.text, third.text], source: second.source });
    }
    Ok(out)
}

/// What follows from silence, and what to do instead.
fn answer(f: &Facts<'_>) -> Vec<Block> {
    let own = f.sender == &Sender::Creditor;
    let consequence = match (f.order.map(|o| o.stage), own) {
        (None, true) => "nous saisirons la juridiction compétente",
        (None, false) => "le créancier pourra saisir la juridiction compétente",
        (Some(Stage::ToServe), true) => {
            "nous ferons signifier cette ordonnance par un commissaire de justice"
        }
        (Some(Stage::ToServe), false) => {
            "le créancier pourra faire signifier cette ordonnance par un commissaire de justice"
        }
        (Some(Stage::Enforceable), true) => "nous confierons cette ordonnance à un commissaire de justice",
        (Some(Stage::Enforceable), false) => {
            "le créancier pourra confier cette ordonnance à un commissaire de justice"
        }
        (Some(Stage::Opposed | Stage::OpposedLate), _) => "l'instance ouverte par l'opposition se poursuivra",
        (Some(Stage::Waiting), _) => "la procédure d'injonction de payer se poursuivra",
    };
    let consequence = format!("À défaut de paiement dans ce délai, {consequence} sans autre avis.");
    let mut out = vec![
        Block::text(typeset(&consequence)),
        Block::text(typeset(
            "Si une difficulté explique ce retard, ou si vous contestez tout ou partie de cette somme, écrivez-nous dans ce délai : une solution amiable, notamment un échéancier, peut être recherchée.",
        )),
    ];
    if let Some(mediator) = f.mediator {
        out.push(Block::text(fill(
            "Vous pouvez aussi saisir gratuitement le médiateur de la consommation dont nous relevons : {m}.",
            &[("m", &french::user(mediator))],
        )));
    }
    out
}

/// What the data of a letter serve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be paid what was agreed: a reminder.
    Payment,
    /// To recover the debt: a formal notice.
    Recovery,
}

/// How a human being exercises his rights.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// By writing to the sender of a letter.
    ByLetter,
    /// By answering an e-mail.
    ByReply,
}

/// What a human being is told about the use of personal data (GDPR, art. 13); nothing for a legal person.
pub(super) fn privacy(debtor: &Person, controller: &str, purpose: Purpose, answer: Answer) -> String {
    let (what, to) = match purpose {
        Purpose::Payment => ("au suivi de ce paiement", "aux professionnels qui l'y assistent"),
        Purpose::Recovery => {
            ("au recouvrement de cette créance", "aux professionnels du recouvrement et à la juridiction")
        }
    };
    let how = match answer {
        Answer::ByLetter => "à l'adresse en tête de cette lettre",
        Answer::ByReply => "en répondant à ce message",
    };
    match debtor {
        Person::Legal(_) => String::new(),
        Person::Natural(_) => fill(
            "Données personnelles : {n} traite les données utiles {w} (identité, coordonnées, factures, paiements, échanges), pour l'exécution du contrat et la défense de ses droits, jusqu'au paiement, puis le temps que la loi fixe pour la preuve et l'archivage ; elles peuvent être transmises {t}. Vous pouvez y accéder, les faire rectifier, en demander la limitation ou vous opposer à leur traitement {h}, et adresser une réclamation à la CNIL (cnil.fr).",
            &[("n", controller), ("w", &typeset(what)), ("t", &typeset(to)), ("h", &typeset(how))],
        ),
    }
}

/// Letters of every sender and debtor, to look at and to compare.
///
/// # Errors
/// [`NoVersion`] when the rule set lacks a sentence of law.
pub fn samples(rules: &Rules) -> Result<Vec<(&'static str, MiseEnDemeure)>, NoVersion> {
    let c = samples::company_case();
    let mut plain = samples::notice_facts(&c);
    plain.enclosures = vec![
        typeset("Factures n° F-2026-041, F-2026-058 et F-2026-077"),
        "Décompte de créance".into(),
        typeset("Devis D-2025-118 signé"),
    ];
    let consumer = samples::consumer_case();
    let mut to_consumer = samples::notice_facts(&consumer);
    to_consumer.civility = "Madame";
    to_consumer.mediator = Some(
        "Médiation des artisans du bâtiment, 12 place de la Bourse, 75002 Paris, mediation-batiment.example",
    );
    let agency =
        Sender::CollectionAgent { name: "Recouvrement du Centre SARL".into(), mandated_on: c.sums.as_of };
    let mut by_agent = samples::notice_facts(&c);
    by_agent.sender = &agency;
    by_agent.sender_lines = vec![
        "Activité de recouvrement amiable".into(),
        "9 boulevard Desaix".into(),
        "63000 Clermont-Ferrand".into(),
    ];
    by_agent.footer = vec![typeset("Recouvrement du Centre, SARL au capital de 10 000,00 €")];
    by_agent.signature = samples::sign("Paul Astier", "gérant");
    let long = samples::long_case();
    let short = samples::short_case();
    Ok(vec![
        ("plain", model(&plain, rules)?),
        ("consumer", model(&to_consumer, rules)?),
        ("agent", model(&by_agent, rules)?),
        ("longest", model(&samples::notice_facts(&long), rules)?),
        ("emptiest", model(&samples::notice_facts(&short), rules)?),
    ])
}
