use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

/// An index that is longer has more files than are looked at.
const LONGEST: u64 = 32 * 1024 * 1024;
const UNREAD: &str = "git's index cannot be read";
const NOT_UNDERSTOOD: &str = "git's index has a form that is not understood";

/// Bits of an entry: it counts as unchanged, it has more bits; and of those: it is not in the working tree, it is only meant to be added.
const ASSUME_VALID: u16 = 0x8000;
const EXTENDED: u16 = 0x4000;
const SKIP_WORKTREE: u16 = 0x4000;
const INTENT_TO_ADD: u16 = 0x2000;
const NAME_LENGTH: u16 = 0x0fff;

/// A file as git last saw it.
#[derive(Debug, PartialEq, Eq)]
struct Entry {
    name: String,
    size: u32,
    /// Whether it is to be looked at: a file or a link, that git has seen in the working tree.
    counts: bool,
}

/// The tracked files below `root` that are gone or of another size.
pub(super) fn changed(root: &Path, index: &Path, hash: usize) -> Result<Vec<String>, &'static str> {
    let mut bytes = Vec::new();
    let file = File::open(index).map_err(|_| UNREAD)?;
    file.take(LONGEST + 1).read_to_end(&mut bytes).map_err(|_| UNREAD)?;
    if bytes.len() as u64 > LONGEST {
        return Err("git's index is larger than 32 MiB");
    }
    let entries = entries(&bytes, hash).ok_or(NOT_UNDERSTOOD)?;
    let differs = |entry: &&Entry| {
        let found = fs::symlink_metadata(root.join(&entry.name));
        // A folder in its place is another file; what cannot be looked at is not said to be changed.
        found.map_or_else(
            |error| error.kind() == std::io::ErrorKind::NotFound,
            |found| found.is_dir() || found.len() as u32 != entry.size,
        )
    };
    Ok(entries.iter().filter(|entry| entry.counts).filter(differs).map(|entry| entry.name.clone()).collect())
}

