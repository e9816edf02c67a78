//! D01 to D04, the reminders: before the due date, then three, each firmer and none a formal notice. They threaten
//! nothing and announce no date of proceedings; penalties appear from the second on, between professionals only.
//! Their e-mails, the text message and the telephone script (D05) are in [`super::message`].

use serde::Serialize;

use crate::domain::{Day, Document};

use super::french::{self, amount, capitalised, date, fill, typeset, user};
use super::message::{INVOICE_ITEM, Noun, about, designation};
use super::mise_en_demeure::{Answer, OrderInHand, Purpose, Stage, privacy};
use super::narrative::NoticeFact;
use super::parties::Person;
use super::parts::{Block, Letter, Meta, Pair, Signature, Table};
use super::samples;
use super::sums::Sums;

/// Which reminder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Before the due date (D01).
    Preventive,
    /// Presumed oversight (D02).
    First,
    /// Sums and a date (D03).
    Second,
    /// What may follow (D04).
    Last,
}

impl Step {
    /// All of them, in their order.
    pub const ALL: [Step; 4] = [Step::Preventive, Step::First, Step::Second, Step::Last];

    /// The step of a document; `None` for one that is no reminder.
    #[must_use]
    pub fn of(document: Document) -> Option<Step> {
        Some(match document {
            Document::RelancePreventive => Step::Preventive,
            Document::Relance1 => Step::First,
            Document::Relance2 => Step::Second,
            Document::Relance3 => Step::Last,
            _ => return None,
        })
    }
}

/// The letter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Relance {
    /// Properties and foot.
    pub meta: Meta,
    /// Head and tail.
    pub letter: Letter,
    /// What is due or late.
    pub opening: Vec<Block>,
    /// What is asked.
    pub request: String,
    /// How to pay: right under what is asked.
    pub payment: Vec<Pair>,
    /// What the sums are, before their table; empty without one.
    pub introduction: String,
    /// The sums, from the second reminder on.
    pub sums: Option<Table>,
    /// Under the sums.
    pub notes: Vec<String>,
    /// What follows.
    pub ending: Vec<Block>,
    /// Personal data, for a human being who is late; or nothing.
    pub privacy: String,
}

/// What a reminder needs.
#[derive(Debug)]
pub struct Facts<'a> {
    /// Which reminder.
    pub step: Step,
    /// The dossier's own number.
    pub reference: &'a str,
    /// Day of the letter.
    pub day: Day,
    /// Town it is sent from.
    pub place: &'a str,
    /// Who is owed.
    pub creditor: &'a Person,
    /// The creditor's form, address and numbers, one a line.
    pub sender_lines: Vec<String>,
    /// Who owes.
    pub debtor: &'a Person,
    /// « Madame », « Monsieur », or nothing for a company.
    pub civility: &'a str,
    /// The window of the envelope.
    pub window: Vec<String>,
    /// What was already sent.
    pub notices: &'a [NoticeFact],
    /// The order that already fixes the debt.
    pub order: Option<&'a OrderInHand>,
    /// The sums.
    pub sums: &'a Sums,
    /// Day by which payment is expected.
    pub expected_by: Day,
    /// How to pay.
    pub payment: Vec<Pair>,
    /// Who signs.
    pub signature: Signature,
    /// What is enclosed.
    pub enclosures: Vec<String>,
}

/// The words of a reminder.
#[must_use]
pub fn model(f: &Facts<'_>) -> Relance {
    let day = date(f.day);
    let name = f.debtor.bare_name();
    let greeting = if f.civility.is_empty() { "Madame, Monsieur" } else { f.civility };
    let subject = subject(f);
    let table = matches!(f.step, Step::Second | Step::Last);
    Relance {
        meta: Meta {
            title: format!("{subject}, {} à {name}, {day}", f.creditor.bare_name()),
            author: f.creditor.bare_name(),
            running: format!("{} \u{2013} {} \u{2013} {day}", french::shortened(&name), user(f.reference)),
            footer: f.creditor.legal_mentions(),
        },
        letter: Letter {
            letterhead: f.creditor.bare_name(),
            sender: f.creditor.bare_name(),
            sender_lines: f.sender_lines.clone(),
            recipient: f.window.clone(),
            sending: String::new(),
            references: vec![Pair::new("Nos réf.", user(f.reference))],
            place_date: format!("{}, le {day}", user(f.place)),
            subject: fill("Objet : {s}", &[("s", &subject)]),
            salutation: format!("{greeting},"),
            closing: fill(
                "Veuillez agréer, {g}, l'expression de nos salutations distinguées.",
                &[("g", greeting)],
            ),
            signature: f.signature.clone(),
            enclosures: f.enclosures.clone(),
        },
        opening: opening(f),
        request: request(f),
        payment: f.payment.clone(),
        introduction: if table {
            fill("Au {d}, votre compte s'établit ainsi :", &[("d", &date(f.sums.as_of))])
        } else {
            String::new()
        },
        sums: table.then(|| f.sums.to_debtor().invoices_table("Sommes dues")),
        notes: if table { f.sums.to_debtor().notes() } else { Vec::new() },
        ending: ending(f).into_iter().map(Block::text).collect(),
        privacy: told_to(f, Answer::ByLetter),
    }
}

