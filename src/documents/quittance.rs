//! D10, the receipt for a payment, partial or in full (C. civ., art. 1342-8). A partial one reserves interest: a receipt
//! for principal alone would release it (C. civ., art. 1908). It never says « solde de tout compte » without its object.

use crate::rules::{NoVersion, Rules, registry};

use super::french::{self, amount, capitalised, date, fill, typeset, user};
use super::mentions::Mention;
use super::paper::{Frame, Paper};
use super::parts::{Block, Pair, Section, Signature};
use super::samples;
use super::sums::{PaymentLine, Sums};
use super::words::{self, Spelling};

/// What the receipt needs.
#[derive(Debug)]
pub struct Facts<'a> {
    /// File, day, parties.
    pub frame: Frame<'a>,
    /// The payment.
    pub payment: &'a PaymentLine,
    /// « par virement », « par chèque, sous réserve d’encaissement »; nothing when it is not known.
    pub means: Option<&'a str>,
    /// The sums after the payment.
    pub sums: &'a Sums,
    /// Who signs.
    pub signature: &'a Signature,
}

/// The words of a receipt.
///
/// # Errors
/// [`NoVersion`] when the rule set has no sentence of law for the day.
pub fn model(f: &Facts<'_>, rules: &Rules) -> Result<Paper, NoVersion> {
    let p = f.payment;
    let law = Mention::on(rules, registry::RECEIPT_ALLOCATION, f.frame.day)?.text;
    let left = f.sums.totals.total_due;
    let beyond = p.amount - p.to_interest - p.to_principal - p.to_indemnity;
    // A title names itself; the rest is known by its number.
    let title = f.sums.is_title();
    let number = |i: &String| if title { user(i) } else { format!("n°{}{}", french::NBSP, user(i)) };
    let invoices = french::list(&p.invoices.iter().map(number).collect::<Vec<_>>());
    let received = fill(
        "{c} reconnaît avoir reçu {d}, le {on}, la somme de {w} ({a}){m}.",
        &[
            ("c", &capitalised(&f.frame.creditor.named())),
            ("d", &french::after_de(&f.frame.debtors_named())),
            ("on", &date(p.received_on)),
            ("w", &words::amount(p.amount, Spelling::default())),
            ("a", &amount(p.amount)),
            ("m", &f.means.map(|m| format!(", {}", typeset(m))).unwrap_or_default()),
        ],
    );
    let mut rows = Vec::new();
    if !p.invoices.is_empty() {
        let several = if p.invoices.len() > 1 { "s" } else { "" };
        rows.push(Pair::new(&format!("{}{several}", f.sums.item), invoices.clone()));
    }
    for (label, sum, always) in [
        ("Imputé sur les intérêts", p.to_interest, true),
        ("Imputé sur le principal", p.to_principal, true),
        ("Imputé sur les indemnités", p.to_indemnity, false),
        (if title { "Imputé sur les frais" } else { "Au-delà des sommes dues" }, beyond, false),
    ] {
        if always || sum.is_positive() {
            rows.push(Pair::new(label, amount(sum)));
        }
    }
    rows.push(Pair::new(&format!("Solde restant dû au {}", date(f.sums.as_of)), amount(left)));
    let reserve = if left.is_zero() {
        // Never without its object: alone, « solde de tout compte » is a word of labour law.
        let object = match (f.sums.item.as_str(), p.invoices.len()) {
            ("Facture", 1) => format!("de la facture {invoices}"),
            ("Facture", _) => format!("des factures {invoices}"),
            (item, _) => {
                fill("de la dette suivante : {i} {n}", &[("i", &item.to_lowercase()), ("n", &invoices)])
            }
        };
        fill("Pour solde de tout compte au titre {o}.", &[("o", &object)])
    } else {
        typeset("Reçu sous réserve des intérêts, pénalités et sommes restant dues.")
    };
    let sections = vec![
        Section::new("Parties", vec![Block::Pairs { rows: parties(f) }]),
        Section::new("Paiement reçu", vec![Block::text(received)]),
        Section::new("Imputation", vec![Block::Pairs { rows }, Block::text(law)]),
        Section::new("Portée", vec![Block::text(reserve)]),
    ];
    let title = if left.is_zero() { "Quittance" } else { "Reçu d'un paiement partiel" };
    Ok(f.frame.paper(title, "", sections, vec![f.signature.clone()]))
}

/// Who paid whom: names and addresses, and nothing more of a human being.
fn parties(f: &Facts<'_>) -> Vec<Pair> {
    let row = |role: &str, p: &super::parties::Person| {
        Pair::new(role, format!("{}, {}", capitalised(&p.named()), p.address()))
    };
    let roles = f.frame.roles();
    let debtors = f.frame.debtors.iter().map(|d| row(&roles.of_debtor(d).agree("{Débiteur}"), d));
    std::iter::once(row(&f.frame.creditor_heading(), f.frame.creditor)).chain(debtors).collect()
}

/// Receipts partial and full.
///
/// # Errors
/// [`NoVersion`] when the rule set lacks a sentence of law.
pub fn samples(rules: &Rules) -> Result<Vec<(&'static str, Paper)>, NoVersion> {
    let mut c = samples::company_case();
    let Some(payment) = c.sums.payments.first().cloned() else { return Ok(Vec::new()) };
    let partial = {
        let facts = Facts {
            frame: samples::frame(&c),
            payment: &payment,
            means: Some("par virement"),
            sums: &c.sums,
            signature: &c.signature,
        };
        model(&facts, rules)?
    };
    c.sums.totals.total_due = crate::domain::Money::ZERO;
    let facts = Facts {
        frame: samples::frame(&c),
        payment: &payment,
        means: Some("par virement"),
        sums: &c.sums,
        signature: &c.signature,
    };
    let full = model(&facts, rules)?;
    let long = samples::long_case();
    let all: Vec<String> = long.sums.invoices.iter().map(|i| i.number.clone()).collect();
    let large = PaymentLine { invoices: all, amount: long.sums.totals.total_due, ..payment.clone() };
    let longest = model(
        &Facts {
            frame: samples::frame(&long),
            payment: &large,
            means: Some("par chèque, sous réserve d'encaissement"),
            sums: &long.sums,
            signature: &long.signature,
        },
        rules,
    )?;
    let short = samples::short_case();
    let least = PaymentLine { invoices: Vec::new(), ..payment.clone() };
    let emptiest = model(
        &Facts {
            frame: samples::frame(&short),
            payment: &least,
            means: None,
            sums: &short.sums,
            signature: &short.signature,
        },
        rules,
    )?;
    Ok(vec![("plain", partial), ("full", full), ("longest", longest), ("emptiest", emptiest)])
}
