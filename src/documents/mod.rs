//! The documents of the contract (§ 6): one file each, a struct of final French text and figures that a template lays
//! out without deciding anything. Formatting for people lives in [`french`] and [`postal`], nowhere else.

pub mod bordereau_de_pieces;
pub mod build;
pub mod decompte;
pub use crate::domain::french;
pub mod mentions;
pub mod mise_en_demeure;
pub mod narrative;
pub mod parties;
pub mod parts;
pub mod postal;
pub mod requete_injonction_de_payer;
pub mod samples;
pub mod sums;
pub use crate::domain::words;

use crate::domain::Document;

/// Where a document's template stands and what its file is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet {
    /// Path under `templates/`.
    pub template: &'static str,
    /// Title in French, for lists and file properties.
    pub title: &'static str,
    /// Stem of the file name, ASCII.
    pub stem: &'static str,
}

/// The sheet of a document; `None` while it has no template.
#[must_use]
pub fn sheet(document: Document) -> Option<Sheet> {
    let (template, title, stem) = match document {
        Document::MiseEnDemeure => {
            ("documents/mise_en_demeure/main.typ", "Mise en demeure de payer", "mise_en_demeure")
        }
        Document::Decompte => ("documents/decompte/main.typ", "Décompte de créance", "decompte"),
        Document::BordereauDePieces => {
            ("documents/bordereau_de_pieces/main.typ", "Bordereau des pièces", "bordereau")
        }
        Document::RequeteInjonctionDePayer => {
            ("documents/requete_injonction_de_payer/main.typ", "Requête en injonction de payer", "requete")
        }
        Document::RelancePreventive
        | Document::Relance1
        | Document::Relance2
        | Document::Relance3
        | Document::PlanDeReglement
        | Document::ReconnaissanceDeDette
        | Document::ProtocoleTransactionnel
        | Document::Quittance
        | Document::ProjetOrdonnance
        | Document::Pouvoir
        | Document::PetitesCreances
        | Document::SaisineSignification
        | Document::SaisineExecution
        | Document::EtatDuDossier => return None,
    };
    Some(Sheet { template, title, stem })
}
