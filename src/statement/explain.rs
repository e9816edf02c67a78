//! Every figure of the statement in a French sentence that a debtor, an accountant or a judge can recompute.

use super::accrue::Segment;
use super::credit;
use super::ledger::Share;
use super::plan::RateBasis;
use super::regime::Regime;
use super::{Line, Statement};
use crate::claim::Claim;
use crate::claim::wire::DayCount;
use crate::domain::{Money, Nature, RateSeries, french};
use crate::rules::{Rules, registry};

/// The printed name of an article, by its key.
fn cite<'r>(rules: &'r Rules, key: &str) -> &'r str {
    rules.law(key).map_or("", |l| &*l.text)
}

/// How much is said of where a rate comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Citation {
    /// The article, and the order that published the rate, wherever it was published: what a program is told.
    Whole,
    /// The article and the order, without the journal: what a statement says.
    Order,
    /// The article alone: what a letter says.
    Article,
}

fn series_source(series: RateSeries, s: &Segment, rules: &Rules, citation: Citation) -> String {
    let day = s.period.first();
    // The plan found this very rate: the series has a version on that day.
    let source = match citation {
        Citation::Whole => rules.rate(series, day).map(|r| r.source),
        Citation::Order => rules.rate_order(series, day),
        Citation::Article => rules.rate_article(series, day),
    };
    let source = source.unwrap_or_default();
    match series {
        RateSeries::LegalParticuliers | RateSeries::LegalAutres => format!("taux légal, {source}"),
        RateSeries::BceRefi => format!("BCE, {source}"),
        RateSeries::B2bDefault | RateSeries::B2bFloor | RateSeries::PublicBuyer => source,
    }
}

/// Where a segment's rate comes from: « BCE 2,15 % + 10 points, C. com., art. L. 441-10 ».
#[must_use]
pub fn rate_source(s: &Segment, rules: &Rules, citation: Citation) -> String {
    let own = match s.run.basis {
        RateBasis::Series(series) => series_source(series, s, rules, citation),
        RateBasis::Stipulated => "taux stipulé au contrat".to_owned(),
        RateBasis::InsteadOfClause => {
            let default = series_source(RateSeries::B2bDefault, s, rules, citation);
            format!("{default}, la clause étant inférieure au minimum légal")
        }
        RateBasis::FloorInsteadOfClause => {
            let floor = series_source(RateSeries::B2bFloor, s, rules, citation);
            format!("{floor}, la clause étant inférieure à ce minimum")
        }
    };
    if s.run.raised {
        let points = rules
            .get(registry::PLUS_FIVE, s.period.first())
            .map(|p| p.percent().normalize().to_string())
            .unwrap_or_default();
        return format!("{own}, majoré de {points} points, {}", cite(rules, "cmf-l313-3"));
    }
    own
}

/// « Du 1er avril 2026 au 30 juin 2026, 91 jours sur 4 800,00 € au taux de 12,15 % (…) : 145,41 €. »
#[must_use]
pub fn segment(s: &Segment, rules: &Rules) -> String {
    french::typeset(&format!(
        "Du {} au {}, {} sur {} au taux de {} ({}) : {}.",
        french::date(s.period.first()),
        french::date(s.period.last()),
        french::count(s.period.days(), "jour", "jours"),
        french::amount(s.base),
        french::rate(s.run.rate),
        rate_source(s, rules, Citation::Whole),
        french::amount(s.interest),
    ))
}

fn awarded(line: &Line, claim: &Claim, rules: &Rules) -> String {
    let costs = claim.order.as_ref().and_then(|o| o.amounts.costs).unwrap_or(Money::ZERO);
    let parts: Vec<String> = [
        (line.principal, "en principal"),
        (line.liquidated, "d'intérêts liquidés"),
        (line.indemnity, "d'autres sommes"),
        (costs, "de frais et dépens"),
    ]
    .into_iter()
    .filter(|(m, _)| m.is_positive())
    .map(|(m, what)| format!("{} {what}", french::amount(m)))
    .collect();
    let from = line.interest_after.map(french::date).unwrap_or_default();
    format!(
        "{} du {} : {} ; le principal porte intérêts après le {from} ({}).",
        french::user(&line.number),
        french::date(line.due_on),
        french::list(&parts),
        cite(rules, "cciv-1231-7"),
    )
}

