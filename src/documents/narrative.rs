//! The facts of a file told by date, in short neutral sentences of the past tense: contract, deliveries, invoices,
//! payments, reminders, formal notice. Dates, sums and numbers of exhibits only; no adjective, no reasoning.

use crate::domain::{Day, Money};

use super::french::{self, amount, date, exhibits, fill};
use super::message::named;
use super::parties::Person;
use super::sums::{CreditNoteLine, InvoiceLine, PaymentLine};

/// Most facts of a kind told one by one; beyond, they are told together and the statement lists them.
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

/// A day of delivery or performance.
#[derive(Debug, Clone, PartialEq)]
pub struct DeliveryFact {
    /// The day.
    pub on: Day,
    /// Numbers of the invoices it was billed by.
    pub invoices: Vec<String>,
    /// Its exhibits.
    pub exhibits: Vec<u32>,
}

/// What happened.
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
    /// Deliveries or performances, by date.
    pub deliveries: &'a [DeliveryFact],
    /// Invoices.
    pub invoices: &'a [InvoiceLine],
    /// Credit notes.
    pub credit_notes: &'a [CreditNoteLine],
    /// Payments.
    pub payments: &'a [PaymentLine],
    /// Reminders and formal notices, by date.
    pub notices: &'a [NoticeFact],
    /// Other events, each with its sentence.
    pub events: Vec<(Day, String)>,
    /// Principal still due and the day it is judged at.
    pub principal_due: (Money, Day),
}

/// The facts in the order they happened, one paragraph each. What is told together stands at its first day; the
/// contract without a date comes first, what is left comes last.
#[must_use]
pub fn tell(s: &Story<'_>) -> Vec<String> {
    let mut dated: Vec<(Day, String)> = Vec::new();
    if let Some(c) = s.contract {
        dated.push((c.signed_on.unwrap_or(Day::MIN), contract(c, s)));
    }
    dated.extend(deliveries(s));
    dated.extend(invoices(s));
    dated.extend(credit_notes(s.credit_notes));
    dated.extend(payments(s.payments));
    dated.extend(reminders(s.notices));
    dated.extend(s.notices.iter().filter(|n| n.formal).map(|n| (n.sent_on, formal_notice(n))));
    dated.extend(s.events.iter().cloned());
    // On the same day the order above stands: what is delivered, then billed, then paid, then claimed.
    dated.sort_by_key(|(day, _)| *day);
    let mut out: Vec<String> = dated.into_iter().map(|(_, sentence)| sentence).collect();
    let (due, day) = s.principal_due;
    out.push(fill(
        "Au {d}, la somme de {a} restait due en principal.",
        &[("d", &date(day)), ("a", &amount(due))],
    ));
    out
}

fn deliveries(s: &Story<'_>) -> Vec<(Day, String)> {
    let all = s.deliveries;
    let (Some(first), Some(last)) = (all.first(), all.last()) else { return Vec::new() };
    if all.len() == 1 {
        let told = fill(
            "La prestation a été livrée ou exécutée le {d}{p}.",
            &[("d", &date(first.on)), ("p", &bracket(&first.exhibits))],
        );
        return vec![(first.on, told)];
    }
    if all.len() > TOLD_ONE_BY_ONE {
        let mut pieces: Vec<u32> = all.iter().flat_map(|d| d.exhibits.clone()).collect();
        pieces.sort_unstable();
        let told = fill(
            "Les prestations ont été livrées ou exécutées entre le {f} et le {l}{p}.",
            &[("f", &date(first.on)), ("l", &date(last.on)), ("p", &bracket(&pieces))],
        );
        return vec![(first.on, told)];
    }
    let told = |d: &DeliveryFact| {
        let pattern = match d.invoices.as_slice() {
            [_] => "La prestation objet {i} a été livrée ou exécutée le {d}{p}.",
            _ => "Les prestations objet des {i} ont été livrées ou exécutées le {d}{p}.",
        };
        let numbers: Vec<String> = d.invoices.iter().map(|n| french::user(n)).collect();
        let what = match d.invoices.as_slice() {
            [one] => french::after_de(&named(s.item.0, one)),
            _ => format!("{} {}", s.item.1, french::list(&numbers)),
        };
        fill(pattern, &[("i", &what), ("d", &date(d.on)), ("p", &bracket(&d.exhibits))])
    };
    all.iter().map(|d| (d.on, told(d))).collect()
}

fn contract(c: &ContractFact, s: &Story<'_>) -> String {
    let who = std::iter::once(french::capitalised(&s.creditor.named()));
    let parties = french::list(&who.chain(s.debtors.iter().map(Person::named)).collect::<Vec<_>>());
    let reference = c
        .reference
        .as_deref()
        .map(|r| format!(" (référence{}: {})", french::NBSP, french::user(r)))
        .unwrap_or_default();
    let day = c.signed_on.map(|d| format!(" le {}", date(d))).unwrap_or_default();
    let pattern = match (c.signed_on, &c.reference) {
        (Some(_), Some(_)) => "{who} ont conclu {what}{ref}, signé{day}{p}.",
        (Some(_), None) => "{who} ont conclu {what} signé{day}{p}.",
        (None, _) => "{who} ont conclu {what}{ref}{p}.",
    };
    fill(
        pattern,
        &[
            ("who", &parties),
            ("what", &french::typeset(&c.what)),
            ("ref", &reference),
            ("day", &day),
            ("p", &bracket(&c.exhibits)),
        ],
    )
}

