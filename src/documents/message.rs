//! D01 to D05 as messages: what the e-mail of a reminder, its text message and its telephone script are filled with.
//! The sentences stand in `templates/messages/`; here are the facts, written for people, typographic spaces included.
//! A message says no more than the letter of the same step, and a text message less: no sum, no debt (D05).

use serde::Serialize;

use crate::domain::Day;

use super::french::{self, amount, date, user};
use super::mise_en_demeure::Answer;
use super::parts::{Pair, Signature, Table};
use super::relance::{self, Facts, Step};
use super::samples;
use super::sums::{InvoiceLine, Sums};

/// Beyond this many lines a message gives their sum, and the statement the detail.
const MOST_LINES: usize = 20;

/// Beyond this many numbers a subject gives how many there are.
const MOST_NUMBERS: usize = 4;

/// What heads the column of invoices.
pub const INVOICE_ITEM: &str = "Facture";

/// What principal is called in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Noun {
    /// « facture ».
    pub one: &'static str,
    /// « factures ».
    pub many: &'static str,
    /// « la facture », « l’appel de charges ».
    pub the: &'static str,
}

/// An invoice, a rent term, an instalment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// Its number.
    pub number: String,
    /// « facture n° F-1 », « Loyer juin », « Ordonnance n° 2026IP00094 ».
    pub named: String,
    /// The same at the head of a sentence: « Notre facture n° F-1 », « Le terme de loyer « Loyer juin » ».
    pub ours: String,
    /// « échéance du 12 mars 2026 »; an order has its day: « du 6 mai 2026 ».
    pub dated: String,
    /// « 12 mars 2026 ».
    pub issued_on: String,
    /// Its due date.
    pub due_on: String,
    /// What it was issued for.
    pub amount: String,
    /// Principal left; nothing when it is the whole amount.
    pub left: Option<String>,
    /// Principal left, always.
    pub principal_due: String,
    /// Penalties or interest, when any is due.
    pub interest: Option<String>,
    /// Lump sum, when any is due.
    pub indemnity: Option<String>,
    /// Everything left.
    pub total: String,
}

/// The sums, from the second reminder on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Due {
    /// The standard table of sums.
    pub table: Table,
    /// « pénalités de retard », « intérêts de retard ».
    pub interest_name: &'static str,
    /// « de pénalités de retard », « d’intérêts de retard ».
    pub of_interest: String,
    /// Principal.
    pub principal: String,
    /// Penalties or interest, when any is due.
    pub interest: Option<String>,
    /// Lump sums, when any is due.
    pub indemnities: Option<String>,
    /// What they are called: « Indemnités forfaitaires »; those of an order are its « Autres sommes ».
    pub indemnities_name: &'static str,
    /// One of them after a sum: « d’indemnité forfaitaire ».
    pub of_indemnity: &'static str,
    /// Penalty clause.
    pub penalty_clause: Option<String>,
    /// Costs that an order allows.
    pub costs: Option<String>,
    /// Everything.
    pub total: String,
    /// Rates, day, reservation.
    pub notes: Vec<String>,
    /// « 22 novembre 2026 ».
    pub as_of: String,
}

/// What the templates of a reminder are filled with. All of it is text to print, none of it markup.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Message {
    /// The dossier's own number.
    pub reference: String,
    /// « Madame », « Madame, Monsieur ».
    pub greeting: String,
    /// Who is owed: the bare name.
    pub creditor: String,
    /// « la société Dupont ».
    pub creditor_named: String,
    /// Who owes, for the script.
    pub debtor_named: String,
    /// Mentions of a business letter (C. com., art. R. 123-237 and R. 123-238), or nothing.
    pub mentions: Vec<String>,
    /// The creditor's form, address and numbers, one a line.
    pub sender_lines: Vec<String>,
    /// What principal is called.
    pub noun: Noun,
    /// « Votre » or « Vos ».
    pub yours: &'static str,
    /// « facture n° F-1 », « factures n° F-1 et F-2 », « 12 factures ».
    pub designation: String,
    /// « de nos factures », « de l’ordonnance n° 2026IP00094 ».
    pub about: String,
    /// Whether there are several.
    pub plural: bool,
    /// The number of the only one.
    pub number: Option<String>,
    /// Their common due date.
    pub due_on: Option<String>,
    /// One by one; empty when they are too many for a message.
    pub lines: Vec<Line>,
    /// Principal left, in all.
    pub principal: String,
    /// The sums, for the steps that give them.
    pub due: Option<Due>,
    /// « 3 juin et 12 juillet 2026 »: what was already sent.
    pub written_on: Option<String>,
    /// What may follow, as the letter of the last step says it.
    pub follows: Option<String>,
    /// « 30 novembre 2026 »: by when payment is expected.
    pub expected_by: Option<String>,
    /// How to pay.
    pub payment: Vec<Pair>,
    /// Who signs.
    pub signature: Signature,
    /// What goes with it.
    pub attachments: Vec<String>,
    /// Personal data, for a human being who is late; or nothing.
    pub privacy: String,
}

