//! Takes what was staged to production.

mod by_swap;
mod conclude;
mod passes_sign_in;
mod redeem;
mod references_resolve;
mod way;

pub(super) use way::Promotion;
