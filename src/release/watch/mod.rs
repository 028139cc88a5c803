//! Watches production after a change, beside what is usual for it.

mod baseline;
mod expected;
mod first_minute;
mod looks;
mod traffic;

pub(super) use expected::Expected;
