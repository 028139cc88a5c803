//! Every action of Azure that a command needs: one table. The roles that are printed, the check of rights, the page of rights and
//! what a refusal says is missing are drawn from it (facts: rights).

mod asked;
mod need;
mod role;
mod role_for;
mod table;
mod when;

pub use asked::{of_blobs, of_control_plane, of_scm};
pub use need::{Need, On, Permission, Without};
pub use role::{permissions_for, role_definition};
pub use role_for::RoleFor;
pub use table::permissions;
pub use when::{Ways, When};
