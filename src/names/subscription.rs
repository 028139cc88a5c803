super::name!(
    /// The id of a subscription: a GUID.
    SubscriptionId,
    "the id of a subscription",
    "it has the form 00000000-0000-0000-0000-000000000000",
    is_guid
);

/// Whether it is a GUID, as the ids of subscriptions, tenants and applications are.
pub fn is_guid(text: &str) -> bool {
    let parts: Vec<usize> = text.split('-').map(str::len).collect();
    parts == [8, 4, 4, 4, 12] && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}
