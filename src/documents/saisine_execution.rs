//! D17, the instruction to execute a title: the title and its service, the sums, what is known of the debtor's assets.
//! The choice of the measure is the officer's (CPCE, art. R. 141-1: handing over the title is the mandate).

use crate::domain::Day;
use crate::rules::{NoVersion, Rules, registry};

use super::french::{date, fill, typeset, user};
use super::mentions::Mention;
use super::paper::{Frame, Paper};
use super::parties::Person;
use super::parts::{Block, Pair, Section, Signature};
use super::saisine_signification::{OrderFact, sample_order};
use super::{french, samples};

/// How the order was served on one debtor.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceFact {
    /// « à la société X ».
    pub debtor: String,
    /// Day of service.
    pub on: Day,
    /// « à personne », « à l’étude ».
    pub mode: String,
}

/// What the instruction needs.
#[derive(Debug)]
pub struct Facts<'a> {
    /// File, day, parties.
    pub frame: Frame<'a>,
    /// The office, one line each.
    pub office: &'a [String],
    /// The title.
    pub order: &'a OrderFact,
    /// Its services.
    pub services: &'a [ServiceFact],
    /// Day of the certificate that no opposition was formed, when there is one.
    pub certificate: Option<Day>,
    /// First day on which enforcement is open.
    pub not_before: Day,
    /// Debtors, with every known address and number.
    pub debtors: Vec<(&'a Person, Vec<Pair>)>,
    /// Known assets: banks, employer, vehicles, land.
    pub assets: Vec<String>,
    /// The statement since the title.
    pub blocks: Vec<Block>,
    /// What is handed over.
    pub documents: Vec<String>,
    /// How to reach the creditor, and whom to invoice.
    pub client: Vec<Pair>,
    /// Account for the funds.
    pub bank: Vec<Pair>,
    /// Who signs.
    pub signature: Signature,
}

/// The words of an instruction.
///
/// # Errors
/// [`NoVersion`] when the rule set has no sentence of law for the day.
pub fn model(f: &Facts<'_>, rules: &Rules) -> Result<Paper, NoVersion> {
    let mandate = Mention::on(rules, registry::EXECUTION_POWER, f.frame.day)?.text;
    let day = date(f.frame.day);
    let mut title =
        vec![Block::text(fill("Nous vous remettons pour exécution {o} :", &[("o", &f.order.named())]))];
    let served = f.services.iter().map(|s| {
        fill(
            "signifiée {w} le {d}, {m} ;",
            &[("w", &user(&s.debtor)), ("d", &date(s.on)), ("m", &typeset(&s.mode))],
        )
    });
    let mut served: Vec<String> = served.collect();
    if let Some(last) = served.last_mut() {
        *last = last.trim_end_matches(['\u{202f}', ' ', ';']).to_owned() + ".";
    }
    title.push(Block::Points { items: served });
    title.push(Block::text(fill(
        "Aucune opposition n'a été portée à notre connaissance au {d}.",
        &[("d", &day)],
    )));
    // Since the reform the silence of the registry opens the execution: it is told only of the orders it concerns.
    if let Ok(silence) = Mention::on(rules, registry::EXECUTION_SILENCE, f.order.dated_on) {
        title.push(Block::text(silence.text));
    }
    if let Some(on) = f.certificate {
        title.push(Block::text(fill(
            "Un certificat de non-opposition a été délivré le {d}.",
            &[("d", &date(on))],
        )));
    }
    title.push(Block::text(fill("L'exécution est ouverte depuis le {d}.", &[("d", &date(f.not_before))])));
    let mut sums =
        vec![Block::text(typeset("Sommes fixées par l'ordonnance :")), Block::Table(f.order.table())];
    sums.extend(
        f.order.accruing.iter().map(|t| Block::text(fill("Intérêts à courir : {t}.", &[("t", &user(t))]))),
    );
    sums.extend(f.blocks.iter().cloned());
    let assets = if f.assets.is_empty() {
        vec![Block::text(typeset("Aucun élément de patrimoine ne nous est connu."))]
    } else {
        vec![Block::Points { items: f.assets.iter().map(|a| user(a)).collect() }]
    };
    let mut people = vec![f.frame.creditor.block(f.client.clone())];
    people.extend(f.debtors.iter().map(|(p, contacts)| p.block(contacts.clone())));
    let sections = vec![
        Section::new("Titre", title),
        Section::new("Parties", people),
        Section::new("Sommes à recouvrer", sums),
        Section::new("Éléments de patrimoine connus", assets),
        Section::new(
            "Instructions",
            vec![
                Block::text(mandate),
                Block::Points {
                    items: vec![
                        typeset("le choix de la mesure vous appartient ;"),
                        typeset(
                            "toute proposition de paiement échelonné est à nous soumettre avant acceptation ;",
                        ),
                        typeset(
                            "merci de nous consulter avant tout acte dont le coût resterait à notre charge ;",
                        ),
                        typeset(
                            "nous vous demandons de nous informer de chaque paiement et de son imputation ;",
                        ),
                        typeset("les données remises ne servent qu'à cette mission."),
                    ],
                },
            ],
        ),
        Section::new("Pièces remises", vec![Block::Points { items: f.documents.clone() }]),
        Section::new(
            "Provision et fonds",
            vec![
                Block::text(typeset(
                    "Nous verserons la provision que vous nous indiquerez. Les fonds reçus sont à virer à :",
                )),
                Block::Pairs { rows: f.bank.clone() },
            ],
        ),
    ];
    let paper = f.frame.paper("Demande d'exécution d'un titre", "", sections, vec![f.signature.clone()]);
    Ok(paper.to(f.office))
}

