//! The table « sommes demandées » of the official form: each sum with its ground and its exhibits, and the interest
//! that runs after the statement. No sum without ground (CPC, art. 1407).

use crate::claim::wire::{ExhibitKind, InvoiceKind};
use crate::documents::french::{self, amount, fill, user};
use crate::documents::requete_injonction_de_payer::{Accruing, Claimed};
use crate::documents::sums::Sums;
use crate::documents::words::{Spelling, number};
use crate::domain::{Money, Rate, RateSeries};
use crate::rules::registry;
use crate::statement::Line;
use crate::statement::plan::RateBasis;
use crate::statement::regime::Regime;

use super::figures::Sources;
use super::{Setting, events};

/// The sums asked, element by element.
pub(super) fn claimed(s: &Setting<'_>, sums: &Sums) -> Vec<Claimed> {
    let lines = s.figures.asked();
    let t = s.figures.totals();
    let invoices = invoice_exhibits(s, &lines);
    let contract = events::contract_exhibits(s.claim);
    let mut out = vec![Claimed {
        element: principal(s, &lines).to_owned(),
        amount: t.principal_due,
        ground: ground(s, &lines),
        exhibits: merged(&[
            contract.clone(),
            invoices.clone(),
            events::of_kind(s.claim, &[ExhibitKind::DeliveryNote]),
        ]),
    }];
    if t.interest_due.is_positive() {
        let start = s.figures.interest_start().map(|d| format!(", à compter {d}")).unwrap_or_default();
        let rates = s.figures.rates(&lines, Sources::Elsewhere).join("\u{202f}; ");
        let mut exhibits = if s.figures.professional() { invoices.clone() } else { Vec::new() };
        if stipulated(&lines) {
            exhibits.extend(contract.clone());
        }
        if !lines.iter().all(|l| l.regime.of_right()) {
            exhibits.extend(formal_exhibits(s));
        }
        out.push(Claimed {
            element: fill(
                "{n} au {d}{s} : {r}",
                &[
                    ("n", &french::capitalised(sums.interest_name())),
                    ("r", &rates),
                    ("s", &start),
                    ("d", &french::date(sums.as_of)),
                ],
            ),
            amount: t.interest_due,
            ground: s.articles(&interest_keys(s)),
            exhibits: merged(&[exhibits]),
        });
    }
    if t.indemnities_due.is_positive() {
        out.push(Claimed {
            element: indemnities(&lines),
            amount: t.indemnities_due,
            ground: s.articles(&["ccom-l441-10", "ccom-d441-5"]),
            exhibits: invoices,
        });
    }
    if t.penalty_clause_due.is_positive() {
        let clause = events::contract_ground(s.claim).map(|g| format!("{g}\u{202f}; ")).unwrap_or_default();
        out.push(Claimed {
            element: "Clause pénale".into(),
            amount: t.penalty_clause_due,
            ground: format!("{clause}{}", s.articles(&["cciv-1231-5"])),
            exhibits: merged(&[contract, formal_exhibits(s)]),
        });
    }
    if t.costs_due.is_positive() {
        let named: Vec<String> = s
            .claim
            .relief
            .costs
            .iter()
            .map(|c| format!("{} ({})", user(&c.label), amount(c.amount)))
            .collect();
        let basis: Vec<&str> = s.claim.relief.costs.iter().filter_map(|c| c.basis.as_deref()).collect();
        out.push(Claimed {
            element: fill("Frais : {l}", &[("l", &named.join(", "))]),
            amount: t.costs_due,
            ground: user(&basis.join(", ")),
            exhibits: Vec::new(),
        });
    }
    out
}

fn merged(groups: &[Vec<u32>]) -> Vec<u32> {
    let mut out: Vec<u32> = groups.concat();
    out.sort_unstable();
    out.dedup();
    out
}

fn formal_exhibits(s: &Setting<'_>) -> Vec<u32> {
    let notices = events::notices(s.claim);
    notices.into_iter().filter(|n| n.formal).flat_map(|n| n.exhibits).collect()
}

/// Exhibits of the invoices asked; a claim that links none shows those that are invoices.
fn invoice_exhibits(s: &Setting<'_>, lines: &[&Line]) -> Vec<u32> {
    let linked: Vec<u32> = lines
        .iter()
        .filter_map(|l| s.figures.invoice(l).and_then(|i| i.exhibit))
        .map(super::figures::number)
        .collect();
    if linked.is_empty() {
        return events::of_kind(s.claim, &[ExhibitKind::Invoice, ExhibitKind::Statement]);
    }
    merged(&[linked])
}

