//! What a document of a file must say, before it leaves: the facts that `legal-rules/documents/mentions.toml` asks for,
//! taken from the claim and the statement again, so that a builder that forgets one is caught.

use serde_json::Value;

use crate::claim::wire::RepresentativeKind;
use crate::documents::french::user;
use crate::documents::mandatory::{Situation, words_of};
use crate::documents::parties::Person;
use crate::documents::parts::Signature;
use crate::documents::relance::Step;
use crate::domain::{Document, Grade};
use crate::dossier::Admitted;
use crate::rules::mention::{Condition, Field, Form};

use super::{BuildContext, BuildError, Drafted, Setting, handover, people, requete};

/// What a document must say, and to whom.
#[must_use]
pub fn situation(
    document: Document,
    debtor: Option<usize>,
    admitted: Admitted<'_>,
    ctx: &BuildContext<'_>,
) -> Situation {
    of(&Setting::new(admitted, ctx), document, debtor)
}

/// Refuses a document that lacks a mention of the law; what is not verified never refuses alone.
pub(super) fn guard(s: &Setting<'_>, drafted: &Drafted) -> Result<(), BuildError> {
    let document = drafted.document;
    let model: Value = serde_json::from_slice(&drafted.data).map_err(|_| BuildError::NotWritten(document))?;
    let expected = of(s, document, drafted.debtor);
    let absent = expected.absent(&words_of(&model), Form::Paper, s.rules);
    match absent.into_iter().find(|f| f.grade != Grade::Unverified) {
        None => Ok(()),
        Some(fault) => Err(BuildError::Absent { document, mention: fault.what }),
    }
}

fn of(s: &Setting<'_>, document: Document, debtor: Option<usize>) -> Situation {
    use Document as D;
    let claim = s.claim;
    let mut out = Situation::new(document, claim.as_of);
    out.creditor(&s.creditor);
    out.put(Field::Place, [user(s.place())]);
    out.put(Field::Reference, [user(&claim.reference)]);
    let letter = Step::of(document).is_some() || document == D::MiseEnDemeure;
    let debtors = concerned(s, document, debtor);
    let window =
        debtor.filter(|_| letter).and_then(|d| claim.debtors.get(d)).and_then(|d| people::window(d).ok());
    out.debtors(&debtors, window.as_deref());
    let lines = match document {
        D::Decompte => s.figures.told(),
        D::Quittance => s.figures.all(),
        _ => s.figures.asked(),
    };
    out.sums(&s.figures.sums(&lines));
    if let Some(payment) = people::payment(&claim.creditor, &claim.reference) {
        out.put(Field::Payment, payment.into_iter().map(|p| p.value));
    }
    if let Some(signature) = signature(s, document) {
        out.put(Field::Signatory, [signature.name]);
    }
    if let Some(c) = &s.dossier.forum.competence {
        let court = match document {
            D::RequeteInjonctionDePayer => requete::addressed(c).into_iter().take(2).collect(),
            _ => vec![user(&c.view.court.name)],
        };
        out.put(Field::Court, court);
    }
    out.list(Field::Exhibits, handover::filed(s).iter().map(|e| user(&e.label)));
    if claim.relief.article_700.is_some_and(crate::domain::Money::is_positive) {
        out.lacks(Condition::NoArticle700);
    }
    if super::letter::order_in_hand(s, debtor.unwrap_or_default()).is_some() {
        out.lacks(Condition::NoOrder);
    }
    if document == D::EtatDuDossier && !crate::dossier::report::deadlines(s.dossier).is_empty() {
        out.holds([Condition::Deadlines]);
    }
    let agent = claim.representative.as_ref().filter(|r| r.kind == RepresentativeKind::CollectionAgent);
    if let (D::MiseEnDemeure, Some(r)) = (document, agent) {
        out.agent(&r.name, [people::address_line(&r.address)]);
        out.put(Field::Place, [user(&r.address.city)]);
    }
    out
}

/// The debtors that a document names.
fn concerned(s: &Setting<'_>, document: Document, debtor: Option<usize>) -> Vec<Person> {
    let states = &s.dossier.timeline.service;
    let ranks: Vec<usize> = match (debtor, document) {
        (Some(d), _) => vec![d],
        (None, Document::SaisineSignification) => handover::to_serve(states).map(|x| x.debtor).collect(),
        (None, Document::SaisineExecution) => {
            states.iter().filter(|x| x.enforceable).map(|x| x.debtor).collect()
        }
        (None, _) => return s.debtors.clone(),
    };
    ranks.into_iter().filter_map(|d| s.debtors.get(d)).cloned().collect()
}

/// Who signs it.
fn signature(s: &Setting<'_>, document: Document) -> Option<Signature> {
    use Document as D;
    let creditor = &s.claim.creditor;
    let representative = s.claim.representative.as_ref();
    let letter = Step::of(document).is_some() || document == D::MiseEnDemeure;
    if let Some(r) = representative.filter(|_| letter) {
        let writes = r.kind == RepresentativeKind::Employee
            || (document == D::MiseEnDemeure && r.kind == RepresentativeKind::CollectionAgent);
        if writes {
            return Some(people::representative_signature(creditor, r));
        }
    }
    match document {
        D::RequeteInjonctionDePayer | D::BordereauDePieces => s.signature(document).ok(),
        D::PetitesCreances | D::SaisineSignification | D::SaisineExecution => {
            s.signature_of_client(document).ok()
        }
        _ => s.own_signature(document).ok(),
    }
}
