//! D16, the instruction to a commissaire de justice to serve an order for payment: the order, the last day and its
//! sanction (CPC, art. 1411), the identities the act must bear (CPC, art. 648), what is handed over and asked back.
//! It does not draft the act: the mentions of CPC, art. 1413 are the officer's.

use crate::domain::{Day, Money};
use crate::rules::{NoVersion, Rules, registry};

use super::french::{self, amount, date, figure, fill, typeset, user};
use super::mentions::Mention;
use super::paper::{Frame, Paper};
use super::parties::Person;
use super::parts::{Block, Kind, Pair, Section, Signature, Table, TableBuilder};
use super::roles::Roles;
use super::samples;

/// The order obtained.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderFact {
    /// « tribunal de commerce de Cusset ».
    pub court: String,
    /// Its number.
    pub number: String,
    /// Its day.
    pub dated_on: Day,
    /// Principal.
    pub principal: Money,
    /// Interest granted.
    pub interest: Option<Money>,
    /// Costs granted.
    pub costs: Option<Money>,
    /// Other sums granted.
    pub other: Option<Money>,
    /// « au taux de 12,40 % l’an à compter du … ».
    pub accruing: Option<String>,
}

impl OrderFact {
    /// « l’ordonnance portant injonction de payer n° … rendue le … par le … ».
    #[must_use]
    pub fn named(&self) -> String {
        fill(
            "l'ordonnance portant injonction de payer n° {n}, rendue le {d} par le {c}",
            &[("n", &user(&self.number)), ("d", &date(self.dated_on)), ("c", &user(&self.court))],
        )
    }

    /// The sums of the order.
    #[must_use]
    pub fn table(&self) -> Table {
        let mut t = TableBuilder::new(
            "Sommes fixées par l'ordonnance",
            [("Élément", Kind::Text), ("Montant (en €)", Kind::Amount)],
        );
        t.row(["Principal".into(), figure(self.principal)]);
        for (label, sum) in
            [("Intérêts", self.interest), ("Dépens et frais", self.costs), ("Autres sommes", self.other)]
        {
            if let Some(sum) = sum {
                t.row([label.into(), figure(sum)]);
            }
        }
        let total = [Some(self.principal), self.interest, self.costs, self.other].into_iter().flatten().sum();
        t.total(["Total".into(), figure(total)]);
        t.build()
    }
}

/// The last day to serve, on one debtor.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceLimit {
    /// Last day.
    pub last_day: Day,
    /// The same before any prorogation.
    pub raw: Day,
    /// The day to aim at: the last working day not after it.
    pub safe_by: Day,
    /// How it was found, in French, debtor by debtor.
    pub computations: Vec<String>,
}

/// What the instruction needs.
#[derive(Debug)]
pub struct Facts<'a> {
    /// File, day, parties.
    pub frame: Frame<'a>,
    /// The office, one line each.
    pub office: &'a [String],
    /// The order.
    pub order: &'a OrderFact,
    /// The last day to serve.
    pub limit: &'a ServiceLimit,
    /// Debtors, with every known address and number.
    pub debtors: Vec<(&'a Person, Vec<Pair>)>,
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
    let say = |h| Mention::on(rules, h, f.frame.day);
    let sanction = say(registry::SERVICE_SANCTION)?;
    let several = f.debtors.len() > 1;
    let mission = fill(
        "Nous vous chargeons de signifier {o}, {d}.",
        &[
            ("o", &f.order.named()),
            ("d", &french::list(&f.debtors.iter().map(|(p, _)| p.after_a()).collect::<Vec<_>>())),
        ],
    );
    let mut notice: Vec<String> = f.limit.computations.iter().map(|c| user(c)).collect();
    if f.limit.raw == f.limit.last_day {
        notice.push(fill("Dernier jour : {r}, sans prorogation.", &[("r", &date(f.limit.raw))]));
    } else {
        notice.push(fill(
            "Terme brut : {r} ; dernier jour après prorogation : {l}.",
            &[("r", &date(f.limit.raw)), ("l", &date(f.limit.last_day))],
        ));
    }
    if f.limit.safe_by != f.limit.last_day {
        notice.push(fill(
            "Par prudence, à signifier dès le {s} au plus tard.",
            &[("s", &date(f.limit.safe_by))],
        ));
    }
    if several {
        notice.push(typeset("L'ordonnance est à signifier à chacun des débiteurs dans ce délai."));
    }
    notice.push(fill("{s} ({a}).", &[("s", &sanction.text), ("a", &sanction.source)]));
    let mut sums = vec![Block::Table(f.order.table())];
    if let Some(sum) = f.order.costs {
        sums.push(Block::text(fill(
            "Frais fixés par l'ordonnance, dont ceux du greffe, à indiquer dans l'acte : {c}.",
            &[("c", &amount(sum))],
        )));
    } else {
        sums.push(Block::text(typeset(
            "Frais de greffe à indiquer dans l'acte : à relever sur l'ordonnance.",
        )));
    }
    if let Some(text) = &f.order.accruing {
        sums.push(Block::text(fill("Intérêts à courir : {t}.", &[("t", &user(text))])));
    }
    let mut people = vec![
        Block::text(fill("{m} :", &[("m", &say(registry::SERVICE_IDENTITY)?.text)])),
        f.frame.creditor.block(f.client.clone()),
    ];
    people.extend(f.debtors.iter().map(|(p, contacts)| p.block(contacts.clone())));
    let mut money = vec![Block::text(typeset(
        "Nous verserons la provision que vous nous indiquerez. Les fonds reçus sont à virer à :",
    ))];
    money.push(Block::Pairs { rows: f.bank.clone() });
    money.push(Block::text(typeset(
        "Les données personnelles qui précèdent vous sont transmises pour cette seule mission.",
    )));
    let sections = vec![
        Section::new("Mission", vec![Block::text(mission)]),
        Section::new(
            "Délai",
            vec![Block::Notice {
                heading: fill(
                    "À signifier au plus tard le {d}",
                    &[("d", &french::date_with_weekday(f.limit.last_day))],
                ),
                paragraphs: notice,
            }],
        ),
        Section::new("Parties", people),
        Section::new("Sommes", sums),
        Section::new("Pièces remises", vec![Block::Points { items: f.documents.clone() }]),
        Section::new("Demandes", vec![Block::Points { items: requests(f.frame.roles(), several) }]),
        Section::new("Provision et fonds", money),
    ];
    let paper =
        f.frame.paper("Demande de signification d'une ordonnance", "", sections, vec![f.signature.clone()]);
    Ok(paper.to(f.office))
}

