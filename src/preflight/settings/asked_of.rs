use crate::preflight::DataUse;

/// What stands behind the name of a connection to storage that an identity opens, for one service: the account, or the service's own
/// address (facts: identity-connections).
pub(super) const BLOBS: &[&str] = &["accountName", "blobServiceUri"];
pub(super) const QUEUES: &[&str] = &["accountName", "queueServiceUri"];
pub(super) const TABLES: &[&str] = &["accountName", "tableServiceUri"];

/// The same where one service alone is used: then its address may have the general name.
const BLOBS_ALONE: &[&str] = &["accountName", "blobServiceUri", "serviceUri"];
const QUEUES_ALONE: &[&str] = &["accountName", "queueServiceUri", "serviceUri"];
const TABLES_ALONE: &[&str] = &["accountName", "tableServiceUri", "serviceUri"];
const NAMESPACE: &[&str] = &["fullyQualifiedNamespace"];
const COSMOS: &[&str] = &["accountEndpoint"];

/// What a trigger or a binding asks of its connection.
pub(super) struct Asks {
    /// Of each of these an identity needs one setting behind its name.
    pub(super) needs: &'static [&'static [&'static str]],
    /// What is done there.
    pub(super) uses: &'static [DataUse],
    /// Whether it is done with no part of it that is named.
    pub(super) whole: bool,
}

impl Asks {
    /// Whether it has a queue of its own beside the blobs that it names.
    pub(super) fn has_own_queue(&self) -> bool {
        self.uses.contains(&DataUse::Blobs)
    }
}

/// What a trigger of this type asks (facts: identity-connections); `None` for one that is not known here.
pub(super) fn of_trigger(kind: &str) -> Option<Asks> {
    let (needs, uses): (&'static [&'static [&'static str]], &'static [DataUse]) = match kind.to_lowercase().as_str() {
        "blobtrigger" => (&[BLOBS, QUEUES], &[DataUse::Blobs, DataUse::Queues]),
        "queuetrigger" => (&[QUEUES_ALONE], &[DataUse::Queues]),
        "servicebustrigger" => (&[NAMESPACE], &[DataUse::ReceiveMessages]),
        "eventhubtrigger" => (&[NAMESPACE], &[DataUse::ReceiveEvents]),
        "cosmosdbtrigger" => (&[COSMOS], &[DataUse::Items]),
        _ => return None,
    };
    Some(Asks { needs, uses, whole: false })
}

/// The same of another binding.
pub(super) fn of_binding(kind: &str, is_output: bool) -> Option<Asks> {
    let (needs, uses): (&'static [&'static [&'static str]], &'static [DataUse]) =
        match (kind.to_lowercase().as_str(), is_output) {
            ("blob", true) => (&[BLOBS_ALONE], &[DataUse::Blobs]),
            ("blob", false) => (&[BLOBS_ALONE], &[DataUse::ReadBlobs]),
            ("queue", _) => (&[QUEUES_ALONE], &[DataUse::AddToQueues]),
            ("table", true) => (&[TABLES_ALONE], &[DataUse::Tables]),
            ("table", false) => (&[TABLES_ALONE], &[DataUse::ReadTables]),
            ("servicebus", _) => (&[NAMESPACE], &[DataUse::SendMessages]),
            ("eventhub", _) => (&[NAMESPACE], &[DataUse::SendEvents]),
            ("cosmosdb", true) => (&[COSMOS], &[DataUse::Items]),
            ("cosmosdb", false) => (&[COSMOS], &[DataUse::ReadItems]),
            _ => return None,
        };
    Some(Asks { needs, uses, whole: false })
}
