use crate::azure::ReferenceStore;

/// What is said of a kind of store.
#[derive(Clone, Copy)]
pub(super) struct Words {
    /// What one is called.
    pub(super) noun: &'static str,
    /// What is kept there.
    pub(super) value: &'static str,
    /// The role that lets an identity read there.
    pub(super) role: &'static str,
    /// The command that shows one.
    pub(super) show: &'static str,
    /// What stands for its name where that is not known.
    pub(super) placeholder: &'static str,
}

impl Words {
    /// Of this one.
    pub(super) fn of(store: ReferenceStore) -> Self {
        match store {
            ReferenceStore::KeyVault => Self {
                noun: "vault",
                value: "secret",
                role: "Key Vault Secrets User",
                show: "keyvault",
                placeholder: "VAULT",
            },
            ReferenceStore::AppConfiguration => Self {
                noun: "store",
                value: "value",
                role: "App Configuration Data Reader",
                show: "appconfig",
                placeholder: "STORE",
            },
        }
    }
}
