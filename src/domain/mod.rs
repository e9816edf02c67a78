//! The words of the trade: money, rates, days, law references, bundles and documents.
//! Pure values; nothing here knows the rules, the claim or the outside world.

mod bundle;
mod day;
mod law;
mod money;
mod names;
mod nature;
mod rate;
mod territory;

pub use bundle::{Bundle, Document};
pub use day::{
    Day, HalfYear, Period, add_months_clamped, add_years_clamped, days_between, end_of_month,
};
pub use law::{Grade, LawRef};
pub use money::{Money, MoneyError};
pub use nature::Nature;
pub use rate::{Rate, RateError};
pub use territory::Territory;
