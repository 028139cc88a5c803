use std::fs::File;
use std::io::Read;
use std::path::Path;

use zip::ZipArchive;

use super::PackageError;
use super::given::LARGEST_UNPACKED;
use super::scratch::create_anew;

/// Where a zip holds one file alone, and that is a zip, writes that to `out` and says so: actions that upload files pack them, also a
/// finished package. Of anything else nothing is written; what is wrong with it is found where it is read as a package. The name of the
/// file says what it is, and never where it is written.
///
/// Blocks while it unpacks: call it off the runtime.
pub fn unpack_the_zip_within(zip: &Path, out: &Path) -> Result<bool, PackageError> {
    let file = File::open(zip).map_err(|error| PackageError::unreadable(zip, &error))?;
    let Ok(mut archive) = ZipArchive::new(file) else { return Ok(false) };
    if archive.len() != 1 {
        return Ok(false);
    }
    let not_a_zip = |reason: String| PackageError::NotAZip { path: zip.display().to_string(), reason };
    let entry = archive.by_index(0).map_err(|error| not_a_zip(error.to_string()))?;
    let name = entry.name().map_err(|error| not_a_zip(error.to_string()))?.into_owned();
    let is_zip = Path::new(&name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip"));
    if !entry.is_file() || !is_zip {
        return Ok(false);
    }
    let mut made = create_anew(out).map_err(|error| PackageError::unwritable(out, &error))?;
    let copied = std::io::copy(&mut entry.take(LARGEST_UNPACKED + 1), &mut made)
        .map_err(|error| not_a_zip(format!("{name}: {error}")))?;
    if copied > LARGEST_UNPACKED {
        return Err(PackageError::TooLargeUnpacked { largest: LARGEST_UNPACKED, of: super::Source::Zip });
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    fn unpacked(files: &[(&str, &[u8])]) -> Option<Vec<u8>> {
        let folder = tempfile::tempdir().unwrap();
        let (zip, out) = (folder.path().join("artifact"), folder.path().join("within"));
        let mut writer = ZipWriter::new(File::create(&zip).unwrap());
        for (name, bytes) in files {
            writer.start_file(*name, SimpleFileOptions::default()).unwrap();
            writer.write_all(bytes).unwrap();
        }
        writer.finish().unwrap();
        let found = unpack_the_zip_within(&zip, &out).unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1 + usize::from(found));
        found.then(|| std::fs::read(out).unwrap())
    }

    #[test]
    fn one_zip_alone_is_taken_out_and_anything_else_stays_what_it_is() {
        assert_eq!(unpacked(&[("app.zip", b"PK")]).as_deref(), Some(&b"PK"[..]));
        assert_eq!(unpacked(&[("../../etc/APP.ZIP", b"PK")]).as_deref(), Some(&b"PK"[..]), "its name is no place");
        assert_eq!(unpacked(&[("host.json", b"{}")]), None);
        assert_eq!(unpacked(&[("app.zip", b"PK"), ("host.json", b"{}")]), None);
        assert_eq!(unpacked(&[]), None);
    }

    #[test]
    fn what_is_no_zip_stays_what_it_is() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("artifact"), "text").unwrap();
        assert!(!unpack_the_zip_within(&folder.path().join("artifact"), &folder.path().join("within")).unwrap());
    }
}
