use super::is_guid;

super::name!(
    /// The name of a role assignment: a GUID.
    AssignmentName,
    "the name of a role assignment",
    "it has the form 00000000-0000-0000-0000-000000000000",
    is_guid
);
