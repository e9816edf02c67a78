//! The bundles and documents of the contract (§ 6): closed lists, so that a match names them all.

use super::names::names;

names! {
    /// A ZIP ready to sign, file or execute.
    Bundle {
        /// The next reminder due, with its décompte.
        Relance = "relance",
        /// The formal notice to pay.
        MiseEnDemeure = "mise_en_demeure",
        /// The payment plan.
        Echeancier = "echeancier",
        /// The request for an order for payment.
        InjonctionDePayer = "injonction_de_payer",
        /// The simplified procedure for small claims (PSRPC).
        PetitesCreances = "petites_creances",
        /// Handover to have an order served.
        CommissaireDeJusticeSignification = "commissaire_de_justice_signification",
        /// Handover to have a title executed.
        CommissaireDeJusticeExecution = "commissaire_de_justice_execution",
    }
}

impl Bundle {
    /// What people call it.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Bundle::Relance => "Relance",
            Bundle::MiseEnDemeure => "Mise en demeure de payer",
            Bundle::Echeancier => "Échéancier",
            Bundle::InjonctionDePayer => "Requête en injonction de payer",
            Bundle::PetitesCreances => "Recouvrement simplifié d\u{2019}une petite créance",
            Bundle::CommissaireDeJusticeSignification => "Signification d\u{2019}une ordonnance",
            Bundle::CommissaireDeJusticeExecution => "Exécution d\u{2019}un titre",
        }
    }
}

names! {
    /// A document that a person signs, sends or files.
    Document {
        /// Reminder before the due date (D01).
        RelancePreventive = "relance_preventive",
        /// First reminder (D02).
        Relance1 = "relance_1",
        /// Second reminder (D03).
        Relance2 = "relance_2",
        /// Last reminder (D04).
        Relance3 = "relance_3",
        /// Formal notice (D06).
        MiseEnDemeure = "mise_en_demeure",
        /// Payment plan (D07).
        PlanDeReglement = "plan_de_reglement",
        /// Acknowledgment of debt (D08).
        ReconnaissanceDeDette = "reconnaissance_de_dette",
        /// Settlement (D09).
        ProtocoleTransactionnel = "protocole_transactionnel",
        /// Receipt (D10).
        Quittance = "quittance",
        /// Statement of the debt (D13).
        Decompte = "decompte",
        /// List of exhibits (D12).
        BordereauDePieces = "bordereau_de_pieces",
        /// Request for an order for payment (D11).
        RequeteInjonctionDePayer = "requete_injonction_de_payer",
        /// Draft order (D14).
        ProjetOrdonnance = "projet_ordonnance",
        /// Special power (D15).
        Pouvoir = "pouvoir",
        /// Opening of the small-claims procedure (D18).
        PetitesCreances = "petites_creances",
        /// Instruction to serve the order (D16).
        SaisineSignification = "saisine_signification",
        /// Instruction to execute the title (D17).
        SaisineExecution = "saisine_execution",
        /// State of the file (D19).
        EtatDuDossier = "etat_du_dossier",
    }
}
