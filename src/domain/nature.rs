//! What the claim is born of (contract, § 2.1): it decides the judge, the limitation and the mentions.

use super::names::names;

names! {
    /// The nature of the claim.
    Nature {
        /// Goods sold.
        SaleOfGoods = "sale_of_goods",
        /// Services rendered.
        Services = "services",
        /// Works and building.
        Works = "works",
        /// Lease of a dwelling: the juge des contentieux de la protection, whatever the amount (COJ, art. L. 213-4-4).
        ResidentialLease = "residential_lease",
        /// Commercial, professional or precarious lease: the tribunal judiciaire alone (COJ, art. R. 211-3-26, 11°).
        CommercialLease = "commercial_lease",
        /// Consumer credit (C. conso., art. L. 312-1 et seq.).
        ConsumerCredit = "consumer_credit",
        /// Credit for a business.
        ProfessionalCredit = "professional_credit",
        /// Charges called by a syndicat de copropriétaires.
        CoownershipCharges = "coownership_charges",
        /// Insurance premium.
        InsurancePremium = "insurance_premium",
        /// Electronic communications.
        Telecom = "telecom",
        /// Electricity, gas.
        Energy = "energy",
        /// Water.
        Water = "water",
        /// Carriage of goods or persons.
        Transport = "transport",
        /// Health care.
        HealthCare = "health_care",
        /// Fees of an avocat or another legal profession.
        LegalFees = "legal_fees",
        /// Contributions of statutory character (CPC, art. 1405, 1°).
        StatutoryContributions = "statutory_contributions",
        /// Lettre de change: an act of commerce by form (C. com., art. L. 110-1).
        BillOfExchange = "bill_of_exchange",
        /// Billet à ordre: commercial only if its cause or a signatory is (C. com., art. L. 721-4).
        PromissoryNote = "promissory_note",
        /// Claim assigned by bordereau.
        AssignedReceivable = "assigned_receivable",
        /// Guarantee, caution.
        Guarantee = "guarantee",
        /// Any other contract.
        OtherContract = "other_contract",
        /// Tort, unjust enrichment: no order for payment.
        Tort = "tort",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_back_and_serde_says_the_same() {
        assert_eq!(Nature::ALL.len(), 22);
        for n in Nature::ALL {
            assert_eq!(n.name().parse(), Ok(*n));
            assert_eq!(serde_json::to_value(n).unwrap(), n.name());
        }
        assert!("lease".parse::<Nature>().is_err());
    }
}
