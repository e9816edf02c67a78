//! What each sample must say, told apart from the models that say it.

use super::cases::{Case, company_case, consumer_case, long_case, short_case};
use crate::documents::mandatory::Situation;
use crate::documents::parties::Person;
use crate::documents::relance::Step;
use crate::domain::{Document, Money};
use crate::rules::mention::{Condition, Field};

/// The file a sample shows.
fn case(document: Document, name: &str) -> Case {
    use Document as D;
    let consumer = matches!(document, D::PlanDeReglement | D::ReconnaissanceDeDette | D::PetitesCreances);
    match name {
        // A file of which nothing happened yet has the parties of the others.
        "emptiest" if document == D::EtatDuDossier => company_case(),
        "longest" => long_case(),
        "emptiest" => short_case(),
        "consumer" | "judiciaire" | "protection" => consumer_case(),
        "plain" if consumer => consumer_case(),
        _ => company_case(),
    }
}

/// What a sample must say.
pub(super) fn of(document: Document, name: &str) -> Situation {
    use Document as D;
    let mut c = case(document, name);
    let mut out = Situation::new(document, c.sums.as_of);
    out.creditor(&c.creditor);
    let letter = Step::of(document).is_some() || document == D::MiseEnDemeure;
    let mut debtors: Vec<Person> = vec![c.debtor.clone()];
    let with_two = matches!(
        document,
        D::RequeteInjonctionDePayer
            | D::ReconnaissanceDeDette
            | D::ProtocoleTransactionnel
            | D::ProjetOrdonnance
            | D::Pouvoir
            | D::SaisineSignification
            | D::SaisineExecution
    );
    if name == "longest" && with_two {
        debtors.push(consumer_case().debtor);
    }
    out.debtors(&debtors, letter.then_some(c.window.as_slice()));
    if name == "full" {
        c.sums.totals.total_due = Money::ZERO;
    }
    out.sums(&c.sums);
    out.put(Field::Place, [c.place.to_owned()]);
    out.put(Field::Reference, [c.reference.to_owned()]);
    out.put(Field::Payment, c.payment.iter().map(|p| p.value.clone()));
    let agent = name == "agent";
    let signatory = if agent { "Paul Astier" } else { c.signature.name.as_str() };
    out.put(Field::Signatory, [signatory.to_owned()]);
    out.list(Field::Exhibits, c.exhibits.iter().map(|e| e.label.clone()));
    let court = match (name, document) {
        ("longest", D::RequeteInjonctionDePayer) => {
            "de la chambre commerciale du tribunal judiciaire de Strasbourg"
        }
        ("longest", _) => "chambre commerciale du tribunal judiciaire de Strasbourg",
        ("protection", _) => "tribunal judiciaire de Nancy",
        ("emptiest" | "judiciaire", _) => "tribunal judiciaire de Mâcon",
        _ => "tribunal de commerce de Cusset",
    };
    out.put(Field::Court, [court.to_owned()]);
    if agent {
        let street = ["9 boulevard Desaix", "63000 Clermont-Ferrand"];
        out.agent("Recouvrement du Centre SARL", street.map(str::to_owned));
    }
    if document == D::EtatDuDossier && name != "emptiest" {
        out.holds([Condition::Deadlines]);
    }
    if (document, name) == (D::RequeteInjonctionDePayer, "plain") {
        out.lacks(Condition::NoArticle700);
    }
    out
}
