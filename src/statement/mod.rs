//! The statement (décompte): principal, interest, indemnities, payments imputed; every figure explained.
//! Conventions: research on amounts, § 4 (INT-01 to INT-19); each choice the law leaves is a `policy`.

pub mod account;
pub mod accrue;
pub mod plan;