/// The entries of an index of version 2, 3 or 4 (facts: git-files); `None` for anything else, as for one that is split.
fn entries(bytes: &[u8], hash: usize) -> Option<Vec<Entry>> {
    let mut reader = Reader { bytes, at: 0 };
    if reader.take(4)? != b"DIRC" {
        return None;
    }
    let version = reader.number()?;
    let count = reader.number()?;
    if !(2..=4).contains(&version) {
        return None;
    }
    let mut all: Vec<Entry> = Vec::new();
    let mut former: Vec<u8> = Vec::new();
    for _ in 0..count {
        let begin = reader.at;
        let _changed = reader.take(8)?;
        let is_seen = reader.take(8)?.iter().any(|byte| *byte != 0);
        let _device_and_node = reader.take(8)?;
        let kind = reader.number()? >> 12;
        let _owner = reader.take(8)?;
        let size = reader.number()?;
        reader.take(hash)?;
        let flags = reader.short()?;
        let more = if flags & EXTENDED == 0 { 0 } else { reader.short()? };
        let name = if version == 4 {
            let kept = former.len().checked_sub(reader.offset()?)?;
            former.truncate(kept);
            former.extend(reader.until_zero()?);
            former.clone()
        } else {
            let length = usize::from(flags & NAME_LENGTH);
            let name =
                if length < usize::from(NAME_LENGTH) { reader.take(length)? } else { reader.until_zero_kept()? };
            // Each ends with one to eight zeros, at a multiple of eight.
            reader.at = begin + (reader.at - begin + 8) / 8 * 8;
            name.to_vec()
        };
        let is_file = matches!(kind, 0o10 | 0o12);
        let is_ours = flags & ASSUME_VALID == 0 && more & (SKIP_WORKTREE | INTENT_TO_ADD) == 0;
        let name = String::from_utf8(name).ok();
        let counts = is_file && is_ours && is_seen && name.is_some();
        all.push(Entry { name: name.unwrap_or_default(), size, counts });
    }
    // Extensions follow, and then the hash. One in small letters has to be understood.
    while reader.bytes.len().checked_sub(reader.at)? > hash {
        if reader.take(4)?.first()?.is_ascii_lowercase() {
            return None;
        }
        let length = reader.number()? as usize;
        reader.take(length)?;
    }
    Some(all)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some(taken)
    }

    fn number(&mut self) -> Option<u32> {
        Some(u32::from_be_bytes(self.take(4)?.try_into().ok()?))
    }

    fn short(&mut self) -> Option<u16> {
        Some(u16::from_be_bytes(self.take(2)?.try_into().ok()?))
    }

    /// A number of variable length, as packs have it for offsets.
    fn offset(&mut self) -> Option<usize> {
        let mut byte = *self.take(1)?.first()?;
        let mut value = usize::from(byte & 0x7f);
        while byte & 0x80 != 0 {
            byte = *self.take(1)?.first()?;
            value = value.checked_add(1)?.checked_mul(128)?.checked_add(usize::from(byte & 0x7f))?;
        }
        Some(value)
    }

    fn until_zero_kept(&mut self) -> Option<&'a [u8]> {
        let length = self.bytes.get(self.at..)?.iter().position(|byte| *byte == 0)?;
        self.take(length)
    }

    fn until_zero(&mut self) -> Option<&'a [u8]> {
        let text = self.until_zero_kept()?;
        self.at += 1;
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::prelude::BASE64_STANDARD;
    use std::os::unix::fs::symlink;

    // Written by git 2: `app/deep/two.py` with 6 bytes, the link `app/link`, `app/one.py` with 5 bytes and `readme.md` with 1.
    /// Version 2.
    const SECOND: &str = concat!(
        "RElSQwAAAAIAAAAEaw11Ox65jzRrDXU7HrmPNAAA/gAAoaXPAACBpAAAAAAAAAAAAAAABslE68KPBXMe9YisYphIW6XovzcEAA9h",
        "cHAvZGVlcC90d28ucHkAAABrDXU7HrmPNGsNdTseuY80AAD+AAChpdAAAKAAAAAAAAAAAAAAAAAGxAs6u+7VfZOwoFwHh40QaL64",
        "YToACGFwcC9saW5rAABrDXU7HrmPNGsNdTseuY80AAD+AAChpc4AAIGkAAAAAAAAAAAAAAAFtvxMYgtn2V+VOlwcEjCqq121obAA",
        "CmFwcC9vbmUucHkAAAAAAAAAAGsNdTse3KMeaw11Ox7cox4AAP4AAKGl0QAAgaQAAAAAAAAAAAAAAAHBsHMOATNEe63P1H/RROJU",
        "gHsG4QAJcmVhZG1lLm1kAFRSRUUAAAA/AC0xIDEKYXBwADMgMQo/AiW/ZkayJDTceo4SD4lkPxjWEWRlZXAAMSAwCkdOsQ0HOsd0",
        "VHHctHkTe8L2tBWsYdsJtPP3nzN4ZP6+YZMqmqFFBqw=",
    );
    /// Version 3, where `readme.md` is not in the working tree.
    const THIRD: &str = concat!(
        "RElSQwAAAAMAAAAEaw11Ox65jzRrDXU7HrmPNAAA/gAAoaXPAACBpAAAAAAAAAAAAAAABslE68KPBXMe9YisYphIW6XovzcEAA9h",
        "cHAvZGVlcC90d28ucHkAAABrDXU7HrmPNGsNdTseuY80AAD+AAChpdAAAKAAAAAAAAAAAAAAAAAGxAs6u+7VfZOwoFwHh40QaL64",
        "YToACGFwcC9saW5rAABrDXU7HrmPNGsNdTseuY80AAD+AAChpc4AAIGkAAAAAAAAAAAAAAAFtvxMYgtn2V+VOlwcEjCqq121obAA",
        "CmFwcC9vbmUucHkAAAAAAAAAAGsNdTse3KMeaw11Ox7cox4AAP4AAKGl0QAAgaQAAAAAAAAAAAAAAAHBsHMOATNEe63P1H/RROJU",
        "gHsG4UAJQAByZWFkbWUubWQAAAAAAAAAVFJFRQAAAD8ALTEgMQphcHAAMyAxCj8CJb9mRrIkNNx6jhIPiWQ/GNYRZGVlcAAxIDAK",
        "R06xDQc6x3RUcdy0eRN7wva0FawMxZVKZpXNHcQcIXtP2C2ZcfmBjA==",
    );
    /// Version 4.
    const FOURTH: &str = concat!(
        "RElSQwAAAAQAAAAEaw11Ox65jzRrDXU7HrmPNAAA/gAAoaXPAACBpAAAAAAAAAAAAAAABslE68KPBXMe9YisYphIW6XovzcEAA8A",
        "YXBwL2RlZXAvdHdvLnB5AGsNdTseuY80aw11Ox65jzQAAP4AAKGl0AAAoAAAAAAAAAAAAAAAAAbECzq77tV9k7CgXAeHjRBovrhh",
        "OgAIC2xpbmsAaw11Ox65jzRrDXU7HrmPNAAA/gAAoaXOAACBpAAAAAAAAAAAAAAABbb8TGILZ9lflTpcHBIwqqtdtaGwAAoEb25l",
        "LnB5AGsNdTse3KMeaw11Ox7cox4AAP4AAKGl0QAAgaQAAAAAAAAAAAAAAAHBsHMOATNEe63P1H/RROJUgHsG4QAJCnJlYWRtZS5t",
        "ZABUUkVFAAAAPwAtMSAxCmFwcAAzIDEKPwIlv2ZGsiQ03HqOEg+JZD8Y1hFkZWVwADEgMApHTrENBzrHdFRx3LR5E3vC9rQVrK68",
        "9wTJLkCUSLIaArKPyJoxXNS3",
    );
    /// What is left where most is in another file.
    const SPLIT: &str = concat!(
        "RElSQwAAAAIAAAAAbGluawAAADxF4VmHKBnXaWTkIY0k9lrdXFIyXQAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAAA",
        "AAAAAABUUkVFAAAAPwAtMSAxCmFwcAAzIDEKPwIlv2ZGsiQ03HqOEg+JZD8Y1hFkZWVwADEgMApHTrENBzrHdFRx3LR5E3vC9rQV",
        "rDriCLhY2aF9JBrG6Q6i90owB44r",
    );

    fn named(text: &str) -> Option<Vec<String>> {
        let entries = entries(&BASE64_STANDARD.decode(text).unwrap(), 20)?;
        Some(entries.into_iter().map(|entry| format!("{} {} {}", entry.name, entry.size, entry.counts)).collect())
    }

    #[test]
    fn each_version_of_the_index_is_read_and_a_split_or_damaged_one_is_not_understood() {
        let all =
            ["app/deep/two.py 6 true", "app/link 6 true", "app/one.py 5 true", "readme.md 1 true"].map(str::to_owned);
        assert_eq!(named(SECOND).unwrap(), all);
        assert_eq!(named(FOURTH).unwrap(), all);
        let third = named(THIRD).unwrap();
        assert_eq!((&third[..3], third[3].as_str()), (&all[..3], "readme.md 1 false"));
        assert_eq!(named(SPLIT), None);
        let whole = BASE64_STANDARD.decode(FOURTH).unwrap();
        for length in 0..whole.len() - 1 {
            assert!(entries(&whole[..length], 20).is_none_or(|read| read.len() <= 4), "{length}");
        }
        assert_eq!(entries(&whole[..100], 20), None);
    }

    #[test]
    fn a_file_that_is_gone_or_has_another_size_was_changed() {
        let temp = tempfile::tempdir().unwrap();
        let at = |name: &str| temp.path().join(name);
        let index = at("index");
        fs::write(&index, BASE64_STANDARD.decode(SECOND).unwrap()).unwrap();
        fs::create_dir_all(at("app/deep")).unwrap();
        for (name, text) in [("app/one.py", "hello"), ("app/deep/two.py", "world!"), ("readme.md", "x")] {
            fs::write(at(name), text).unwrap();
        }
        symlink("one.py", at("app/link")).unwrap();
        let changed = || changed(temp.path(), &index, 20).unwrap();
        assert_eq!(changed(), [""; 0]);
        fs::write(at("app/one.py"), "hello, you").unwrap();
        fs::remove_file(at("readme.md")).unwrap();
        assert_eq!(changed(), ["app/one.py", "readme.md"]);
        assert_eq!(super::changed(temp.path(), &at("none"), 20), Err(UNREAD));
        fs::write(&index, "something else").unwrap();
        assert_eq!(super::changed(temp.path(), &index, 20), Err(NOT_UNDERSTOOD));
    }
}
