//! D07 to D10: what the parties sign together, and the receipt. Sums are those of the plan; the statement says what the
//! debt was before it. A settlement needs a dispute and a concession of each side, or it is refused.

use crate::claim::wire::{EventKind, PlanKind, Waived};
use crate::claim::{Claim, Plan};
use crate::documents::french::{self, amount, date, fill, typeset, user};
use crate::documents::paper::Paper;
use crate::documents::parts::Block;
use crate::documents::plan_de_reglement::{self as plan_model, Interest};
use crate::documents::roles::Roles;
use crate::documents::{protocole_transactionnel as settlement_model, quittance, reconnaissance_de_dette};
use crate::domain::{Day, Document, Money};
use crate::rules::registry;
use crate::statement::Totals;
use crate::statement::instalments::{self, PlanInterest, PlanView};

use super::{BuildError, Setting, people, requete};

/// Whether a plan says that the debtor acknowledges the debt: both sign it, or he already did.
#[must_use]
pub(crate) fn acknowledges(claim: &Claim) -> bool {
    let agreed = claim.plan.as_ref().is_some_and(|p| p.kind == PlanKind::Agreed);
    agreed || claim.events.iter().any(|e| e.kind == EventKind::Acknowledgment && e.on.day() <= claim.as_of)
}

/// The plan of the file, reckoned.
pub(super) fn reckoned(s: &Setting<'_>, document: Document) -> Result<PlanView, BuildError> {
    let plan = instalments::view(s.claim, &s.dossier.statement, s.rules)?;
    plan.ok_or_else(|| Setting::missing(document, "/instalments", "les échéances proposées ou convenues"))
}

/// The instalments by date.
fn rows(view: &PlanView) -> Vec<(Day, Money)> {
    view.rows.iter().map(|r| (r.due_on, r.amount)).collect()
}

fn the_plan<'a>(s: &Setting<'a>, document: Document) -> Result<&'a Plan, BuildError> {
    let plan = s.claim.plan.as_ref();
    plan.ok_or_else(|| Setting::missing(document, "/instalments", "les échéances proposées ou convenues"))
}

/// D07.
pub(super) fn plan(s: &Setting<'_>) -> Result<Paper, BuildError> {
    let document = Document::PlanDeReglement;
    let plan = the_plan(s, document)?;
    let lines = s.figures.asked();
    if lines.is_empty() {
        return Err(BuildError::NothingClaimable);
    }
    let view = reckoned(s, document)?;
    let instalments = rows(&view);
    let acceleration_days = match plan.acceleration {
        true => Some(s.rules.get(registry::NOTICE_DEFAULT_DAYS, s.claim.as_of)?),
        false => None,
    };
    let payment = bank(s, document)?;
    Ok(plan_model::model(
        &plan_model::Facts {
            frame: s.frame(),
            sums: &s.figures.sums(&lines),
            total: view.total,
            instalments: &instalments,
            interest: match view.interest {
                PlanInterest::Suspended => Interest::Suspended,
                PlanInterest::Waived => Interest::Waived,
            },
            waives_indemnities: plan.waive.contains(&Waived::Indemnities),
            acknowledges: acknowledges(s.claim),
            acceleration_days,
            payment,
            agreed: plan.kind == PlanKind::Agreed,
            signatory: &s.own_signature(document)?,
        },
        s.rules,
    )?)
}

/// How the creditor is paid.
pub(super) fn bank(
    s: &Setting<'_>,
    document: Document,
) -> Result<Vec<crate::documents::parts::Pair>, BuildError> {
    people::payment(&s.claim.creditor, &s.claim.reference)
        .ok_or_else(|| Setting::missing(document, "/creditor/bank/iban", "un IBAN exact pour payer"))
}

/// D08: the whole debt, or the sum of the plan that pays it.
pub(super) fn acknowledgment(s: &Setting<'_>) -> Result<Paper, BuildError> {
    let lines = s.figures.asked();
    if lines.is_empty() {
        return Err(BuildError::NothingClaimable);
    }
    let sums = s.figures.sums(&lines);
    let mut cause = requete::origin(s, &sums);
    let t = s.figures.totals();
    cause.push(elements(s, &t));
    let mut terms = Vec::new();
    if let Some(plan) = &s.claim.plan {
        let view = reckoned(s, Document::ReconnaissanceDeDette)?;
        let (instalments, total) = (rows(&view), view.total);
        if !plan.waive.is_empty() {
            // The debt is acknowledged whole: a waiver holds only if the plan is kept.
            terms.push(Block::text(waived_if_kept(s, plan, total)));
        }
        terms.push(Block::Table(plan_model::schedule(&instalments, total)));
    }
    Ok(reconnaissance_de_dette::model(
        &reconnaissance_de_dette::Facts { frame: s.frame(), cause, total: t.total_due, terms },
        s.rules,
    )?)
}

/// « Au 22 novembre 2026, la dette s’élève à …, soit … en principal et … d’intérêts. »
fn elements(s: &Setting<'_>, t: &Totals) -> String {
    let parts: Vec<String> = [
        (t.principal_due, "en principal"),
        (t.interest_due, "au titre des intérêts"),
        (t.indemnities_due, "au titre des indemnités forfaitaires"),
        (t.penalty_clause_due, "au titre de la clause pénale"),
        (t.costs_due, "au titre des frais"),
    ]
    .into_iter()
    .filter(|(m, _)| m.is_positive())
    .map(|(m, what)| fill("{m} {w}", &[("m", &amount(m)), ("w", what)]))
    .collect();
    fill(
        "Au {d}, la dette s'élève à {a}, soit {p}.",
        &[("d", &date(s.claim.as_of)), ("a", &amount(t.total_due)), ("p", &french::list(&parts))],
    )
}

