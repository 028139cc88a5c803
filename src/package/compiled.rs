use std::fs::{File, Metadata};
use std::io::Read;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// Where Python keeps what it compiled.
pub(super) const FOLDER: &str = "__pycache__";
/// What stands before the code, since Python 3.7 ([PEP 552](https://peps.python.org/pep-0552/)).
const HEADER: usize = 16;
/// The number of Python 3.7, the first with such a header, and one far beyond those of today.
const NUMBERS: std::ops::Range<u16> = 3394..5000;
/// Says that the code belongs to its source whatever that is; the eight bytes behind name it, and nobody compares them.
const UNCHECKED: [u8; 12] = *b"\x01\0\0\0deployed";

/// What is to be done with a compiled file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Compiled {
    /// It names the time of its source. The package gives every file another time, so Python would compile it again at each cold
    /// start: importing pandas, pyarrow and deltalake took 2.75 s instead of 1.0 s (facts in `src/docs/facts.md#packaging`).
    ByTime,
    /// It names its source in a way that outlives the package.
    ByHash,
}

/// What the compiled file at `path` is for the source at `source`; `None` when it belongs to another source, or to none.
pub(super) fn of(path: &Path, source: &Metadata) -> Option<Compiled> {
    let mut header = [0; HEADER];
    File::open(path).ok()?.read_exact(&mut header).ok()?;
    let number = |at: usize| u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]]);
    let is_python = NUMBERS.contains(&u16::from_le_bytes([header[0], header[1]])) && header[2..4] == *b"\r\n";
    let time = source.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_secs();
    match number(4) {
        _ if !is_python => None,
        1 | 3 => Some(Compiled::ByHash),
        0 if number(8) == time as u32 && number(12) == source.len() as u32 => Some(Compiled::ByTime),
        _ => None,
    }
}

/// The name of the source of a compiled file in [`FOLDER`].
pub(super) fn source(name: &str) -> Option<String> {
    let module = name
        .strip_suffix(".pyc")?
        .split(".cpython-")
        .next()
        .filter(|module| name[module.len()..].starts_with(".cpython-"))?;
    Some(format!("{module}.py"))
}

/// Makes the beginning of a file that names the time of its source one that does not.
pub(super) fn without_time(bytes: &mut [u8]) {
    if let Some(header) = bytes.get_mut(4..HEADER)
        && header.starts_with(&[0; 4])
    {
        header.copy_from_slice(&UNCHECKED);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compiled_file_belongs_to_the_source_whose_time_and_size_it_names() {
        let folder = tempfile::tempdir().unwrap();
        let (source, compiled) = (folder.path().join("a.py"), folder.path().join("a.pyc"));
        std::fs::write(&source, "a = 1").unwrap();
        let source = source.metadata().unwrap();
        let time = source.modified().unwrap().duration_since(UNIX_EPOCH).unwrap().as_secs() as u32;
        let file = |magic: u16, flags: u32, time: u32, size: u32| {
            let mut bytes = [&magic.to_le_bytes()[..], b"\r\n"].concat();
            bytes.extend([flags, time, size].map(u32::to_le_bytes).concat());
            bytes.extend(b"code");
            std::fs::write(&compiled, bytes).unwrap();
            of(&compiled, &source)
        };
        assert_eq!(file(3495, 0, time, 5), Some(Compiled::ByTime));
        assert_eq!(file(3495, 0, time + 1, 5), None);
        assert_eq!(file(3495, 0, time, 6), None);
        assert_eq!(file(3379, 0, time, 5), None, "Python 3.6");
        assert_eq!((file(3495, 1, 7, 7), file(3495, 3, 7, 7)), (Some(Compiled::ByHash), Some(Compiled::ByHash)));
        assert_eq!(file(3495, 4, time, 5), None);
        std::fs::write(&compiled, "short").unwrap();
        assert_eq!(of(&compiled, &source), None);
    }

    #[test]
    fn its_source_is_seen_in_its_name() {
        assert_eq!(super::source("a.cpython-311.pyc").as_deref(), Some("a.py"));
        assert_eq!(super::source("a.b.cpython-311.opt-1.pyc").as_deref(), Some("a.b.py"));
        assert_eq!(
            [super::source("a.pyc"), super::source("a.pypy39.pyc"), super::source("a.cpython-311.so")],
            [None, None, None]
        );
    }
}
