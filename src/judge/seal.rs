use crate::record::Seal;

/// What is known of the seal of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealReading {
    /// It has none, and none could be made now either, so that only Azure's state speaks for it.
    None,
    /// It has none, although the secret of the app can be read: it was taken off, or whoever staged may not read it.
    Missing,
    /// The ticket is as it was written.
    Holds,
    /// Something in the ticket was changed.
    Broken,
    /// The secret of the app is another one than when it was written.
    OtherKey,
    /// The secret of the app could not be read.
    Unread(String),
}

impl SealReading {
    /// By the seal that a ticket bears, and the one that is made on the same text now, as far as that can be.
    pub fn of(borne: Option<&Seal>, made: Result<Seal, String>) -> Self {
        match (borne, made) {
            (None, _) => Self::None,
            (Some(_), Err(why)) => Self::Unread(why),
            (Some(borne), Ok(made)) if *borne == made => Self::Holds,
            (Some(borne), Ok(made)) if borne.key == made.key => Self::Broken,
            (Some(_), Ok(_)) => Self::OtherKey,
        }
    }

    /// Whether nothing is known against the secret that is at hand.
    pub fn fits(&self) -> bool {
        matches!(self, Self::None | Self::Holds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Digest;

    #[test]
    fn a_changed_ticket_is_told_from_a_changed_key_and_from_an_unread_one() {
        let seal = |key: &str, mark: &str| Seal { key: Digest::of(key.as_bytes()), mark: Digest::of(mark.as_bytes()) };
        let borne = seal("key", "mark");
        let of = |made| SealReading::of(Some(&borne), made);
        assert_eq!(of(Ok(seal("key", "mark"))), SealReading::Holds);
        assert_eq!(of(Ok(seal("key", "other"))), SealReading::Broken);
        assert_eq!(of(Ok(seal("other", "mark"))), SealReading::OtherKey);
        assert_eq!(of(Err("403".into())), SealReading::Unread("403".into()));
        assert_eq!(SealReading::of(None, Err("403".into())), SealReading::None);
    }
}