fn waived_if_kept(s: &Setting<'_>, plan: &Plan, total: Money) -> String {
    fill(
        &s.frame().roles().agree("{Le créancier} renonce {w} si les échéances ci-dessous, d'un total de {a}, sont toutes payées à leur date."),
        &[("w", &french::list(&waived(s, plan, "aux"))), ("a", &amount(total))],
    )
}

/// « aux intérêts », « aux indemnités forfaitaires… ». Penalties are a word of the code de commerce: nobody else owes any.
fn waived(s: &Setting<'_>, plan: &Plan, to: &str) -> Vec<String> {
    let name = |w: &Waived| match w {
        Waived::Interest if s.figures.professional() => format!("{to} intérêts et pénalités de retard"),
        Waived::Interest => format!("{to} intérêts de retard"),
        Waived::Indemnities => format!("{to} indemnités forfaitaires pour frais de recouvrement"),
    };
    plan.waive.iter().map(name).collect()
}

/// D09: the dispute, what each gives up, the sum and its dates; refused as long as one of them is not told.
pub(super) fn settlement(s: &Setting<'_>) -> Result<Paper, BuildError> {
    let document = Document::ProtocoleTransactionnel;
    let claim = s.claim;
    let plan = the_plan(s, document)?;
    let disputes = disputes(claim, s.frame().roles());
    if disputes.is_empty() {
        let what = "la contestation à laquelle le débiteur renonce (sans concession du débiteur, il n'y a pas de transaction : demandez un plan de règlement)";
        return Err(Setting::missing(document, "/events", what));
    }
    if plan.waive.is_empty() {
        let what = "ce à quoi le créancier renonce (sans concession du créancier, il n'y a pas de transaction : demandez un plan de règlement)";
        return Err(Setting::missing(document, "/instalments/waive", what));
    }
    let lines = s.figures.asked();
    if lines.is_empty() {
        return Err(BuildError::NothingClaimable);
    }
    let t = s.figures.totals();
    let view = reckoned(s, document)?;
    let (instalments, total) = (rows(&view), view.total);
    let mut dispute = requete::origin(s, &s.figures.sums(&lines));
    dispute.push(elements(s, &t));
    dispute.extend(disputes);
    let pays = fill("payer la somme de {a} aux dates convenues ci-dessous", &[("a", &amount(total))]);
    let paper = settlement_model::model(
        &settlement_model::Facts {
            frame: s.frame(),
            dispute,
            by_creditor: waived(s, plan, "renoncer aux"),
            by_debtor: vec![typeset("renoncer à la contestation rappelée ci-dessus"), pays],
            total,
            instalments: &instalments,
            payment: bank(s, document)?,
            confidential: false,
            signatory: &s.own_signature(document)?,
        },
        s.rules,
    )?;
    paper.ok_or_else(|| Setting::missing(document, "/instalments/waive", "les concessions réciproques"))
}

/// The debtor's position, as the file tells it.
fn disputes(claim: &Claim, roles: Roles) -> Vec<String> {
    let told = claim.events.iter().filter(|e| e.kind == EventKind::Dispute && e.on.day() <= claim.as_of);
    let mut out: Vec<String> = told
        .map(|e| {
            let label = e.label.as_deref().map(|l| fill(" : {l}", &[("l", &user(l))])).unwrap_or_default();
            // The file does not say which of several did.
            let pattern = match roles.several_debtors() {
                true => "La dette a été contestée le {d}{l}.",
                false => &roles.agree("{Le débiteur} a contesté la dette le {d}{l}."),
            };
            fill(pattern, &[("d", &date(e.on.day())), ("l", &label)])
        })
        .collect();
    if out.is_empty() {
        let numbers: Vec<String> =
            claim.debts().filter(|i| i.disputed).map(|i| format!("n°\u{a0}{}", user(&i.number))).collect();
        if !numbers.is_empty() {
            out.push(fill(
                &roles.agree("{Le débiteur} {conteste|contestent} {n}."),
                &[("n", &french::list(&numbers))],
            ));
        }
    }
    out
}

/// D10: the last payment received.
pub(super) fn receipt(s: &Setting<'_>) -> Result<Paper, BuildError> {
    let document = Document::Quittance;
    let lines = s.figures.all();
    let sums = s.figures.sums(&lines);
    let last = sums.payments.iter().enumerate().max_by_key(|(i, p)| (p.received_on, *i)).map(|(_, p)| p);
    let payment = last.ok_or_else(|| Setting::missing(document, "/payments", "un paiement reçu"))?;
    Ok(quittance::model(
        &quittance::Facts {
            frame: s.frame(),
            payment,
            means: means(&payment.label),
            sums: &sums,
            signature: &s.own_signature(document)?,
        },
        s.rules,
    )?)
}

/// The means of payment, when the label of the payment says it.
fn means(label: &str) -> Option<&'static str> {
    let said = label.to_lowercase();
    let known = [
        ("virement", "par virement"),
        ("chèque", "par chèque, sous réserve d'encaissement"),
        ("cheque", "par chèque, sous réserve d'encaissement"),
        ("prélèvement", "par prélèvement"),
        ("espèces", "en espèces"),
        ("carte", "par carte bancaire"),
    ];
    known.iter().find(|(word, _)| said.contains(word)).map(|(_, means)| *means)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_means_of_payment_is_said_only_when_the_label_says_it() {
        assert_eq!(means("Virement sans référence"), Some("par virement"));
        assert_eq!(means("Acompte"), None);
    }
}
