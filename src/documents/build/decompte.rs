//! D13: the statement of the debt. Its totals are those of the letter or request it goes with; what is not asked
//! stands apart, for the record, with its reason.

use crate::documents::decompte::{self as model, Decompte};
use crate::documents::french::{self, amount, fill, typeset, user};
use crate::documents::parts::Block;
use crate::domain::Money;
use crate::statement::Line;

use super::{Setting, sums_asked};

/// The statement.
pub(super) fn decompte(s: &Setting<'_>) -> Decompte {
    let told = s.figures.told();
    let sums = s.figures.sums(&told);
    let grounds = grounds(s);
    let law = s.articles(&keys(s));
    let mut out = model::model(&model::Facts {
        reference: &s.claim.reference,
        creditor: &s.creditor,
        debtors: &s.debtors,
        sums: &sums,
        grounds: &grounds,
        law: &law,
    });
    let memo = s.figures.memo();
    if !memo.is_empty() {
        out.principal.blocks.extend(for_the_record(s, &memo));
    }
    out
}

/// The lines that are not asked, each with what it would be and why it is left out.
fn for_the_record(s: &Setting<'_>, memo: &[&Line]) -> Vec<Block> {
    let mut out = vec![Block::text(typeset("Pour mémoire, les sommes suivantes ne sont pas demandées :"))];
    let item = |l: &&Line| {
        let why = if l.prescribed { "atteinte par la prescription" } else { "non échue" };
        let accessories = match l.interest_due + l.indemnity_due {
            m if m.is_zero() => String::new(),
            m => fill(", intérêts et indemnités {a}", &[("a", &amount(m))]),
        };
        fill(
            "{n}, échéance du {d} : principal restant {p}{x} \u{2013} {w}.",
            &[
                ("n", &user(&l.number)),
                ("d", &french::date(l.due_on)),
                ("p", &amount(l.principal_due)),
                ("x", &accessories),
                ("w", why),
            ],
        )
    };
    out.push(Block::Points { items: memo.iter().map(item).collect() });
    let total: Money = memo.iter().map(|l| l.left()).sum();
    let whole = total + s.figures.totals().total_due;
    out.push(Block::text(fill(
        "Total pour mémoire : {m}. Somme de toutes les lignes, demandées ou non : {w}.",
        &[("m", &amount(total)), ("w", &amount(whole))],
    )));
    out
}

/// What the lump sums, the clause and the costs rest on.
fn grounds(s: &Setting<'_>) -> Vec<String> {
    let t = s.figures.totals();
    let mut out: Vec<String> = title(s).into_iter().collect();
    if t.indemnities_due.is_positive() && !s.dossier.statement.by_title {
        out.push(format!("{}.", sums_asked::indemnities(&s.figures.asked())));
    }
    if t.penalty_clause_due.is_positive() {
        let text = s.claim.contract.as_ref().and_then(|c| c.penalty_clause.as_deref());
        let quoted = text.map(|t| fill(" (« {t} »)", &[("t", &user(t))])).unwrap_or_default();
        out.push(fill("Clause pénale : {a}{q}.", &[("a", &amount(t.penalty_clause_due)), ("q", &quoted)]));
    }
    if t.costs_due.is_positive() && !s.dossier.statement.by_title {
        out.extend(s.claim.relief.costs.iter().map(|c| {
            let basis = c.basis.as_deref().map(|b| format!(" ({})", user(b))).unwrap_or_default();
            fill("{l} : {a}{b}.", &[("l", &user(&c.label)), ("a", &amount(c.amount)), ("b", &basis)])
        }));
    }
    out
}

/// What an order obtained is made of: interest that it fixed, and interest since.
fn title(s: &Setting<'_>) -> Option<String> {
    let line = s.dossier.statement.lines.first().filter(|_| s.dossier.statement.by_title)?;
    let since = line.interest - line.liquidated;
    let paid = line.interest - line.interest_due;
    let less = if paid.is_positive() {
        fill(", moins {p} déjà payés", &[("p", &amount(paid))])
    } else {
        String::new()
    };
    Some(fill(
        "Intérêts : {l} fixés par le titre et {s} courus depuis{p}.",
        &[("l", &amount(line.liquidated)), ("s", &amount(since)), ("p", &less)],
    ))
}

/// The articles behind the figures.
fn keys(s: &Setting<'_>) -> Vec<&'static str> {
    let mut out = sums_asked::interest_keys(s);
    let order = s.claim.order.as_ref().filter(|_| s.dossier.statement.by_title);
    if order.is_some_and(|o| o.rate.is_none()) {
        out.extend(["cmf-l313-2", "cmf-l313-3"]);
    }
    let t = s.figures.totals();
    if t.indemnities_due.is_positive() && !s.dossier.statement.by_title {
        out.push("ccom-d441-5");
    }
    if t.penalty_clause_due.is_positive() {
        out.push("cciv-1231-5");
    }
    if !s.dossier.statement.allocations.is_empty() {
        out.push("cciv-1343-1");
    }
    out
}