fn requests(roles: Roles, several: bool) -> Vec<String> {
    let mut out = vec![
        typeset("signifier à personne chaque fois que possible ;"),
        typeset(
            "ne pas signifier par voie électronique sans le consentement du destinataire : aucun ne nous est connu ;",
        ),
        typeset(&roles.agree(
            "mettre les documents justificatifs à la disposition {du débiteur} par voie électronique, ou les joindre à l'acte ;",
        )),
        typeset(
            "nous adresser copie de l'acte avec la date et le mode de signification, à personne ou autrement ;",
        ),
        typeset(
            "nous informer de tout paiement, même partiel, et de toute opposition portée à votre connaissance ;",
        ),
        typeset(
            "nous signaler sans attendre toute adresse inexacte, afin qu'une nouvelle tentative ait lieu dans le délai ;",
        ),
        typeset("n'utiliser les données remises que pour cette mission."),
    ];
    if several {
        out.insert(1, typeset("signifier séparément à chaque débiteur ;"));
    }
    out
}

/// An order of the sample file.
pub(super) fn sample_order(c: &samples::Case) -> OrderFact {
    OrderFact {
        court: "tribunal de commerce de Cusset".into(),
        number: "2026I00412".into(),
        dated_on: c.sums.as_of,
        principal: c.sums.totals.principal_due,
        interest: Some(c.sums.totals.interest_due),
        costs: Some(Money::from_cents(3_023)),
        other: None,
        accruing: Some(format!(
            "sur {}, à compter du lendemain de l\u{2019}ordonnance",
            amount(c.sums.totals.principal_due)
        )),
    }
}

/// Instructions.
///
/// # Errors
/// [`NoVersion`] when the rule set lacks a sentence of law.
pub fn samples(rules: &Rules) -> Result<Vec<(&'static str, Paper)>, NoVersion> {
    let of = |c: &samples::Case, other: Option<&Person>, prorogued: bool| {
        let order = sample_order(c);
        let after = |day: Day, days| day.checked_add_days(chrono::Days::new(days)).unwrap_or(day);
        // A Sunday, prorogued to the Monday; or a Tuesday.
        let raw = if prorogued { c.sums.as_of } else { after(c.sums.as_of, 2) };
        let later = |days| after(raw, days);
        let limit = ServiceLimit {
            last_day: if prorogued { later(1) } else { raw },
            raw,
            safe_by: if prorogued { raw.pred_opt().unwrap_or(raw) } else { raw },
            computations: vec!["Le délai court de la date de l'ordonnance ; son dernier jour est prorogé au premier jour ouvrable s'il tombe un jour non ouvrable.".into()],
        };
        let debtors: Vec<Person> = std::iter::once(&c.debtor).chain(other).cloned().collect();
        let reach = || vec![Pair::new("Téléphone", french::phone("0470000000"))];
        let mut documents = vec![typeset("copie certifiée conforme de la requête et de l'ordonnance ;")];
        if prorogued {
            documents.extend(c.exhibits.iter().map(|e| user(&e.label)));
        }
        model(
            &Facts {
                frame: Frame { debtors: &debtors, ..samples::frame(c) },
                office: &samples::office(),
                order: &order,
                limit: &limit,
                debtors: debtors.iter().map(|d| (d, if prorogued { reach() } else { Vec::new() })).collect(),
                documents,
                client: if prorogued {
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
        ("plain", of(&samples::company_case(), None, false)?),
        ("longest", of(&samples::long_case(), Some(&consumer), true)?),
        ("emptiest", of(&samples::short_case(), None, false)?),
    ])
}
