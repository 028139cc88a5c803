//! Python packages that cannot be imported without their binaries. Others have a slower way in Python itself, or may have one.

use crate::record::{Code, Finding};

/// By the names of the index and of imports, in small letters and with `-`.
const NATIVE: [&str; 44] = [
    "asyncpg",
    "bcrypt",
    "cffi",
    "confluent-kafka",
    "cryptography",
    "cv2",
    "deltalake",
    "duckdb",
    "grpc",
    "grpcio",
    "h5py",
    "jiter",
    "lightgbm",
    "lxml",
    "matplotlib",
    "nacl",
    "numpy",
    "opencv-python",
    "opencv-python-headless",
    "orjson",
    "pandas",
    "pil",
    "pillow",
    "polars",
    "psycopg2",
    "psycopg2-binary",
    "pyarrow",
    "pydantic-core",
    "pymssql",
    "pynacl",
    "pyodbc",
    "rapidfuzz",
    "regex",
    "rpds",
    "rpds-py",
    "scikit-learn",
    "scipy",
    "shapely",
    "sklearn",
    "statsmodels",
    "tiktoken",
    "tokenizers",
    "torch",
    "zstandard",
];

/// Whether nothing of this package works without its binaries.
fn needs_its_binaries(name: &str) -> bool {
    let name = name.to_lowercase().replace(['_', '.'], "-");
    NATIVE.contains(&name.trim_end_matches("-libs"))
}

/// A finding about the binaries of a package: an error where nothing of it works without them.
pub(super) fn weighed(package: &str, rule: Code, says: String, fix: impl Into<String>) -> Finding {
    if needs_its_binaries(package) { Finding::error(rule, says, fix) } else { Finding::warning(rule, says, fix) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_with_a_way_in_python_do_not_need_their_binaries() {
        assert!(
            ["numpy", "pydantic_core", "numpy.libs", "PIL", "Pillow"]
                .map(needs_its_binaries)
                .iter()
                .all(|needs| *needs)
        );
        assert!(
            !["charset_normalizer", "PyYAML", "markupsafe", "wrapt"].map(needs_its_binaries).iter().any(|needs| *needs)
        );
    }
}