/// What a human being who is late is told of his data.
pub(super) fn told_to(f: &Facts<'_>, answer: Answer) -> String {
    match f.step {
        Step::Preventive => String::new(),
        _ => privacy(f.debtor, &f.creditor.named(), Purpose::Payment, answer),
    }
}

fn subject(f: &Facts<'_>) -> String {
    let pattern = match f.step {
        Step::Preventive => "échéance prochaine – {i}",
        Step::First => "Relance – {i}",
        Step::Second => "Deuxième relance – {i}",
        Step::Last => "Dernière relance – {i}",
    };
    capitalised(&fill(pattern, &[("i", &designation(f.sums))]))
}

fn opening(f: &Facts<'_>) -> Vec<Block> {
    let mut out: Vec<String> = Vec::new();
    match f.step {
        Step::Second | Step::Last => out.push(fill(
            "Sauf erreur de notre part, il reste {a} à régler en principal au titre {i}.",
            &[("i", &about(f.sums, true)), ("a", &amount(f.sums.totals.principal_due))],
        )),
        Step::Preventive | Step::First => out.extend(one_by_one(f)),
    }
    if matches!(f.step, Step::Second | Step::Last) {
        let days: Vec<Day> = f.notices.iter().filter(|n| n.sent_on < f.day).map(|n| n.sent_on).collect();
        if !days.is_empty() {
            out.push(fill("Nous vous avons déjà écrit à ce sujet le {d}.", &[("d", &french::dates(&days))]));
        }
    }
    out.into_iter().map(Block::text).collect()
}

/// Each invoice in a sentence; beyond four, their sum in one.
fn one_by_one(f: &Facts<'_>) -> Vec<String> {
    if f.sums.invoices.len() > 4 && f.step == Step::Preventive {
        return vec![fill(
            "Vos {i}, d'un montant total de {a}, viennent à échéance prochainement ; vous en trouverez la copie ci-jointe.",
            &[("i", &designation(f.sums)), ("a", &amount(f.sums.totals.principal_due))],
        )];
    }
    if f.sums.invoices.len() > 4 {
        return vec![fill(
            "Vos {i} présentent un solde de {a} en principal ; vous en trouverez le relevé ci-joint.",
            &[("i", &designation(f.sums)), ("a", &amount(f.sums.totals.principal_due))],
        )];
    }
    let pattern = match f.step {
        Step::Preventive if f.sums.item == "Échéance" => {
            "{n} du {d}, d'un montant de {a}, est payable le {due}."
        }
        Step::Preventive => "{n} du {d}, d'un montant de {a}, vient à échéance le {due}.",
        _ => "{n} du {d}, d'un montant de {a}, était payable le {due} ; il reste {left} à régler.",
    };
    let noun = Noun::of(&f.sums.item);
    f.sums
        .invoices
        .iter()
        .map(|i| {
            fill(
                pattern,
                &[
                    ("n", &noun.ours(&i.number)),
                    ("d", &date(i.issued_on)),
                    ("a", &amount(i.amount)),
                    ("due", &date(i.due_on)),
                    ("left", &amount(i.principal_due)),
                ],
            )
        })
        .collect()
}

fn request(f: &Facts<'_>) -> String {
    let by = date(f.expected_by);
    let pattern = match f.step {
        Step::Preventive if f.sums.item != INVOICE_ITEM => {
            "Pouvez-vous vérifier que ce règlement est prévu et nous dire s'il appelle une observation de votre part ?"
        }
        Step::Preventive if f.sums.invoices.len() > 1 => {
            "Pouvez-vous vérifier que vous les avez bien reçues et qu'elles n'appellent pas d'observation de votre part ?"
        }
        Step::Preventive => {
            "Pouvez-vous vérifier que vous l'avez bien reçue et qu'elle n'appelle pas d'observation de votre part ?"
        }
        Step::First => {
            "Sauf oubli ou difficulté dont nous vous remercions de nous faire part, nous vous prions de bien vouloir procéder à ce règlement."
        }
        Step::Second => "Nous vous demandons de régler la somme de {a} avant le {d}.",
        Step::Last => "Nous vous demandons une dernière fois de régler la somme de {a} avant le {d}.",
    };
    fill(pattern, &[("a", &amount(f.sums.totals.total_due)), ("d", &by)])
}

