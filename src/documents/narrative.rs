//! The facts of a file told in short neutral sentences of the past tense: contract, delivery, invoices, payments,
//! reminders, formal notice. Dates, sums and numbers of exhibits only; no adjective, no reasoning.

use crate::domain::{Day, Money};

use super::french::{self, amount, date, exhibits, fill};
use super::parties::Person;
use super::sums::{InvoiceLine, PaymentLine};

/// Most invoices told one by one; beyond, they are told together and the statement lists them.
const TOLD_ONE_BY_ONE: usize = 6;

/// What the debt rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct ContractFact {
    /// « un devis », « un bon de commande », « un bail ».
    pub what: String,
    /// Its reference.
    pub reference: Option<String>,
    /// Day it was signed.
    pub signed_on: Option<Day>,
    /// Its exhibits.
    pub exhibits: Vec<u32>,
}

/// A reminder or a formal notice.
#[derive(Debug, Clone, PartialEq)]
pub struct NoticeFact {
    /// Whether it is a formal notice.
    pub formal: bool,
    /// « lettre recommandée avec demande d’avis de réception », « courriel ».
    pub channel: String,
    /// Day sent.
    pub sent_on: Day,
    /// Day first presented.
    pub presented_on: Option<Day>,
    /// Day received.
    pub received_on: Option<Day>,
    /// What came back: « non réclamée », « destinataire inconnu à l’adresse », « refusée ».
    pub returned: Option<String>,
    /// Its exhibits.
    pub exhibits: Vec<u32>,
}

/// What happened, in the order it is told.
#[derive(Debug)]
pub struct Story<'a> {
    /// Who is owed.
    pub creditor: &'a Person,
    /// Who owes.
    pub debtors: &'a [Person],
    /// What invoices are called: « la facture », « les factures ».
    pub item: (&'a str, &'a str),
    /// What the debt rests on.
    pub contract: Option<&'a ContractFact>,
    /// Last day of delivery or performance, and its exhibits.
    pub delivered: Option<(Day, Vec<u32>)>,
    /// Invoices.
    pub invoices: &'a [InvoiceLine],
    /// Payments.
    pub payments: &'a [PaymentLine],
    /// Reminders and formal notices, by date.
    pub notices: &'a [NoticeFact],
    /// Principal still due and the day it is judged at.
    pub principal_due: (Money, Day),
}

/// The facts, one paragraph each.
#[must_use]
pub fn tell(s: &Story<'_>) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(c) = s.contract {
        out.push(contract(c, s));
    }
    if let Some((day, pieces)) = &s.delivered {
        out.push(fill(
            "La prestation a été livrée ou exécutée le {d}{p}.",
            &[("d", &date(*day)), ("p", &bracket(pieces))],
        ));
    }
    out.extend(invoices(s));
    out.extend(payments(s.payments));
    out.extend(reminders(s.notices));
    out.extend(s.notices.iter().filter(|n| n.formal).map(formal_notice));
    let (due, day) = s.principal_due;
    out.push(fill(
        "Au {d}, la somme de {a} restait due en principal.",
        &[("d", &date(day)), ("a", &amount(due))],
    ));
    out
}

fn contract(c: &ContractFact, s: &Story<'_>) -> String {
    let debtors = french::list(&s.debtors.iter().map(Person::named).collect::<Vec<_>>());
    let reference = c
        .reference
        .as_deref()
        .map(|r| format!(" (référence{}: {})", french::NBSP, french::user(r)))
        .unwrap_or_default();
    let day = c.signed_on.map(|d| format!(" le {}", date(d))).unwrap_or_default();
    let pattern = if c.signed_on.is_some() {
        "{who} et {debtors} ont conclu {what}{ref}, signé{day}{p}."
    } else {
        "{who} et {debtors} ont conclu {what}{ref}{p}."
    };
    fill(
        pattern,
        &[
            ("who", &french::capitalised(&s.creditor.named())),
            ("debtors", &debtors),
            ("what", &french::typeset(&c.what)),
            ("ref", &reference),
            ("day", &day),
            ("p", &bracket(&c.exhibits)),
        ],
    )
}

fn invoices(s: &Story<'_>) -> Vec<String> {
    let (one, many) = s.item;
    if s.invoices.len() <= TOLD_ONE_BY_ONE {
        return s
            .invoices
            .iter()
            .map(|i| {
                fill(
                    "{item} {n} du {d}, d'un montant de {a}, était payable au plus tard le {due}{p}.",
                    &[
                        ("item", &french::capitalised(one)),
                        ("n", &french::user(&i.number)),
                        ("d", &date(i.issued_on)),
                        ("a", &amount(i.amount)),
                        ("due", &date(i.due_on)),
                        ("p", &bracket(&i.exhibit.into_iter().collect::<Vec<_>>())),
                    ],
                )
            })
            .collect();
    }
    let dues = s.invoices.iter().map(|i| i.due_on);
    let (Some(first), Some(last)) = (dues.clone().min(), dues.max()) else {
        return Vec::new();
    };
    let mut pieces: Vec<u32> = s.invoices.iter().filter_map(|i| i.exhibit).collect();
    pieces.sort_unstable();
    pieces.dedup();
    vec![fill(
        "{n} {many}, d'un montant total de {a}, étaient payables entre le {first} et le {last}{p}. Le décompte en donne la liste.",
        &[
            ("n", &french::integer(u32::try_from(s.invoices.len()).unwrap_or(u32::MAX))),
            ("many", many),
            ("a", &amount(s.invoices.iter().map(|i| i.amount).sum())),
            ("first", &date(first)),
            ("last", &date(last)),
            ("p", &bracket(&pieces)),
        ],
    )]
}

