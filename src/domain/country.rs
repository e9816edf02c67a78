//! Countries, by ISO 3166-1 alpha-2.

use std::fmt;
use std::str::FromStr;

/// The officially assigned codes, in alphabetical order.
const CODES: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS \
BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ \
FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT \
JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP \
MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE \
RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV \
TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

/// The codes that ISO gives to parts of the French Republic.
const FRENCH: [&str; 13] = ["FR", "BL", "GF", "GP", "MF", "MQ", "NC", "PF", "PM", "RE", "TF", "WF", "YT"];

/// A country or territory that has a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// France.
    pub const FRANCE: Country = Country(*b"FR");

    /// The code, two capital letters.
    #[must_use]
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("FR")
    }

    /// Whether it is a part of the French Republic, overseas included.
    #[must_use]
    pub fn is_french(&self) -> bool {
        FRENCH.contains(&self.code())
    }

    /// Every assigned code.
    #[must_use]
    pub fn codes() -> Vec<&'static str> {
        CODES.split(' ').collect()
    }
}

impl Default for Country {
    fn default() -> Self {
        Country::FRANCE
    }
}

impl FromStr for Country {
    type Err = ();
    fn from_str(s: &str) -> Result<Self, ()> {
        match *s.as_bytes() {
            [a, b] if CODES.split(' ').any(|c| c == s) => Ok(Country([a, b])),
            _ => Err(()),
        }
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl serde::Serialize for Country {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.code())
    }
}

impl<'de> serde::Deserialize<'de> for Country {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        super::text::read(d, |t| t.parse().map_err(|()| "not an ISO 3166-1 alpha-2 code"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assigned_codes_only() {
        assert_eq!(Country::codes().len(), 249);
        assert!(Country::codes().is_sorted());
        for ko in ["UK", "fr", "FRA", "XX", "", "F ", " F"] {
            assert!(ko.parse::<Country>().is_err(), "{ko}");
        }
        assert!("RE".parse::<Country>().unwrap().is_french());
        assert!(!"MC".parse::<Country>().unwrap().is_french());
    }
}
