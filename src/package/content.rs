use std::io::Read;
use std::sync::Arc;

use ring::digest::{Context, SHA256};

use crate::record::{Digest, PackedFile, RELEASE_JSON};

/// One entry of a package, as far as the content digest knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// The path, with `/`. Of very many files the lists share it.
    pub name: Arc<str>,
    /// Whether it may be executed: the one thing of a mode that Azure keeps.
    pub executable: bool,
    /// SHA-256 of its bytes.
    pub hash: Digest,
    /// Its bytes.
    pub size: u64,
}

impl Entry {
    /// What is compared with the files of a side, sorted by path.
    pub(super) fn packed(entries: Vec<Self>) -> Vec<PackedFile> {
        let ours = entries.into_iter().filter(|entry| &*entry.name != RELEASE_JSON);
        let packed = |Self { name, size, hash, .. }: Self| PackedFile { name: name.to_string(), size, hash };
        let mut packed: Vec<PackedFile> = ours.map(packed).collect();
        packed.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
        packed
    }

    /// The mode it is packed with.
    pub(super) fn mode(&self) -> u32 {
        if self.executable { 0o755 } else { 0o644 }
    }
}

/// The name of the content: SHA-256 over `path NUL mode NUL sha256 LF` of all entries but our own,
/// sorted by path.
pub(super) fn digest(entries: &[Entry]) -> Digest {
    let mut sorted: Vec<&Entry> = entries.iter().filter(|entry| &*entry.name != RELEASE_JSON).collect();
    sorted.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
    let mut context = Context::new(&SHA256);
    for entry in sorted {
        context.update(format!("{}\0{:o}\0{}\n", entry.name, entry.mode(), entry.hash).as_bytes());
    }
    Digest::from_hash(context.finish().as_ref())
}

/// SHA-256 and length of everything that `reader` gives.
pub(super) fn hash(reader: &mut impl Read) -> std::io::Result<(Digest, u64)> {
    let mut context = Context::new(&SHA256);
    let mut buffer = vec![0; 256 * 1024];
    let mut length = 0;
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok((Digest::from_hash(context.finish().as_ref()), length)),
            read => {
                context.update(&buffer[..read]);
                length += read as u64;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry() -> impl Strategy<Value = Entry> {
        ("[a-c]{1,2}", any::<bool>(), "[a-c]?").prop_map(|(name, executable, text)| Entry {
            name: name.into(),
            executable,
            hash: Digest::of(text.as_bytes()),
            size: text.len() as u64,
        })
    }

    proptest! {
        #[test]
        fn the_digest_depends_on_content_and_not_on_order(
            mut entries in prop::collection::vec(entry(), 1..6), other in prop::collection::vec(entry(), 1..6)
        ) {
            let key = |entries: &[Entry]| {
                let mut sorted = entries.to_vec();
                sorted.sort_by(|a, b| (&a.name, a.executable, &a.hash).cmp(&(&b.name, b.executable, &b.hash)));
                sorted
            };
            entries.dedup_by(|a, b| a.name == b.name);
            let unique: std::collections::BTreeSet<_> = entries.iter().map(|entry| entry.name.clone()).collect();
            prop_assume!(unique.len() == entries.len());
            let mut reversed = entries.clone();
            reversed.reverse();
            prop_assert_eq!(digest(&entries), digest(&reversed));
            if key(&entries) != key(&other) {
                prop_assert_ne!(digest(&entries), digest(&other));
            }
        }
    }
}
