use super::columns::columns;
use super::markdown::{code, table, text};
use crate::record::{DiffRow, ReleaseRecord, SettingsDiff, brief};

const HEAD: [&str; 5] = ["Setting", "Category", "In the swap", "File and slot", "Slot and production"];

const AGAINST: [&str; 5] = ["Setting", "Category", "In the swap", "Slots", "Production sides"];

/// The tables of `diff`, for the summary.
pub(super) fn as_markdown(record: &ReleaseRecord) -> String {
    let Some(diff) = record.compared() else { return String::new() };
    let shown = |title: &str, head: &[&str; 5], rows: Vec<[String; 5]>| {
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().enumerate().map(|(at, cell)| if at == 0 { code(cell) } else { text(cell) }).collect())
            .collect();
        if rows.is_empty() {
            return format!("### {title}\n\nNo side has an app setting.\n\n");
        }
        format!("### {title}\n\n{}\n", table(head, &rows))
    };
    let own = shown("Settings", &HEAD, diff.settings.iter().map(DiffRow::cells).collect());
    let against = diff.against.as_ref().map(|against| {
        let title = format!("Settings against {}", code(&against.environment));
        shown(&title, &AGAINST, against.settings.iter().map(|row| row.cells(&against.environment)).collect())
    });
    own + &against.unwrap_or_default()
}

/// The same for a terminal, in columns.
pub fn diff_text(diff: &SettingsDiff) -> String {
    let own = columns(&HEAD, diff.settings.iter().map(DiffRow::cells));
    let Some(against) = &diff.against else { return own };
    let rows = against.settings.iter().map(|row| row.cells(&against.environment));
    let title = format!("against {} ({}, slot {})", brief(&against.environment), against.app, against.slot);
    format!("{own}\n{title}\n{}", columns(&AGAINST, rows))
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
            required: None,
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