/// The facts of a message, written for people: those of the letter. `attached`: what goes with it, when that is less
/// than what the letter encloses.
#[must_use]
pub fn model(f: &Facts<'_>, attached: Option<Vec<String>>) -> Message {
    let invoices = &f.sums.invoices;
    let firm = matches!(f.step, Step::Second | Step::Last);
    let short = invoices.len() <= MOST_LINES;
    let mut days: Vec<Day> = invoices.iter().map(|i| i.due_on).collect();
    days.dedup();
    let written: Vec<Day> = f.notices.iter().filter(|n| n.sent_on < f.day).map(|n| n.sent_on).collect();
    Message {
        reference: user(f.reference),
        greeting: if f.civility.is_empty() { "Madame, Monsieur" } else { f.civility }.to_owned(),
        creditor: f.creditor.bare_name(),
        creditor_named: f.creditor.named(),
        debtor_named: f.debtor.named(),
        mentions: f.creditor.legal_mentions(),
        sender_lines: f.sender_lines.clone(),
        noun: Noun::of(&f.sums.item),
        yours: if invoices.len() > 1 { "Vos" } else { "Votre" },
        designation: designation(f.sums),
        plural: invoices.len() > 1,
        number: single(invoices).map(|i| user(&i.number)),
        due_on: single(&days).map(|d| date(*d)),
        about: about(f.sums, false),
        lines: if short {
            invoices.iter().map(|i| line(i, Noun::of(&f.sums.item))).collect()
        } else {
            Vec::new()
        },
        principal: amount(invoices.iter().map(|i| i.principal_due).sum()),
        due: firm.then(|| due(&f.sums.to_debtor())),
        written_on: (firm && !written.is_empty()).then(|| french::dates(&written)),
        follows: (f.step == Step::Last).then(|| relance::follows(f)),
        expected_by: firm.then(|| date(f.expected_by)),
        payment: f.payment.clone(),
        signature: f.signature.clone(),
        attachments: attached.unwrap_or_else(|| f.enclosures.clone()),
        privacy: relance::told_to(f, Answer::ByReply),
    }
}

fn single<T>(items: &[T]) -> Option<&T> {
    if let [one] = items { Some(one) } else { None }
}

/// What a reminder is about, after « au sujet » or « au titre »; `numbered`: with the numbers, as long as they are few.
pub(super) fn about(sums: &Sums, numbered: bool) -> String {
    let noun = Noun::of(&sums.item);
    match sums.invoices.as_slice() {
        [one] if sums.is_title() => french::after_de(&noun.the_one(&one.number)),
        all if numbered => {
            let which = designation(sums);
            let ours = if all.len() > 1 { "de nos" } else { "de notre" };
            let called = if all.len() > 1 { noun.many } else { noun.one };
            // « Loyer juin et Loyer juillet » names the terms without calling them so.
            if which.starts_with(called) || which.ends_with(called) {
                format!("{ours} {which}")
            } else {
                french::fill("{o} {c} ({w})", &[("o", ours), ("c", called), ("w", &which)])
            }
        }
        [_] => format!("de notre {}", noun.one),
        _ => format!("de nos {}", noun.many),
    }
}

fn line(i: &InvoiceLine, noun: Noun) -> Line {
    let due = date(i.due_on);
    Line {
        number: user(&i.number),
        named: noun.item(&i.number),
        ours: noun.ours(&i.number),
        dated: if noun.is_title() { format!("du {due}") } else { format!("échéance du {due}") },
        issued_on: date(i.issued_on),
        due_on: date(i.due_on),
        amount: amount(i.amount),
        left: (i.principal_due != i.amount).then(|| amount(i.principal_due)),
        principal_due: amount(i.principal_due),
        interest: positive(i.interest_due),
        indemnity: positive(i.indemnity_due),
        total: amount(i.total_due),
    }
}

fn positive(sum: crate::domain::Money) -> Option<String> {
    sum.is_positive().then(|| amount(sum))
}

