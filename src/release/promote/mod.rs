//! Takes what was staged to production.

mod by_swap;
mod conclude;
mod passes_sign_in;
mod redeem;
mod way;

pub(super) use way::Promotion;
