//! What each bundle is made of: its documents in the order of their numbers, and the exhibits that go with them.

use crate::court::forum;
use crate::documents::build::{self, relance};
use crate::documents::relance::Step;
use crate::domain::{Bundle, Document};
use crate::dossier::{Dossier, Law};

/// The content of a bundle.
pub(super) struct Plan {
    /// In the order of their numbers.
    pub documents: Vec<Document>,
    /// Which exhibits go in, by rank.
    pub exhibits: Vec<usize>,
}

impl Plan {
    /// The content of a bundle of this dossier.
    pub fn of(bundle: Bundle, dossier: &Dossier, law: &Law) -> Plan {
        use Document as D;
        let claim = &dossier.claim;
        let all = || (0..claim.exhibits.len()).collect();
        let some = |wanted: &dyn Fn(&crate::claim::Exhibit) -> bool| {
            claim.exhibits.iter().filter(|e| wanted(e)).map(|e| e.index).collect()
        };
        let (documents, exhibits) = match bundle {
            Bundle::Relance => {
                let step = relance::next_step(claim, &dossier.statement);
                let mut documents = vec![relance::document(step)];
                if step != Step::Preventive {
                    documents.push(D::Decompte);
                }
                (documents, some(&|e| relance::is_enclosed(claim, e)))
            }
            Bundle::MiseEnDemeure => {
                (vec![D::MiseEnDemeure, D::Decompte], some(&|e| build::is_enclosed(claim, e)))
            }
            Bundle::Echeancier => {
                let mut documents = vec![D::PlanDeReglement];
                if build::acknowledges(claim) {
                    documents.push(D::ReconnaissanceDeDette);
                }
                documents.push(D::Decompte);
                (documents, some(&|e| build::is_enclosed(claim, e)))
            }
            Bundle::InjonctionDePayer => {
                let mut documents = vec![D::RequeteInjonctionDePayer, D::BordereauDePieces, D::Decompte];
                if forum::representation(claim, &dossier.forum, &law.rules).power_needed {
                    documents.push(D::Pouvoir);
                }
                (documents, all())
            }
            Bundle::PetitesCreances => (vec![D::PetitesCreances, D::Decompte], all()),
            Bundle::CommissaireDeJusticeSignification => {
                let filed = some(&|e| build::filed_with_the_request(claim, &dossier.timeline, e));
                (vec![D::SaisineSignification, D::BordereauDePieces, D::Decompte], filed)
            }
            Bundle::CommissaireDeJusticeExecution => (vec![D::SaisineExecution, D::Decompte], all()),
        };
        Plan { documents, exhibits }
    }
}