fn due(sums: &Sums) -> Due {
    let t = &sums.totals;
    Due {
        table: sums.invoices_table("Sommes dues"),
        interest_name: sums.interest_name(),
        of_interest: french::after_de(sums.interest_name()),
        principal: amount(t.principal_due),
        interest: positive(t.interest_due),
        indemnities: positive(t.indemnities_due),
        indemnities_name: if sums.is_title() { "Autres sommes" } else { "Indemnités forfaitaires" },
        of_indemnity: if sums.is_title() {
            "d\u{2019}autres sommes"
        } else {
            "d\u{2019}indemnité forfaitaire"
        },
        penalty_clause: positive(t.penalty_clause_due),
        costs: positive(t.costs_due),
        total: amount(t.total_due),
        notes: sums.notes(),
        as_of: date(sums.as_of),
    }
}

/// « facture n° F-2026-041 », « factures n° … et … », « Loyer juin et Loyer juillet », « 12 appels de charges ».
#[must_use]
pub fn designation(sums: &Sums) -> String {
    let numbers: Vec<String> = sums.invoices.iter().map(|i| user(&i.number)).collect();
    let which = Noun::of(&sums.item);
    let noun = if numbers.len() > 1 { which.many } else { which.one };
    if numbers.len() > MOST_NUMBERS {
        return format!("{}{}{noun}", numbers.len(), french::NBSP);
    }
    if numbers.iter().all(|n| which.is_named_by(n)) {
        return french::list(&numbers);
    }
    if numbers.iter().any(|n| is_words(n)) {
        return format!("{noun} {}", french::list(&numbers));
    }
    format!("{noun} n°{}{}", french::NBSP, french::list(&numbers))
}

/// Whether a « number » is made of words: « juin 2026 », « Solde du marché ».
fn is_words(number: &str) -> bool {
    let first = number.split_whitespace().next().unwrap_or_default();
    first.chars().count() > 2
        && first.chars().all(char::is_alphabetic)
        && number.contains(char::is_whitespace)
}

/// One of them in a story: « la facture F-1 », « le terme « Loyer juin » ».
#[must_use]
pub fn named(the: &str, number: &str) -> String {
    let number = user(number);
    let pattern = if is_words(&number) { "{t} « {n} »" } else { "{t} {n}" };
    french::fill(pattern, &[("t", the), ("n", &number)])
}

/// What the text message is filled with: who calls, about what, at which number (D05).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Callback {
    /// Who calls; cut by whole words when the message is too long.
    pub name: String,
    /// « de la facture F-1 », « de vos factures (réf. 2026-0412) »; anything else but an invoice is « votre dossier ».
    pub about: String,
    /// The number to call back.
    pub phone: String,
}

/// The facts of the text message.
#[must_use]
pub fn callback(m: &Message, phone: &str) -> Callback {
    let about = match &m.number {
        _ if m.noun != INVOICE => format!("de votre dossier {}", m.reference),
        Some(number) => format!("{} {number}", french::after_de(m.noun.the)),
        None => format!("de vos {} (réf. {})", m.noun.many, m.reference),
    };
    Callback { name: m.creditor.clone(), about, phone: french::phone(phone) }
}

/// What the telephone script is filled with, besides the message.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Script {
    /// The message of the step.
    #[serde(flatten)]
    pub message: Message,
    /// The number to call.
    pub phone: Option<String>,
    /// The number to leave to a third party.
    pub callback: Option<String>,
    /// « du lundi au vendredi… ».
    pub hours: String,
    /// « 3 ».
    pub attempts: String,
}

/// What an invoice is called.
pub const INVOICE: Noun = Noun { one: "facture", many: "factures", the: "la facture" };

impl Noun {
    /// Whether a « number » says already what it numbers: « Loyer juin », « Facture 12 ».
    fn is_named_by(self, number: &str) -> bool {
        const RENTS: [&str; 2] = ["loyer", "loyers"];
        let first = number.split_whitespace().next().unwrap_or_default().to_lowercase();
        let own = self.one.split_whitespace().next().unwrap_or_default();
        // An order obtained is always named by what it is.
        let other = self.is_title() || (own == "terme" && RENTS.contains(&first.as_str()));
        is_words(number) && (first == own || other)
    }

    /// Whether it is an order obtained.
    fn is_title(self) -> bool {
        self.one == "titre"
    }

    /// One of them in a list: « facture n° F-1 », « Loyer juin », « échéance « juin 2026 » ».
    #[must_use]
    pub fn item(self, number: &str) -> String {
        let number = user(number);
        if self.is_named_by(&number) || self.is_title() {
            return number;
        }
        let pattern = if is_words(&number) { "{o} « {n} »" } else { "{o} n° {n}" };
        french::fill(pattern, &[("o", self.one), ("n", &number)])
    }

