//! Before anything is packed: the documents of one bundle say the same. What each says is read in the very model that
//! its template prints, and compared with what the others say, `claim.json` and `statement.json` first of all.

use std::collections::BTreeMap;
use std::fmt;

use crate::documents::build::{self, Drafted, asked_totals};
use crate::documents::french;
use crate::domain::{Document, Money};
use crate::dossier::{Dossier, Law};
use crate::statement::instalments;

use super::concord_read::{self, Names, plain};

/// Something that several documents say.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fact {
    /// Principal left.
    Principal,
    /// Interest left.
    Interest,
    /// Lump sums left.
    Indemnities,
    /// Everything asked.
    Total,
    /// Principal and interest, without the rest.
    PrincipalAndInterest,
    /// From when interest runs, in words.
    InterestStart,
    /// The first day of interest of an invoice.
    InterestFrom(String),
    /// The day of the bundle.
    AsOf,
    /// Who is owed.
    Creditor,
    /// Who owes.
    Debtors,
    /// What the order awards.
    OrderTotal,
    /// Its number.
    OrderNumber,
    /// Its day.
    OrderDate,
    /// An exhibit, by its number.
    Exhibit(String),
    /// The instalments, added up.
    Instalments,
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fact::Principal => f.write_str("principal"),
            Fact::Interest => f.write_str("intérêts"),
            Fact::Indemnities => f.write_str("indemnités"),
            Fact::Total => f.write_str("total"),
            Fact::PrincipalAndInterest => f.write_str("principal et intérêts"),
            Fact::InterestStart => f.write_str("point de départ des intérêts"),
            Fact::InterestFrom(invoice) => write!(f, "premier jour d'intérêts de {invoice}"),
            Fact::AsOf => f.write_str("date d'arrêté"),
            Fact::Creditor => f.write_str("créancier"),
            Fact::Debtors => f.write_str("débiteur"),
            Fact::OrderTotal => f.write_str("total de l'ordonnance"),
            Fact::OrderNumber => f.write_str("numéro de l'ordonnance"),
            Fact::OrderDate => f.write_str("date de l'ordonnance"),
            Fact::Exhibit(n) => write!(f, "pièce n° {n}"),
            Fact::Instalments => f.write_str("somme des échéances"),
        }
    }
}

/// What one document says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The document, by the name of its role.
    pub document: &'static str,
    /// What it prints, ordinary spaces.
    pub value: String,
}

/// Two documents disagree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{fact} : « {} » dans {}, « {} » dans {}", .one.value, .one.document, .other.value, .other.document)]
pub struct Discord {
    /// What they disagree on.
    pub fact: Fact,
    /// The first.
    pub one: Said,
    /// The one that differs.
    pub other: Said,
}

/// What a document must say: a model that says nothing of it has changed its shape, and is not compared.
fn required(document: Document) -> &'static [Fact] {
    use Document as D;
    const SUMS: &[Fact] = &[Fact::Principal, Fact::Interest, Fact::Total, Fact::AsOf];
    match document {
        D::RequeteInjonctionDePayer | D::Decompte => {
            &[Fact::Principal, Fact::Total, Fact::AsOf, Fact::Creditor, Fact::Debtors]
        }
        D::MiseEnDemeure => SUMS,
        D::Relance2 | D::Relance3 => SUMS,
        D::RelancePreventive | D::Relance1 => &[Fact::AsOf, Fact::Creditor, Fact::Debtors],
        D::SaisineSignification | D::SaisineExecution => {
            &[Fact::OrderNumber, Fact::OrderDate, Fact::OrderTotal, Fact::AsOf, Fact::Creditor, Fact::Debtors]
        }
        D::PetitesCreances => &[Fact::PrincipalAndInterest, Fact::AsOf, Fact::Creditor, Fact::Debtors],
        D::PlanDeReglement => &[Fact::Total, Fact::Instalments, Fact::AsOf, Fact::Creditor, Fact::Debtors],
        D::ReconnaissanceDeDette => &[Fact::Total, Fact::Creditor, Fact::Debtors],
        D::Pouvoir => &[Fact::Total, Fact::AsOf, Fact::Creditor],
        D::BordereauDePieces => &[Fact::AsOf, Fact::Creditor, Fact::Debtors],
        D::ProtocoleTransactionnel | D::Quittance | D::ProjetOrdonnance | D::EtatDuDossier => &[],
    }
}