fn ground(line: &Line, claim: &Claim, rules: &Rules) -> String {
    if line.regime == Regime::Title {
        return awarded(line, claim, rules);
    }
    let due = french::date(line.due_on);
    let runs = match (line.regime, line.interest_after, &line.notice) {
        (Regime::Penalties, ..) => format!(
            "pénalités de retard exigibles de plein droit le lendemain de l'échéance ({})",
            cite(rules, "ccom-l441-10")
        ),
        (Regime::PublicBuyer, ..) => format!(
            "intérêts moratoires dus de plein droit par l'acheteur public dès le lendemain de l'échéance ({})",
            cite(rules, "ccp-r2192-31")
        ),
        (Regime::Loan, Some(after), _) => format!(
            "intérêts au taux du prêt dus à compter de la déchéance du terme, après le {} ({})",
            french::date(after),
            cite(rules, "cconso-l312-39"),
        ),
        (_, Some(after), Some(n)) => {
            let kind = if line.regime == Regime::Stipulated { "conventionnels" } else { "au taux légal" };
            let day = if n.presentation_unknown {
                "envoyée (présentation non renseignée)"
            } else {
                "présentée ou reçue"
            };
            format!(
                "intérêts {kind} dus à compter de la mise en demeure {day} le {} ({} et {})",
                french::date(after),
                cite(rules, "cciv-1231-6"),
                cite(rules, "cciv-1344-1"),
            )
        }
        _ => format!(
            "aucun intérêt ne court, faute de mise en demeure postérieure à l'échéance ({})",
            cite(rules, "cciv-1344-1")
        ),
    };
    let amount = claim.invoices.get(line.invoice).map_or(line.principal, |i| i.amount);
    let credited = amount - line.principal;
    let credit = if credited.is_positive() {
        format!(", ramenée à {} par avoir", french::amount(line.principal))
    } else {
        String::new()
    };
    format!("{}, {}{credit}, échue le {due} : {runs}.", french::user(&line.number), french::amount(amount))
}

fn payment(statement: &Statement, claim: &Claim, index: usize, rules: &Rules) -> Option<String> {
    let a = statement.allocations.get(index)?;
    let p = claim.payments.get(a.payment)?;
    let share = |s: &Share| -> Option<String> {
        let number = french::user(&statement.lines.get(s.debt)?.number);
        let parts: Vec<String> = [
            (s.interest, "sur les intérêts"),
            (s.principal, "sur le principal"),
            (s.indemnity, "sur l'indemnité de recouvrement"),
        ]
        .into_iter()
        .filter(|(m, _)| m.is_positive())
        .map(|(m, what)| format!("{} {what}", french::amount(m)))
        .collect();
        Some(format!("{number} : {}", parts.join(", ")))
    };
    let shares: Vec<String> = a.shares.iter().filter_map(share).collect();
    let named = p.invoice.is_some();
    let first = super::imputes_principal_first(claim, p);
    let rule = match (named, first) {
        (true, _) => format!("selon l'indication du débiteur ({})", cite(rules, "cciv-1342-10")),
        (false, true) => "d'abord sur le principal, comme convenu".to_owned(),
        (false, false) => format!(
            "sur la dette échue la plus ancienne, intérêts d'abord ({} et {})",
            cite(rules, "cciv-1342-10"),
            cite(rules, "cciv-1343-1")
        ),
    };
    let left = if a.left.is_positive() {
        format!(" ; {} excèdent le principal, les intérêts et les indemnités", french::amount(a.left))
    } else {
        String::new()
    };
    let split = if shares.is_empty() { "rien".to_owned() } else { shares.join(" ; ") };
    Some(format!(
        "Paiement de {} reçu le {}, imputé {rule} : {split}{left}.",
        french::amount(p.amount),
        french::date(p.received_on),
    ))
}