    /// One of them with its article: « l’ordonnance n° 2026IP00094 », « la facture F-1 ».
    fn the_one(self, number: &str) -> String {
        if !self.is_title() {
            return named(self.the, number);
        }
        let number = user(number);
        let mut letters = number.chars();
        let first: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
        format!("l\u{2019}{first}{}", letters.as_str())
    }

    /// One of them at the head of a sentence: « Notre facture n° F-1 », « L’échéance « juin 2026 » ».
    #[must_use]
    pub fn ours(self, number: &str) -> String {
        if self.is_title() {
            return french::capitalised(&self.the_one(number));
        }
        let number = user(number);
        if is_words(&number) {
            return french::capitalised(&named(self.the, &number));
        }
        french::fill("Notre {o} n° {n}", &[("o", self.one), ("n", &number)])
    }

    /// The noun of what [`Sums::item`] heads a column with.
    #[must_use]
    pub fn of(item: &str) -> Noun {
        let noun = |one, many, the| Noun { one, many, the };
        match item {
            INVOICE_ITEM => INVOICE,
            "Terme" => noun("terme de loyer", "termes de loyer", "le terme de loyer"),
            "Échéance" => noun("échéance", "échéances", "l\u{2019}échéance"),
            "Appel" => noun("appel de charges", "appels de charges", "l\u{2019}appel de charges"),
            "Effet" => noun("effet de commerce", "effets de commerce", "l\u{2019}effet de commerce"),
            "Titre" => noun("titre", "titres", "le titre"),
            _ => noun("créance", "créances", "la créance"),
        }
    }
}

/// Messages of each step.
#[must_use]
pub fn samples(step: Step) -> Vec<(&'static str, Message)> {
    let (company, consumer) = (samples::company_case(), samples::consumer_case());
    let of = |c: &samples::Case, civility: &str| {
        let facts = Facts {
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
            enclosures: vec![french::typeset("Copie des factures")],
        };
        model(&facts, None)
    };
    vec![
        ("plain", of(&company, "")),
        ("consumer", of(&consumer, "Madame")),
        ("longest", of(&samples::long_case(), "")),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_named_by_its_number_and_many_are_counted() {
        let (_, plain) = samples(Step::First).remove(0);
        assert!(plain.designation.starts_with("factures n°\u{a0}F-2026-041"), "{}", plain.designation);
        assert_eq!((plain.yours, plain.plural, plain.number), ("Vos", true, None));
        let (_, longest) = samples(Step::First).remove(2);
        assert!(longest.designation.ends_with("\u{a0}factures"), "{}", longest.designation);
    }

    #[test]
    fn sums_and_dates_come_with_the_second_reminder() {
        for step in Step::ALL {
            for (name, m) in samples(step) {
                let firm = matches!(step, Step::Second | Step::Last);
                assert_eq!((m.due.is_some(), m.expected_by.is_some()), (firm, firm), "{step:?} {name}");
            }
        }
    }

    #[test]
    fn a_consumer_is_shown_no_lump_sum() {
        let (_, m) = samples(Step::Last).remove(1);
        let due = m.due.unwrap();
        assert_eq!((due.interest_name, due.indemnities), ("intérêts de retard", None));
        assert!(m.lines.iter().all(|l| l.indemnity.is_none()));
    }

    #[test]
    fn a_text_message_names_one_invoice_or_the_file() {
        let (_, m) = samples(Step::First).remove(0);
        assert_eq!(callback(&m, "0412345678").about, format!("de vos factures (réf. {})", m.reference));
        let one = Message { number: Some("F-1".into()), ..m };
        let about = callback(&one, "0412345678");
        assert_eq!(
            (about.about.as_str(), about.phone.as_str()),
            ("de la facture F-1", "04\u{a0}12\u{a0}34\u{a0}56\u{a0}78")
        );
    }

    #[test]
    fn a_rent_an_order_and_an_invoice_are_named_as_they_are() {
        let (rent, order) = (Noun::of("Terme"), Noun::of("Titre"));
        assert_eq!(rent.item("Loyer juin"), "Loyer juin");
        assert_eq!(rent.ours("Loyer juin"), "Le terme de loyer «\u{a0}Loyer juin\u{a0}»");
        assert_eq!(
            Noun::of("Appel").item("Provision du 2e trimestre"),
            "appel de charges «\u{a0}Provision du 2e trimestre\u{a0}»"
        );
        assert_eq!(INVOICE.item("F-1"), "facture n°\u{a0}F-1");
        assert_eq!(order.item("Ordonnance n° 12"), "Ordonnance n°\u{a0}12");
        assert_eq!(order.ours("Ordonnance n° 12"), "L\u{2019}ordonnance n°\u{a0}12");
        assert_eq!(french::after_de("intérêts de retard"), "d\u{2019}intérêts de retard");
    }
}
