//! The documents of the contract (§ 6): one file each, a struct of final French text and figures that a template lays
//! out without deciding anything. Formatting for people lives in [`french`] and [`postal`], nowhere else.

pub mod bordereau_de_pieces;
mod bounds;
pub mod build;
pub mod calculation;
pub mod confirmation;
pub mod decompte;
pub mod etat_du_dossier;
pub use crate::domain::french;
pub mod mandatory;
pub mod mentions;
pub mod message;
pub mod mise_en_demeure;
pub mod narrative;
pub mod paper;
pub mod parties;
pub mod parts;
pub mod petites_creances;
pub mod plan_de_reglement;
pub mod postal;
pub mod pouvoir;
pub mod projet_ordonnance;
pub mod protocole_transactionnel;
pub mod quittance;
pub mod reconnaissance_de_dette;
pub mod relance;
pub mod requete_injonction_de_payer;
pub mod roles;
pub mod saisine_execution;
pub mod saisine_signification;
pub mod samples;
pub mod sums;
pub use crate::domain::words;

use crate::domain::Document;

/// Where a document's template stands and what its file is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sheet {
    /// Folder under `templates/documents/`.
    pub folder: &'static str,
    /// Title in French, for lists and file properties.
    pub title: &'static str,
    /// Stem of the file name, ASCII.
    pub stem: &'static str,
}

/// The sheet of a document.
#[must_use]
pub fn sheet(document: Document) -> Sheet {
    let (folder, title, stem) = match document {
        Document::RelancePreventive => ("relance", "Rappel avant échéance", "relance_preventive"),
        Document::Relance1 => ("relance", "Première relance", "relance_1"),
        Document::Relance2 => ("relance", "Deuxième relance", "relance_2"),
        Document::Relance3 => ("relance", "Dernière relance", "relance_3"),
        Document::MiseEnDemeure => ("mise_en_demeure", "Mise en demeure de payer", "mise_en_demeure"),
        Document::PlanDeReglement => ("plan_de_reglement", "Plan de règlement", "plan_de_reglement"),
        Document::ReconnaissanceDeDette => {
            ("reconnaissance_de_dette", "Reconnaissance de dette", "reconnaissance_de_dette")
        }
        Document::ProtocoleTransactionnel => (
            "protocole_transactionnel",
            "Protocole d\u{2019}accord transactionnel",
            "protocole_transactionnel",
        ),
        Document::Quittance => ("quittance", "Quittance", "quittance"),
        Document::Decompte => ("decompte", "Décompte de créance", "decompte"),
        Document::BordereauDePieces => {
            ("bordereau_de_pieces", "Bordereau des documents justificatifs", "bordereau")
        }
        Document::RequeteInjonctionDePayer => {
            ("requete_injonction_de_payer", "Requête en injonction de payer", "requete")
        }
        Document::ProjetOrdonnance => {
            ("projet_ordonnance", "Projet d\u{2019}ordonnance", "projet_ordonnance")
        }
        Document::Pouvoir => ("pouvoir", "Pouvoir spécial", "pouvoir"),
        Document::PetitesCreances => (
            "petites_creances",
            "Demande de recouvrement simplifié d\u{2019}une petite créance",
            "petites_creances",
        ),
        Document::SaisineSignification => (
            "saisine_signification",
            "Demande de signification d\u{2019}une ordonnance",
            "saisine_signification",
        ),
        Document::SaisineExecution => {
            ("saisine_execution", "Demande d\u{2019}exécution d\u{2019}un titre", "saisine_execution")
        }
        Document::EtatDuDossier => ("etat_du_dossier", "État du dossier", "etat_du_dossier"),
    };
    Sheet { folder, title, stem }
}

impl Sheet {
    /// Path of the template under `templates/`.
    #[must_use]
    pub fn template(self) -> String {
        format!("documents/{}/main.typ", self.folder)
    }
}