fn invoices(s: &Story<'_>) -> Vec<(Day, String)> {
    let (one, many) = s.item;
    if s.invoices.len() <= TOLD_ONE_BY_ONE {
        let told = |i: &InvoiceLine| {
            fill(
                "{item} du {d}, d'un montant de {a}, était payable au plus tard le {due}{p}.",
                &[
                    ("item", &french::capitalised(&named(one, &i.number))),
                    ("d", &date(i.issued_on)),
                    ("a", &amount(i.amount)),
                    ("due", &date(i.due_on)),
                    ("p", &bracket(&i.exhibit.into_iter().collect::<Vec<_>>())),
                ],
            )
        };
        return s.invoices.iter().map(|i| (i.issued_on, told(i))).collect();
    }
    let dues = s.invoices.iter().map(|i| i.due_on);
    let issued = s.invoices.iter().map(|i| i.issued_on).min();
    let (Some(issued), Some(first), Some(last)) = (issued, dues.clone().min(), dues.max()) else {
        return Vec::new();
    };
    let mut pieces: Vec<u32> = s.invoices.iter().filter_map(|i| i.exhibit).collect();
    pieces.sort_unstable();
    pieces.dedup();
    let told = fill(
        "{n} {many}, d'un montant total de {a}, étaient payables entre le {first} et le {last}{p}. Le décompte en donne la liste.",
        &[
            ("n", &count(s.invoices.len())),
            ("many", many),
            ("a", &amount(s.invoices.iter().map(|i| i.amount).sum())),
            ("first", &date(first)),
            ("last", &date(last)),
            ("p", &bracket(&pieces)),
        ],
    );
    vec![(issued, told)]
}

fn count(n: usize) -> String {
    french::integer(u32::try_from(n).unwrap_or(u32::MAX))
}

fn credit_notes(notes: &[CreditNoteLine]) -> Vec<(Day, String)> {
    if notes.len() <= TOLD_ONE_BY_ONE {
        let told = |c: &CreditNoteLine| {
            fill(
                "Un avoir {n} de {a} a été établi le {d}.",
                &[("n", &french::user(&c.number)), ("a", &amount(c.amount)), ("d", &date(c.issued_on))],
            )
        };
        return notes.iter().map(|c| (c.issued_on, told(c))).collect();
    }
    let days = notes.iter().map(|c| c.issued_on);
    together("{n} avoirs, d'un montant total de {a}, ont été établis entre le {f} et le {l}.", days, |n| {
        (count(n), notes.iter().map(|c| c.amount).sum())
    })
}

fn payments(payments: &[PaymentLine]) -> Vec<(Day, String)> {
    if payments.len() <= TOLD_ONE_BY_ONE {
        let told = |p: &PaymentLine| {
            fill(
                "Un paiement de {a} a été reçu le {d}.",
                &[("a", &amount(p.amount)), ("d", &date(p.received_on))],
            )
        };
        return payments.iter().map(|p| (p.received_on, told(p))).collect();
    }
    let days = payments.iter().map(|p| p.received_on);
    together(
        "{n} paiements, d'un montant total de {a}, ont été reçus entre le {f} et le {l}.",
        days,
        |n| (count(n), payments.iter().map(|p| p.amount).sum()),
    )
}

/// What is too many to be told one by one, at its first day.
fn together(
    pattern: &str,
    days: impl ExactSizeIterator<Item = Day> + Clone,
    of: impl Fn(usize) -> (String, Money),
) -> Vec<(Day, String)> {
    let (n, total) = of(days.len());
    let (Some(first), Some(last)) = (days.clone().min(), days.max()) else { return Vec::new() };
    let told = fill(pattern, &[("n", &n), ("a", &amount(total)), ("f", &date(first)), ("l", &date(last))]);
    vec![(first, told)]
}

/// « Une relance a été adressée par courriel le 20 avril 2026 (pièce n° 4). »
fn reminders(notices: &[NoticeFact]) -> Vec<(Day, String)> {
    let told: Vec<&NoticeFact> = notices.iter().filter(|n| !n.formal).collect();
    if told.len() <= TOLD_ONE_BY_ONE {
        let sentence = |n: &&NoticeFact| {
            let text = fill(
                "Une relance a été adressée par {c} le {d}{p}.",
                &[("c", &french::typeset(&n.channel)), ("d", &date(n.sent_on)), ("p", &bracket(&n.exhibits))],
            );
            (n.sent_on, text)
        };
        return told.iter().map(sentence).collect();
    }
    let mut days: Vec<Day> = told.iter().map(|n| n.sent_on).collect();
    days.sort_unstable();
    let mut pieces: Vec<u32> = told.iter().flat_map(|n| n.exhibits.clone()).collect();
    pieces.sort_unstable();
    let text = fill(
        "Des relances ont été adressées le {d}{p}.",
        &[("d", &french::dates(&days)), ("p", &bracket(&pieces))],
    );
    days.first().map(|first| (*first, text)).into_iter().collect()
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
    fn reminders_are_told_one_by_one_and_many_together() {
        assert_eq!(reminders(&[notice(true, "2026-01-01")]), []);
        let two = reminders(&[notice(false, "2026-04-01"), notice(false, "2026-05-02")]);
        assert_eq!(two.len(), 2);
        assert_eq!(plain(&two[0].1), "Une relance a été adressée par courriel le 1er avril 2026.");
        let days: Vec<_> = (1..=7).map(|n| notice(false, &format!("2026-05-0{}", 8 - n))).collect();
        let many = reminders(&days);
        assert_eq!(many.len(), 1);
        assert_eq!(many[0].0, d("2026-05-01"));
        assert!(
            plain(&many[0].1).starts_with("Des relances ont été adressées le 1er mai 2026, le 2 mai 2026,")
        );
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
