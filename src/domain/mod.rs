//! The words of the trade: money, rates, days, identifiers, law references, bundles and documents.
//! Pure values; nothing here knows the rules, the claim or the outside world.

mod bank;
mod bundle;
mod country;
mod day;
pub mod french;
mod identifier;
mod law;
mod money;
pub(crate) mod names;
mod nature;
mod place;
mod rate;
mod series;
mod siren;
mod territory;
pub(crate) mod text;
mod vat;
pub mod words;

pub use bank::{Bic, Iban};
pub use bundle::{Bundle, Document};
pub use country::Country;
pub use day::{Day, HalfYear, Period, add_months_clamped, add_years_clamped, days_between, end_of_month};
pub use identifier::{Checked, IdAnswer, IdError, IdKind, identify};
pub use law::{Grade, LawRef};
pub use money::{Money, MoneyError};
pub(crate) use names::names;
pub use nature::Nature;
pub use place::{InseeCode, PostalCode, Rna};
pub use rate::{Rate, RateError};
pub use series::RateSeries;
pub use siren::{Siren, Siret};
pub use territory::Territory;
pub use vat::VatNumber;
