use super::markdown::{code, table, text};
use crate::record::{ReleaseRecord, SettingsDiff};

const HEAD: [&str; 5] = ["Setting", "Category", "In the swap", "File and slot", "Slot and production"];

/// The table of `diff`, for the summary.
pub(super) fn as_markdown(record: &ReleaseRecord) -> String {
    let Some(diff) = &record.settings_diff else { return String::new() };
    let rows: Vec<Vec<String>> = diff
        .settings
        .iter()
        .map(|row| {
            let cells = row.cells();
            cells.iter().enumerate().map(|(at, cell)| if at == 0 { code(cell) } else { text(cell) }).collect()
        })
        .collect();
    if rows.is_empty() {
        return "### Settings\n\nNeither side has an app setting.\n\n".to_owned();
    }
    format!("### Settings\n\n{}\n", table(&HEAD, &rows))
}

/// The same for a terminal, in columns.
pub fn diff_text(diff: &SettingsDiff) -> String {
    let mut rows = vec![HEAD.map(str::to_owned)];
    rows.extend(diff.settings.iter().map(|row| row.cells()));
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..HEAD.len()).map(width).collect();
    let line = |row: &[String; 5]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
        format!("{}\n", cells.collect::<Vec<_>>().join("  ").trim_end())
    };
    rows.iter().map(line).collect()
}

/// The same as one JSON document.
pub fn diff_json(diff: &SettingsDiff) -> String {
    serde_json::to_string_pretty(diff).map(|text| text + "\n").unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Compared, DiffCategory, DiffRow};

    #[test]
    fn names_stand_in_columns_below_their_heads() {
        let row = |name: &str| DiffRow {
            name: name.to_owned(),
            category: DiffCategory::Other,
            sticky: false,
            becomes_sticky: false,
            file_slot: None,
            slot_production: Compared::Same,
        };
        let diff = SettingsDiff { settings: vec![row("A"), row("LONGER_NAME")], ..SettingsDiff::default() };
        let text = diff_text(&diff);
        let column = |line: &str, word: &str| line.find(word).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert!(lines[1..].iter().all(|line| column(line, "other") == column(lines[0], "Category")), "{text}");
    }
}
