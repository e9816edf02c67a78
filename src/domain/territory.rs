//! Territories, for calendars (CPC, art. 642) and distances (CPC, art. 643-644).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where an act is done, a court sits or a person resides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Territory {
    /// Corsica included.
    Metropole,
    /// 57, 67, 68; commune without a protestant temple or mixed church.
    AlsaceMoselle,
    /// 57, 67, 68; commune with one: Good Friday is a holiday there.
    AlsaceMoselleVendrediSaint,
    /// 971.
    Guadeloupe,
    /// 972.
    Martinique,
    /// 973.
    Guyane,
    /// 974.
    LaReunion,
    /// 976.
    Mayotte,
    /// 977.
    SaintBarthelemy,
    /// 978.
    SaintMartin,
    /// 975.
    SaintPierreEtMiquelon,
    /// 987: a residence only, no calendar.
    PolynesieFrancaise,
    /// 986: a residence only, no calendar.
    WallisEtFutuna,
    /// 988: a residence only, no calendar.
    NouvelleCaledonie,
    /// 984: a residence only, no calendar.
    Taaf,
    /// Outside France: a residence only.
    Etranger,
}

impl Territory {
    /// All of them, in the order of the contract.
    pub const ALL: [Territory; 16] = [
        Territory::Metropole,
        Territory::AlsaceMoselle,
        Territory::AlsaceMoselleVendrediSaint,
        Territory::Guadeloupe,
        Territory::Martinique,
        Territory::Guyane,
        Territory::LaReunion,
        Territory::Mayotte,
        Territory::SaintBarthelemy,
        Territory::SaintMartin,
        Territory::SaintPierreEtMiquelon,
        Territory::PolynesieFrancaise,
        Territory::WallisEtFutuna,
        Territory::NouvelleCaledonie,
        Territory::Taaf,
        Territory::Etranger,
    ];
}