/// Instructions.
///
/// # Errors
/// [`NoVersion`] when the rule set lacks a sentence of law.
pub fn samples(rules: &Rules) -> Result<Vec<(&'static str, Paper)>, NoVersion> {
    let of = |c: &samples::Case, other: Option<&Person>, full: bool| {
        let order = sample_order(c);
        let debtors: Vec<Person> = std::iter::once(&c.debtor).chain(other).cloned().collect();
        let mode = "à personne".to_owned();
        let served = |d: &Person| ServiceFact { debtor: d.after_a(), on: c.sums.as_of, mode: mode.clone() };
        let services: Vec<ServiceFact> = debtors.iter().map(served).collect();
        let assets = ["Compte ouvert au Crédit du Bourbonnais, agence de Vichy", "Véhicule utilitaire"];
        let reach = || vec![Pair::new("Téléphone", french::phone("0470000000"))];
        model(
            &Facts {
                frame: Frame { debtors: &debtors, ..samples::frame(c) },
                office: &samples::office(),
                order: &order,
                services: &services,
                certificate: other.map(|_| c.sums.as_of),
                not_before: c.sums.as_of,
                debtors: debtors.iter().map(|d| (d, if full { reach() } else { Vec::new() })).collect(),
                assets: if full { assets.map(str::to_owned).to_vec() } else { Vec::new() },
                blocks: if full { vec![Block::Table(c.sums.recapitulation())] } else { Vec::new() },
                documents: vec![
                    typeset("copie exécutoire de l'ordonnance (original) ;"),
                    typeset("acte de signification ;"),
                    typeset("décompte."),
                ],
                client: if full {
                    vec![Pair::new("Téléphone", french::phone("0473000000"))]
                } else {
                    Vec::new()
                },
                bank: c.payment.clone(),
                signature: c.signature.clone(),
            },
            rules,
        )
    };
    let consumer = samples::consumer_case().debtor;
    Ok(vec![
        ("plain", of(&samples::company_case(), None, true)?),
        ("longest", of(&samples::long_case(), Some(&consumer), true)?),
        ("emptiest", of(&samples::short_case(), None, false)?),
    ])
}
