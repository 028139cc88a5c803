use std::fmt::Display;

/// `1 file`, `2 files`.
pub fn number_of<N: Display + PartialEq + From<u8>>(count: N, noun: &str) -> String {
    let plural = if count == N::from(1) { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// A number of bytes, in the unit in which a person compares it.
pub fn show_bytes(bytes: u64) -> String {
    match bytes {
        1 => "1 byte".to_owned(),
        0..=9_999 => format!("{bytes} bytes"),
        10_000..=999_999 => format!("{:.0} KB", bytes as f64 / 1e3),
        1_000_000..=999_999_999 => format!("{:.1} MB", bytes as f64 / 1e6),
        _ => format!("{:.2} GB", bytes as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_no_plural() {
        assert_eq!([0_u64, 1, 2].map(|count| number_of(count, "file")), ["0 files", "1 file", "2 files"]);
    }

    #[test]
    fn bytes_are_told_in_the_unit_that_fits() {
        let shown = [0, 1, 9_999, 10_499, 999_999, 1_000_000, 40_960_000, 2_140_000_000].map(show_bytes);
        assert_eq!(shown, ["0 bytes", "1 byte", "9999 bytes", "10 KB", "1000 KB", "1.0 MB", "41.0 MB", "2.14 GB"],);
    }
}
