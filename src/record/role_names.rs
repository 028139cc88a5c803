//! The names of built-in roles that apps use, by their ids, which are the same in every tenant (docs: Azure built-in roles).

const BUILT_IN: [(&str, &str); 29] = [
    ("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader"),
    ("b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor"),
    ("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner"),
    ("18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "User Access Administrator"),
    ("f58310d9-a9f6-439a-9e8d-f62e7b41a168", "Role Based Access Control Administrator"),
    ("17d1049b-9a84-46fb-8f53-869881c3d3ab", "Storage Account Contributor"),
    ("b7e6dc6d-f1e8-4753-8033-0f276bb0955b", "Storage Blob Data Owner"),
    ("ba92f5b4-2d11-453d-a403-e96b0029c9fe", "Storage Blob Data Contributor"),
    ("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "Storage Blob Data Reader"),
    ("db58b8e5-c6ad-4a2a-8342-4190687cbf4a", "Storage Blob Delegator"),
    ("974c5e8b-45b9-4653-ba55-5f855dd0fb88", "Storage Queue Data Contributor"),
    ("8a0f0c08-91a1-4084-bc3d-661d67233fed", "Storage Queue Data Message Processor"),
    ("c6a89b2d-59bc-44d0-9896-0f6e12d7b80a", "Storage Queue Data Message Sender"),
    ("19e7f393-937e-4f77-808e-94535e297925", "Storage Queue Data Reader"),
    ("0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", "Storage Table Data Contributor"),
    ("76199698-9eea-4c19-bc75-cec21354c6b6", "Storage Table Data Reader"),
    ("4633458b-17de-408a-b874-0445c86b69e6", "Key Vault Secrets User"),
    ("b86a8fe4-44ce-4948-aee5-eccb2c155cd7", "Key Vault Secrets Officer"),
    ("21090545-7ca7-4776-b22c-e363652d74d2", "Key Vault Reader"),
    ("516239f1-63e1-4d78-a4de-a74fb236a071", "App Configuration Data Reader"),
    ("5ae67dd6-50cb-40e7-96ff-dc2bfa4b606b", "App Configuration Data Owner"),
    ("090c5cfd-751d-490a-894a-3ce6f1109419", "Azure Service Bus Data Owner"),
    ("69a216fc-b8fb-44d8-bc22-1f3c2cd27a39", "Azure Service Bus Data Sender"),
    ("4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0", "Azure Service Bus Data Receiver"),
    ("f526a384-b230-433a-b45c-95f59c4a2dec", "Azure Event Hubs Data Owner"),
    ("a638d3c7-ab3a-418d-83e6-5f17a39d4fde", "Azure Event Hubs Data Receiver"),
    ("2b629674-e913-4c01-ae53-ef4638d8f975", "Azure Event Hubs Data Sender"),
    ("d5a91429-5739-47e2-a06b-3470a27159e7", "EventGrid Data Sender"),
    ("3913510d-42f4-4e42-8a64-420c390055eb", "Monitoring Metrics Publisher"),
];

/// The name of the built-in role with this id; `None` for a role that is not in the table, such as one of the tenant's own.
pub(super) fn built_in_role(id: &str) -> Option<&'static str> {
    BUILT_IN.iter().find(|(known, _)| known.eq_ignore_ascii_case(id)).map(|(_, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_role_stands_twice_and_each_id_is_a_guid() {
        for (at, (id, name)) in BUILT_IN.iter().enumerate() {
            assert!(BUILT_IN[..at].iter().all(|(other, named)| other != id && named != name), "{name}");
            let parts: Vec<usize> = id.split('-').map(str::len).collect();
            assert_eq!(parts, [8, 4, 4, 4, 12], "{name}");
        }
        assert_eq!(built_in_role("ACDD72A7-3385-48EF-BD42-F606FBA81AE7"), Some("Reader"));
        assert_eq!(built_in_role("1de00000-1b2c-4d3e-8f90-0d4f6b1f0008"), None);
    }
}