fn ending(f: &Facts<'_>) -> Vec<String> {
    let crossed =
        typeset("Si votre règlement a été effectué entre-temps, ne tenez pas compte de ce courrier.");
    match f.step {
        Step::Preventive => vec![
            typeset(
                "En cas de difficulté, contactez-nous dès maintenant : nous chercherons avec vous une solution.",
            ),
            typeset("Si le règlement est déjà parti, ne tenez pas compte de ce courrier."),
        ],
        Step::First => vec![crossed],
        Step::Second => vec![
            typeset(
                "Si vous ne pouvez pas payer en une fois, proposez-nous un échéancier ; si vous contestez cette somme, dites-nous pourquoi par écrit.",
            ),
            crossed,
        ],
        Step::Last => vec![
            follows(f),
            typeset("Un échéancier reste possible : écrivez-nous ou appelez-nous avant cette date."),
            crossed,
        ],
    }
}

/// What may follow the last reminder: possibilities, no certainty and no date.
pub(super) fn follows(f: &Facts<'_>) -> String {
    // After a formal notice, announcing one would make it doubtful; after an order, it would make no sense.
    let notice = f.notices.iter().filter(|n| n.formal).map(|n| n.sent_on).max();
    let kept =
        notice.map(|day| fill("Notre mise en demeure du {d} garde tous ses effets. ", &[("d", &date(day))]));
    let next = match f.order.map(|o| o.stage) {
        Some(Stage::ToServe) => {
            "l'ordonnance obtenue pourra vous être signifiée par un commissaire de justice."
        }
        Some(Stage::Enforceable) => "l'ordonnance obtenue pourra être confiée à un commissaire de justice.",
        Some(Stage::Opposed | Stage::OpposedLate) => {
            "l'instance ouverte par l'opposition pourra se poursuivre."
        }
        Some(Stage::Waiting) => "la procédure d'injonction de payer pourra se poursuivre.",
        None if notice.is_some() => {
            "le dossier pourra être confié à un commissaire de justice, à un avocat ou à la juridiction compétente."
        }
        None => {
            "une mise en demeure pourra suivre, et le dossier pourra être confié à un commissaire de justice, à un avocat ou à la juridiction compétente."
        }
    };
    format!(
        "{}{}",
        kept.unwrap_or_default(),
        typeset(&format!("Sans paiement ni réponse à cette date, {next}"))
    )
}

/// Reminders of each step.
#[must_use]
pub fn samples(step: Step) -> Vec<(&'static str, Relance)> {
    let (company, consumer) = (samples::company_case(), samples::consumer_case());
    let of = |c: &samples::Case, civility: &str| {
        model(&Facts {
            step,
            reference: c.reference,
            day: c.sums.as_of,
            place: c.place,
            creditor: &c.creditor,
            sender_lines: c.creditor_lines.clone(),
            debtor: &c.debtor,
            civility,
            window: c.window.clone(),
            notices: &c.notices,
            order: None,
            sums: &c.sums,
            expected_by: samples::week_after(c.sums.as_of),
            payment: c.payment.clone(),
            signature: c.signature.clone(),
            enclosures: vec![typeset("Copie des factures")],
        })
    };
    vec![
        ("plain", of(&company, "")),
        ("consumer", of(&consumer, "Madame")),
        ("longest", of(&samples::long_case(), "")),
        ("emptiest", of(&samples::short_case(), "Madame")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reminders_never_speak_as_a_formal_notice() {
        for step in [Step::Preventive, Step::First, Step::Second] {
            for (name, r) in samples(step) {
                let ours = (&r.letter.subject, &r.opening, &r.request, &r.ending);
                let text = serde_json::to_string(&ours).unwrap().to_lowercase();
                for word in ["mise en demeure", "saisie", "tribunal", "huissier"] {
                    assert!(!text.contains(word), "{step:?} {name}: {word}");
                }
            }
        }
        let (_, preventive) = samples(Step::Preventive).remove(0);
        let text = serde_json::to_string(&preventive).unwrap();
        assert!(!text.contains("retard") && !text.contains("impayé"));
    }
}
