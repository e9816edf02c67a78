//! The reasons given for a court: French sentences and their articles, from `legal-rules/courts/reasons.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::read::DataError;
use crate::domain::Money;
use crate::domain::names;
use crate::rules::{RuleFiles, Rules};

names! {
    /// A step of the reasoning that leads to a court.
    Reason {
        /// Where the debtor lives or is established (CT-02, CT-03).
        DebtorPlace = "debtor_place",
        /// Charges of a copropriété: the building (CT-04).
        Building = "building",
        /// Lease of a dwelling (CT-05).
        Dwelling = "dwelling",
        /// Consumer credit in scope (CT-05, CT-05b).
        ConsumerCredit = "consumer_credit",
        /// Consumer credit above the ceiling (CT-05b).
        CreditOverCeiling = "credit_over_ceiling",
        /// Claim below the former floor (CT-05b).
        CreditUnderFloor = "credit_under_floor",
        /// The scope moved and the contract has no date (CT-05b).
        CreditUndated = "credit_undated",
        /// Credit to a debtor who is not a consumer.
        CreditNotConsumer = "credit_not_consumer",
        /// Commercial or professional lease (CT-07).
        CommercialLease = "commercial_lease",
        /// Lettre de change or another act of commerce by form (CT-06).
        CommerceByForm = "commerce_by_form",
        /// Both parties are merchants or artisans (CT-06).
        BothMerchants = "both_merchants",
        /// A merchant debtor, a creditor who is not: option (CT-09).
        CreditorOption = "creditor_option",
        /// The other branch of the option.
        CreditorOptionOther = "creditor_option_other",
        /// An artisan debtor, a creditor who is neither merchant nor artisan.
        ArtisanDebtor = "artisan_debtor",
        /// An artisan before the day artisans came before the commercial court.
        ArtisanBefore = "artisan_before",
        /// The debtor is not a merchant (CT-07, CT-09).
        CivilDebtor = "civil_debtor",
        /// A statutory contribution is no act of commerce.
        StatutoryContribution = "statutory_contribution",
        /// A promissory note of someone who is not a merchant.
        PromissoryNote = "promissory_note",
        /// A guarantee follows its own rules.
        Guarantee = "guarantee",
        /// At most the ceiling, and a chambre de proximité (CT-08).
        Proximity = "proximity",
        /// At most the ceiling, and none (CT-08).
        NoProximity = "no_proximity",
        /// Above the ceiling (CT-08).
        OverProximity = "over_proximity",
        /// Principal and total on each side of the ceiling (CT-14).
        ProximityStraddled = "proximity_straddled",
        /// The court is under the experiment (CT-10).
        Experiment = "experiment",
        /// Alsace-Moselle (CT-11).
        AlsaceMoselle = "alsace_moselle",
        /// Overseas (CT-12).
        Overseas = "overseas",
        /// Saint-Pierre-et-Miquelon.
        SaintPierreEtMiquelon = "saint_pierre_et_miquelon",
        /// Sources disagree on the commercial court of the commune.
        DistrictConflict = "district_conflict",
        /// One source only.
        DistrictDerived = "district_derived",
        /// The address of the court is not checked.
        AddressUnchecked = "address_unchecked",
        /// No address is known.
        AddressMissing = "address_missing",
        /// Another debtor's court: any of them may be chosen (CT-13).
        OtherDebtor = "other_debtor",
        /// The option is used to bring all debtors before one court (CT-13).
        OptionUnites = "option_unites",
        /// No avocat before the JCP (RP-05).
        LawyerJcp = "lawyer_jcp",
        /// Avocat whatever the amount (RP-05).
        LawyerExclusive = "lawyer_exclusive",
        /// At most the ceiling before the TJ (RP-05, RP-06).
        LawyerTjNo = "lawyer_tj_no",
        /// Above it (RP-05).
        LawyerTjYes = "lawyer_tj_yes",
        /// At most the ceiling before a commercial court (RP-04, RP-06).
        LawyerTcNo = "lawyer_tc_no",
        /// Above it (RP-04).
        LawyerTcYes = "lawyer_tc_yes",
        /// Principal and total on each side (CT-14).
        LawyerStraddled = "lawyer_straddled",
        /// Saint-Pierre-et-Miquelon: not read.
        LawyerTpi = "lawyer_tpi",
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    text: String,
    #[serde(default)]
    law: Vec<String>,
    /// What follows from this step is to be checked: never `verified`.
    #[serde(default)]
    doubt: bool,
}

/// Every reason, by name.
#[derive(Debug)]
pub(crate) struct Wordings(BTreeMap<String, Entry>);

const FILE: &str = "courts/reasons.toml";

/// The sentences given so far, with their keys of law.
#[derive(Debug, Clone, Default)]
pub(crate) struct Reasoning {
    pub sentences: Vec<String>,
    pub law: Vec<String>,
    pub doubt: bool,
}

impl Wordings {
    /// Reads the file; every reason has its sentence, and no sentence is left without use.
    pub(crate) fn read(files: &RuleFiles) -> Result<Wordings, DataError> {
        let fault = |what: String| DataError { file: FILE.into(), line: 0, what };
        let text = files.text(FILE).ok_or_else(|| fault("fichier absent ou illisible".into()))?;
        let entries: BTreeMap<String, Entry> = toml::from_str(text).map_err(|e| {
            let line = e.span().map_or(0, |s| text.get(..s.start).unwrap_or("").lines().count());
            DataError { line: u64::try_from(line).unwrap_or(0), ..fault(e.message().to_owned()) }
        })?;
        if let Some(missing) = Reason::ALL.iter().find(|r| !entries.contains_key(r.name())) {
            return Err(fault(format!("motif « {missing} » absent")));
        }
        if let Some(extra) = entries.keys().find(|k| k.parse::<Reason>().is_err()) {
            return Err(fault(format!("motif « {extra} » inconnu")));
        }
        Ok(Wordings(entries))
    }

    /// Adds a step: the sentence with its words in place, then its articles.
    pub(crate) fn say(&self, to: &mut Reasoning, rules: &Rules, reason: Reason, words: &[(&str, &str)]) {
        let Some(entry) = self.0.get(reason.name()) else {
            return;
        };
        let mut text = entry.text.clone();
        for (name, word) in words {
            text = text.replace(&format!("{{{name}}}"), word);
        }
        let articles: Vec<&str> = entry.law.iter().filter_map(|k| rules.law(k)).map(|l| &*l.text).collect();
        if !articles.is_empty() {
            let sentence = text.trim_end_matches('.');
            text = format!("{sentence} ({}).", articles.join(" ; "));
        }
        to.sentences.push(text);
        for key in &entry.law {
            if !to.law.contains(key) {
                to.law.push(key.clone());
            }
        }
        to.doubt |= entry.doubt;
    }

    /// Every key of law used, for the integrity test.
    #[cfg(test)]
    pub(crate) fn law_keys(&self) -> impl Iterator<Item = &str> {
        self.0.values().flat_map(|e| e.law.iter().map(String::as_str))
    }
}

/// `10 000 €`, `10 000,01 €`, with the non-breaking spaces of French typography.
pub(crate) fn euros(amount: Money) -> String {
    let text = amount.to_string();
    let (whole, cents) = text.split_once('.').unwrap_or((&text, "00"));
    let mut out = String::new();
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push('\u{202f}');
        }
        out.push(c);
    }
    if cents != "00" {
        out.push(',');
        out.push_str(cents);
    }
    out.push_str("\u{a0}€");
    out
}