/// What the principal is made of.
fn principal(s: &Setting<'_>, lines: &[&Line]) -> &'static str {
    let mut kinds = lines.iter().filter_map(|l| s.figures.invoice(l)).map(|i| i.kind);
    let Some(first) = kinds.next() else { return "Principal" };
    let one = lines.len() == 1;
    if kinds.any(|k| k != first) {
        return "Principal des sommes impayées";
    }
    match first {
        InvoiceKind::Invoice if one => "Principal de la facture impayée",
        InvoiceKind::Invoice => "Principal des factures impayées",
        InvoiceKind::Rent => "Principal des loyers et charges impayés",
        InvoiceKind::Instalment => "Principal des échéances impayées",
        InvoiceKind::ChargeCall => "Principal des charges impayées",
        InvoiceKind::Draft => "Principal de l\u{2019}effet impayé",
        InvoiceKind::CreditNote | InvoiceKind::Other => "Principal des sommes impayées",
    }
}

/// Contract, and the invoices by number.
fn ground(s: &Setting<'_>, lines: &[&Line]) -> String {
    let mut parts: Vec<String> = events::contract_ground(s.claim).into_iter().collect();
    let invoices: Vec<_> = lines.iter().filter_map(|l| s.figures.invoice(l)).collect();
    let bills = invoices.iter().all(|i| i.kind == InvoiceKind::Invoice);
    match invoices.as_slice() {
        [one] if bills => parts.push(fill(
            "facture {n} du {d}",
            &[("n", &user(&one.number)), ("d", &french::date(one.issued_on))],
        )),
        many if bills && many.len() <= 6 => {
            let numbers: Vec<String> = many.iter().map(|i| user(&i.number)).collect();
            parts.push(fill("factures {n}", &[("n", &french::list(&numbers))]));
        }
        _ if parts.is_empty() => parts.push("pièces énumérées au décompte".to_owned()),
        _ => {}
    }
    french::capitalised(&parts.join("\u{202f}; "))
}

fn stipulated(lines: &[&Line]) -> bool {
    let by_contract = |b: RateBasis| matches!(b, RateBasis::Stipulated);
    lines
        .iter()
        .any(|l| l.regime == Regime::Stipulated || l.segments.iter().any(|seg| by_contract(seg.run.basis)))
}

/// Keys of the articles that interest rests on.
pub(super) fn interest_keys(s: &Setting<'_>) -> Vec<&'static str> {
    let mut out: Vec<&'static str> = Vec::new();
    for l in s.figures.asked().iter().filter(|l| l.interest_after.is_some()) {
        let keys: &[&str] = match l.regime {
            Regime::Penalties => &["ccom-l441-10"],
            Regime::PublicBuyer => &["ccp-r2192-31"],
            Regime::Legal | Regime::Stipulated => &["cciv-1231-6", "cciv-1344-1"],
            Regime::Loan => &["cconso-l312-39"],
            Regime::Title => &["cciv-1231-7"],
        };
        for k in keys {
            if !out.contains(k) {
                out.push(k);
            }
        }
    }
    out
}

/// « Indemnités forfaitaires pour frais de recouvrement (3 × 40,00 €) ».
pub(super) fn indemnities(lines: &[&Line]) -> String {
    let mut groups: Vec<(Money, u32)> = Vec::new();
    for l in lines.iter().filter(|l| l.indemnity_due.is_positive()) {
        match groups.iter_mut().find(|g| g.0 == l.indemnity_due) {
            Some(g) => g.1 += 1,
            None => groups.push((l.indemnity_due, 1)),
        }
    }
    let detail: Vec<String> = groups.iter().map(|(m, n)| format!("{n}\u{a0}×\u{a0}{}", amount(*m))).collect();
    let what = if lines.iter().filter(|l| l.indemnity_due.is_positive()).count() == 1 {
        "Indemnité forfaitaire pour frais de recouvrement"
    } else {
        "Indemnités forfaitaires pour frais de recouvrement"
    };
    format!("{what} ({})", detail.join(" et "))
}

/// The interest that runs from the day after the statement until payment.
pub(super) fn accruing(s: &Setting<'_>, sums: &Sums) -> Option<Accruing> {
    let lines = s.figures.asked();
    let bearing: Vec<(Money, Rate, RateBasis)> = lines
        .iter()
        .filter_map(|l| {
            let (base, rate) = l.bearing?;
            Some((base, rate, l.segments.last()?.run.basis))
        })
        .collect();
    let base: Money = bearing.iter().map(|b| b.0).sum();
    let &(_, rate, basis) = bearing.first().filter(|_| base.is_positive())?;
    let same = bearing.iter().all(|b| (b.1, b.2) == (rate, basis));
    let what = if same { one_rate(s, sums, rate, basis) } else { various(sums) };
    Some(Accruing { what, base, from: s.claim.as_of.succ_opt()? })
}

fn various(sums: &Sums) -> String {
    format!("{} aux taux indiqués au décompte", sums.interest_name())
}

fn one_rate(s: &Setting<'_>, sums: &Sums, rate: Rate, basis: RateBasis) -> String {
    let name = sums.interest_name();
    let today = french::rate(rate);
    let margin = |h| s.rules.get(h, s.claim.as_of).map(points).unwrap_or_default();
    let over_ecb = |m: String| {
        fill(
            "des {n} au taux de refinancement de la Banque centrale européenne majoré de {m} points, soit {r} l'an pour le semestre en cours,",
            &[("n", name), ("m", &m), ("r", &today)],
        )
    };
    match basis {
        RateBasis::Series(RateSeries::LegalParticuliers | RateSeries::LegalAutres) => {
            "intérêts au taux légal".to_owned()
        }
        RateBasis::Series(RateSeries::B2bDefault) | RateBasis::InsteadOfClause => {
            over_ecb(margin(registry::B2B_MARGIN))
        }
        RateBasis::Series(RateSeries::PublicBuyer) => over_ecb(margin(registry::PUBLIC_BUYER_MARGIN)),
        RateBasis::Series(RateSeries::B2bFloor) | RateBasis::FloorInsteadOfClause => {
            let times = s.rules.get(registry::B2B_FLOOR_MULTIPLE, s.claim.as_of).unwrap_or_default();
            fill(
                "des {n} à {t} fois le taux légal, soit {r} l'an pour le semestre en cours,",
                &[("n", name), ("t", &number(u128::from(times), Spelling::default())), ("r", &today)],
            )
        }
        RateBasis::Series(RateSeries::BceRefi) | RateBasis::Stipulated => {
            fill("des {n} au taux stipulé de {r} l'an", &[("n", name), ("r", &today)])
        }
    }
}

/// « 10 »: points without idle decimals.
fn points(rate: Rate) -> String {
    rate.percent().normalize().to_string().replace('.', ",")
}