/// Compares the documents of a bundle.
///
/// # Errors
/// The first disagreement: which documents, on what, and both values.
pub(super) fn concord(dossier: &Dossier, law: &Law, drafts: &[Vec<Drafted>]) -> Result<(), Discord> {
    let mut known: BTreeMap<Fact, Said> = BTreeMap::new();
    for (document, fact, value) in reference(dossier, law) {
        known.insert(fact, Said { document, value });
    }
    let names = Names::of(&dossier.claim);
    for draft in drafts.iter().flatten() {
        let document = draft.document.name();
        let model = serde_json::from_slice(&draft.data).unwrap_or_default();
        let told = concord_read::read(draft.document, draft.debtor, &model, &names, dossier.claim.as_of);
        for fact in required(draft.document) {
            if !told.iter().any(|(f, _)| f == fact) {
                let one = known.get(fact).cloned();
                let one = one.unwrap_or(Said { document: "claim.json", value: "une valeur".to_owned() });
                let other = Said { document, value: "rien".to_owned() };
                return Err(Discord { fact: fact.clone(), one, other });
            }
        }
        for (fact, value) in told {
            let said = Said { document, value };
            match known.get(&fact) {
                Some(one) if one.value != said.value => {
                    return Err(Discord { fact, one: one.clone(), other: said });
                }
                Some(_) => {}
                None => {
                    known.insert(fact, said);
                }
            }
        }
    }
    Ok(())
}

/// What the data files of the bundle say.
fn reference(dossier: &Dossier, law: &Law) -> Vec<(&'static str, Fact, String)> {
    const CLAIM: &str = "claim.json";
    const STATEMENT: &str = "statement.json";
    let (claim, statement) = (&dossier.claim, &dossier.statement);
    let t = asked_totals(claim, statement);
    let sum = |m: Money| plain(&french::figure(m));
    let names = Names::of(claim);
    let mut out = vec![
        (STATEMENT, Fact::Principal, sum(t.principal_due)),
        (STATEMENT, Fact::Interest, sum(t.interest_due)),
        (STATEMENT, Fact::Indemnities, sum(t.indemnities_due)),
        (STATEMENT, Fact::Total, sum(t.total_due)),
        (STATEMENT, Fact::PrincipalAndInterest, sum(t.principal_due + t.interest_due)),
        (CLAIM, Fact::AsOf, plain(&french::date(claim.as_of))),
        (CLAIM, Fact::Creditor, names.creditor.clone()),
        (CLAIM, Fact::Debtors, names.debtors.join(", ")),
    ];
    let start = build::interest_start(claim, statement, &law.rules);
    out.extend(start.map(|s| (STATEMENT, Fact::InterestStart, plain(&s))));
    for line in &statement.lines {
        let first = line.segments.iter().map(|s| s.period.first()).min();
        let number = plain(&french::user(&line.number));
        out.extend(first.map(|d| (STATEMENT, Fact::InterestFrom(number), french::short_date(d))));
    }
    let plan = instalments::view(claim, statement, &law.rules).ok().flatten();
    out.extend(plan.map(|p| (CLAIM, Fact::Instalments, sum(p.total))));
    for e in &claim.exhibits {
        out.push((
            CLAIM,
            Fact::Exhibit(e.number().to_string()),
            concord_read::label(&french::user(&e.label)),
        ));
    }
    if let Some(order) = &claim.order {
        let a = &order.amounts;
        let total: Money = [Some(a.principal), a.interest, a.costs, a.other].into_iter().flatten().sum();
        out.push((CLAIM, Fact::OrderTotal, sum(total)));
        out.push((CLAIM, Fact::OrderNumber, plain(&french::user(&order.number))));
        out.push((CLAIM, Fact::OrderDate, plain(&french::date(order.dated_on.day()))));
    }
    out
}