fn payments(payments: &[PaymentLine]) -> Vec<String> {
    let total: Money = payments.iter().map(|p| p.amount).sum();
    match payments {
        [] => Vec::new(),
        [p] => vec![fill(
            "Un paiement de {a} a été reçu le {d}.",
            &[("a", &amount(p.amount)), ("d", &date(p.received_on))],
        )],
        [first, .., last] => vec![fill(
            "{n} paiements, d'un montant total de {a}, ont été reçus entre le {first} et le {last}.",
            &[
                ("n", &french::integer(u32::try_from(payments.len()).unwrap_or(u32::MAX))),
                ("a", &amount(total)),
                ("first", &date(first.received_on)),
                ("last", &date(last.received_on)),
            ],
        )],
    }
}

/// « Une relance a été adressée le 20 avril 2026 (courriel). »
#[must_use]
pub fn reminders(notices: &[NoticeFact]) -> Option<String> {
    let told: Vec<&NoticeFact> = notices.iter().filter(|n| !n.formal).collect();
    let days: Vec<Day> = told.iter().map(|n| n.sent_on).collect();
    let mut pieces: Vec<u32> = told.iter().flat_map(|n| n.exhibits.clone()).collect();
    pieces.sort_unstable();
    let pattern = match told.len() {
        0 => return None,
        1 => "Une relance a été adressée le {d}{p}.",
        _ => "Des relances ont été adressées le {d}{p}.",
    };
    Some(fill(pattern, &[("d", &french::dates(&days)), ("p", &bracket(&pieces))]))
}

/// « Une mise en demeure a été adressée par … le …, présentée le …, reçue le … (pièces n° 4 et 5). »
#[must_use]
pub fn formal_notice(n: &NoticeFact) -> String {
    let mut steps = Vec::new();
    if let Some(day) = n.presented_on.filter(|d| n.received_on != Some(*d)) {
        steps.push(format!(", présentée le {}", date(day)));
    }
    if let Some(day) = n.received_on {
        steps.push(format!(", reçue le {}", date(day)));
    }
    if let Some(why) = &n.returned {
        steps.push(format!(", retournée à l{}expéditeur ({})", '\u{2019}', french::typeset(why)));
    }
    fill(
        "Une mise en demeure a été adressée par {c} le {d}{steps}{p}.",
        &[
            ("c", &french::typeset(&n.channel)),
            ("d", &date(n.sent_on)),
            ("steps", &steps.concat()),
            ("p", &bracket(&n.exhibits)),
        ],
    )
}

/// « (pièce n° 3) » after a space, or nothing.
fn bracket(pieces: &[u32]) -> String {
    if pieces.is_empty() { String::new() } else { format!(" ({})", exhibits(pieces)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(s: &str) -> Day {
        s.parse().unwrap()
    }

    fn notice(formal: bool, sent: &str) -> NoticeFact {
        NoticeFact {
            formal,
            channel: "courriel".into(),
            sent_on: d(sent),
            presented_on: None,
            received_on: None,
            returned: None,
            exhibits: Vec::new(),
        }
    }

    fn plain(s: &str) -> String {
        s.replace(['\u{a0}', '\u{202f}'], " ")
    }

    #[test]
    fn reminders_are_told_together() {
        assert_eq!(reminders(&[notice(true, "2026-01-01")]), None);
        let two = reminders(&[notice(false, "2026-04-01"), notice(false, "2026-05-02")]).unwrap();
        assert_eq!(plain(&two), "Des relances ont été adressées le 1er avril 2026 et le 2 mai 2026.");
    }

    #[test]
    fn a_formal_notice_says_what_became_of_it() {
        let mut n = notice(true, "2026-09-14");
        n.channel = "lettre recommandée avec demande d'avis de réception".into();
        n.presented_on = Some(d("2026-09-16"));
        n.received_on = Some(d("2026-09-17"));
        n.exhibits = vec![4, 5];
        assert_eq!(
            plain(&formal_notice(&n)),
            "Une mise en demeure a été adressée par lettre recommandée avec demande d’avis de réception le 14 septembre \
             2026, présentée le 16 septembre 2026, reçue le 17 septembre 2026 (pièces n° 4 et 5)."
        );
        n.received_on = None;
        n.returned = Some("non réclamée".into());
        assert!(
            plain(&formal_notice(&n))
                .contains("présentée le 16 septembre 2026, retournée à l’expéditeur (non réclamée)")
        );
    }
}