/// The indemnity a lender asks of a consumer above what the law allows (CR-01, CR-02).
fn capped(statement: &Statement, claim: &Claim, rules: &Rules) -> Option<String> {
    let asked = claim.relief.penalty_clause?;
    if statement.by_title || claim.nature != Nature::ConsumerCredit {
        return None;
    }
    let cap = credit::indemnity_cap(claim, &statement.lines, rules).ok().filter(|c| c.amount < asked)?;
    let (base, article) = match cap.accelerated {
        true => ("du capital restant dû", "cconso-d312-16"),
        false => ("des échéances échues impayées", "cconso-d312-17"),
    };
    Some(format!(
        "Indemnité du prêteur demandée : {}, retenue dans la limite de {} {base} ({}), soit {} ({}).",
        french::amount(asked),
        french::rate(cap.percent),
        french::amount(cap.base),
        french::amount(cap.amount),
        cite(rules, article),
    ))
}

/// The explanation, sentence by sentence, in the order of the figures.
#[must_use]
pub fn sentences(statement: &Statement, claim: &Claim, rules: &Rules) -> Vec<String> {
    let mut out = vec![match statement.policy.day_count {
        DayCount::Fixed365 => {
            "Intérêts simples : base × jours × taux / 36 500, arrondis au centime par période puis \
             additionnés ; le jour de départ ne compte pas, le dernier compte."
                .to_owned()
        }
        DayCount::Actual => {
            "Intérêts simples sur une année de 365 ou 366 jours selon l'année civile, arrondis au centime \
             par période puis additionnés ; le jour de départ ne compte pas, le dernier compte."
                .to_owned()
        }
    }];
    for line in &statement.lines {
        out.push(ground(line, claim, rules));
        out.extend(line.segments.iter().map(|s| segment(s, rules)));
        if line.indemnity.is_positive() && line.regime != Regime::Title {
            out.push(format!(
                "{} : indemnité forfaitaire pour frais de recouvrement de {} ({}).",
                french::user(&line.number),
                french::amount(line.indemnity),
                cite(rules, "ccom-d441-5"),
            ));
        }
        if line.prescribed {
            out.push(format!(
                "{} : action prescrite ; la ligne reste au décompte pour mémoire.",
                french::user(&line.number)
            ));
        }
    }
    out.extend((0..statement.allocations.len()).filter_map(|i| payment(statement, claim, i, rules)));
    out.extend(capped(statement, claim, rules));
    let t = &statement.totals;
    let parts: Vec<String> = [
        (t.principal_due, "principal"),
        (t.interest_due, "intérêts"),
        (t.indemnities_due, "indemnités de recouvrement"),
        (t.penalty_clause_due, "clause pénale"),
        (t.costs_due, "frais"),
    ]
    .into_iter()
    .filter(|(m, _)| *m != Money::ZERO)
    .map(|(m, what)| format!("{what} {}", french::amount(m)))
    .collect();
    out.push(format!(
        "Total dû au {} : {}{}.",
        french::date(statement.as_of),
        french::amount(t.total_due),
        if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
    ));
    if statement.overpaid.is_positive() {
        out.push(format!(
            "Paiements et avoirs dépassent ce qu'ils pouvaient éteindre de {} : trop-perçu.",
            french::amount(statement.overpaid)
        ));
    }
    if !t.daily_interest.is_zero() {
        out.push(format!(
            "Par jour supplémentaire, au taux en vigueur à cette date : {}.",
            french::daily(t.daily_interest)
        ));
    }
    out.iter().map(|s| french::typeset(s)).collect()
}
