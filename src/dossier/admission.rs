//! The second gate, the law: only an [`Admitted`] dossier gives access to documents.

use super::Dossier;
use crate::checks::Finding;
use crate::domain::{Bundle, Document};

/// A dossier that nothing blocks for what is asked.
#[derive(Clone, Copy)]
pub struct Admitted<'d> {
    dossier: &'d Dossier,
}

/// Why a bundle or document is closed.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The bundle that is closed.
    pub bundle: Bundle,
    /// The findings that close it.
    pub findings: Vec<Finding>,
}

impl<'d> Admitted<'d> {
    /// The dossier.
    #[must_use]
    pub fn dossier(self) -> &'d Dossier {
        self.dossier
    }
}

/// The bundle whose conditions a document shares; `None`: it asks nothing of anybody.
fn gate(document: Document) -> Option<Bundle> {
    use Document as D;
    match document {
        D::RelancePreventive | D::Relance1 | D::Relance2 | D::Relance3 => Some(Bundle::Relance),
        D::MiseEnDemeure => Some(Bundle::MiseEnDemeure),
        D::PlanDeReglement => Some(Bundle::Echeancier),
        D::RequeteInjonctionDePayer | D::ProjetOrdonnance | D::Pouvoir => Some(Bundle::InjonctionDePayer),
        D::PetitesCreances => Some(Bundle::PetitesCreances),
        D::SaisineSignification => Some(Bundle::CommissaireDeJusticeSignification),
        D::SaisineExecution => Some(Bundle::CommissaireDeJusticeExecution),
        D::ReconnaissanceDeDette
        | D::ProtocoleTransactionnel
        | D::Quittance
        | D::Decompte
        | D::BordereauDePieces
        | D::EtatDuDossier => None,
    }
}

impl Dossier {
    /// Admits the dossier to a bundle.
    ///
    /// # Errors
    /// The findings that close it.
    pub fn admit(&self, bundle: Bundle) -> Result<Admitted<'_>, Refusal> {
        let findings: Vec<Finding> =
            self.findings.iter().filter(|f| f.blocks.contains(&bundle)).cloned().collect();
        if findings.is_empty() { Ok(Admitted { dossier: self }) } else { Err(Refusal { bundle, findings }) }
    }

    /// Admits the dossier to one document.
    ///
    /// # Errors
    /// The findings that close the bundle whose conditions it shares.
    pub fn admit_document(&self, document: Document) -> Result<Admitted<'_>, Refusal> {
        match gate(document) {
            Some(bundle) => self.admit(bundle),
            None => Ok(Admitted { dossier: self }),
        }
    }
}
