use rehearsal::laws::publishing::Credentials;

/// The header of a client that publishes with user and password.
pub fn run(data: &[u8]) {
    if let Some(found) = Credentials::in_header(&String::from_utf8_lossy(data)) {
        assert!(!found.user.contains(':'));
    }
}
