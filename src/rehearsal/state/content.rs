use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use time::macros::datetime;
use time::{Date, Month, OffsetDateTime, Time};

use super::declared::Declared;
use super::digest::hash_of;

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its bytes.
    pub bytes: Bytes,
    /// Whether it may be executed.
    pub executable: bool,
    /// Its time of change: a DOS date as the zip gave it, or, above 32 bits, the ticks of .NET at which it was written here.
    /// Later times are larger.
    pub modified: u64,
}

/// The ticks of .NET at the beginning of 1970: tenths of a microsecond since the year one.
const TICKS_AT_EPOCH: i128 = 621_355_968_000_000_000;

impl File {
    /// A file that is written now.
    pub fn written(bytes: Bytes, at: OffsetDateTime) -> Self {
        let ticks = TICKS_AT_EPOCH + at.unix_timestamp_nanos() / 100;
        Self { bytes, executable: false, modified: u64::try_from(ticks).unwrap_or_default() }
    }

    /// When it was changed; a date that is none is the first one of DOS.
    pub fn time(&self) -> OffsetDateTime {
        match u32::try_from(self.modified) {
            Ok(dos) => dos_time(dos).unwrap_or(datetime!(1980-01-01 0:00 UTC)),
            Err(_) => {
                let nanoseconds = (i128::from(self.modified) - TICKS_AT_EPOCH) * 100;
                OffsetDateTime::from_unix_timestamp_nanos(nanoseconds).unwrap_or(OffsetDateTime::UNIX_EPOCH)
            }
        }
    }
}

/// Date in the upper half, time in the lower one.
fn dos_time(dos: u32) -> Option<OffsetDateTime> {
    let bits = |from: u32, count: u32| (dos >> from) & ((1 << count) - 1);
    let byte = |value: u32| u8::try_from(value).ok();
    let year = i32::try_from(1980 + bits(25, 7)).ok()?;
    let date = Date::from_calendar_date(year, Month::try_from(byte(bits(21, 4))?).ok()?, byte(bits(16, 5))?).ok()?;
    let time = Time::from_hms(byte(bits(11, 5))?, byte(bits(5, 6))?, byte(bits(0, 5) * 2)?).ok()?;
    Some(date.with_time(time).assume_utc())
}

/// A tree of files, by path with `/`. Cheap to clone: clones share tree and bytes until one of them
/// is changed.
#[derive(Debug, Clone, Default)]
pub struct Content {
    tree: Arc<Tree>,
}

#[derive(Debug, Default)]
struct Tree {
    files: BTreeMap<String, File>,
    /// What the files declare, once somebody has read them.
    declared: OnceLock<Declared>,
}

impl Clone for Tree {
    /// Made to be changed: what was read of it does not hold for long.
    fn clone(&self) -> Self {
        Self { files: self.files.clone(), declared: OnceLock::new() }
    }
}

impl PartialEq for Content {
    fn eq(&self, other: &Self) -> bool {
        self.tree.files == other.tree.files
    }
}

impl Eq for Content {}

impl Content {
    /// A tree of these files.
    pub fn of(files: impl IntoIterator<Item = (String, File)>) -> Self {
        Self { tree: Arc::new(Tree { files: files.into_iter().collect(), declared: OnceLock::new() }) }
    }

    /// A file.
    pub fn get(&self, path: &str) -> Option<&File> {
        self.tree.files.get(path)
    }

    /// Whether anything is in this folder.
    pub fn has_folder(&self, folder: &str) -> bool {
        let first = format!("{folder}/");
        self.tree.files.range(first.clone()..).next().is_some_and(|(path, _)| path.starts_with(&first))
    }

    /// A file that is JSON.
    pub fn json(&self, path: &str) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.get(path)?.bytes).ok()
    }

    /// All files, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &File)> {
        self.tree.files.iter().map(|(path, file)| (path.as_str(), file))
    }

    /// Whether nothing was ever deployed.
    pub fn is_empty(&self) -> bool {
        self.tree.files.is_empty()
    }

    /// Puts a file in its place.
    pub fn put(&mut self, path: &str, file: File) {
        self.changed().insert(path.to_owned(), file);
    }

    /// Removes a file.
    pub fn remove(&mut self, path: &str) {
        self.changed().remove(path);
    }

    fn changed(&mut self) -> &mut BTreeMap<String, File> {
        let tree = Arc::make_mut(&mut self.tree);
        tree.declared = OnceLock::new();
        &mut tree.files
    }

    /// What its files declare, which is read once.
    pub fn declared(&self, read: impl FnOnce(&Self) -> Declared) -> &Declared {
        self.tree.declared.get_or_init(|| read(self))
    }

    /// A short name for what it holds, for the effects log: the digest that a release names, or a
    /// hash of everything.
    pub fn mark(&self) -> String {
        let stamped = self.json(".slot-deploy/release.json");
        if let Some(digest) = stamped.as_ref().and_then(|stamp| stamp["content_digest"].as_str()) {
            return digest.to_owned();
        }
        let mut all = Vec::new();
        for (path, file) in &self.tree.files {
            all.extend_from_slice(path.as_bytes());
            all.push(0);
            all.extend_from_slice(&file.bytes);
        }
        format!("unnamed-{}", hash_of(&all, 16))
    }
}
