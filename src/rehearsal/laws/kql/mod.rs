//! A small part of the Kusto Query Language, for queries of telemetry (facts: telemetry): `let`, a table, and `where`,
//! `extend`, `project`, `summarize … by …`, `order by`, `take` and `count`. All else is refused as the service refuses what it
//! cannot read, so that no answer is mistaken for the service's.

mod evaluate;
mod summarize;
mod syntax;
mod table;
mod token;
mod value;
mod wrong;

use std::collections::BTreeMap;

use time::OffsetDateTime;

pub use table::Table;
pub use value::{Value, moment};
pub use wrong::Wrong;

use evaluate::Scope;
use syntax::{Expression, Step};

/// Answers a query. `table` gives the tables by name, `now` is what `now()` says.
pub fn run(query: &str, now: OffsetDateTime, table: impl Fn(&str) -> Option<Table>) -> Result<Table, Wrong> {
    let query = syntax::read(query)?;
    let mut found =
        table(&query.table).ok_or_else(|| Wrong::unknown("where", "table or column expression", &query.table))?;
    let mut lets: BTreeMap<String, Expression> = BTreeMap::new();
    for (name, is) in query.lets {
        lets.insert(name, is);
    }
    for step in &query.steps {
        found = done(found, step, &lets, now)?;
    }
    Ok(found)
}

fn done(table: Table, step: &Step, lets: &BTreeMap<String, Expression>, now: OffsetDateTime) -> Result<Table, Wrong> {
    let scope = |operator| Scope { operator, columns: &table.columns, lets, now };
    match step {
        Step::Where(condition) => {
            let scope = scope("where");
            let mut rows = Vec::new();
            scope.check(condition)?;
            for row in &table.rows {
                if scope.value(condition, row)?.is_true() {
                    rows.push(row.clone());
                }
            }
            Ok(Table { columns: table.columns.clone(), rows })
        }
        Step::Extend(columns) => {
            let scope = scope("extend");
            let mut extended = table.clone();
            for column in columns {
                let values = scope.column(&column.is, &table.rows)?;
                let kind = values.first().map_or("string", Value::kind);
                extended.columns.push((column.name.clone(), kind));
                for (row, value) in extended.rows.iter_mut().zip(values) {
                    row.push(value);
                }
            }
            Ok(extended)
        }
        Step::Project(columns) => {
            let scope = scope("project");
            let mut made = Table { columns: Vec::new(), rows: vec![Vec::new(); table.rows.len()] };
            for column in columns {
                let values = scope.column(&column.is, &table.rows)?;
                made.columns.push((column.name.clone(), scope.kind(&column.is, &values)));
                for (row, value) in made.rows.iter_mut().zip(values) {
                    row.push(value);
                }
            }
            Ok(made)
        }
        Step::Summarize { what, by } => summarize::summarize(&scope("summarize"), &table, what, by),
        Step::Count => {
            let count = Value::Long(i64::try_from(table.rows.len()).unwrap_or(i64::MAX));
            Ok(Table { columns: vec![("Count".to_owned(), "long")], rows: vec![vec![count]] })
        }
        Step::Take(count) => {
            Ok(Table { columns: table.columns.clone(), rows: table.rows.iter().take(*count).cloned().collect() })
        }
        Step::Order(by) => {
            let scope = scope("order");
            let mut keyed = Vec::new();
            for row in &table.rows {
                let key: Result<Vec<Value>, Wrong> = by.iter().map(|(key, _)| scope.value(key, row)).collect();
                keyed.push((key?, row.clone()));
            }
            keyed.sort_by(|(a, _), (b, _)| {
                let one = |((a, b), (_, down)): ((&Value, &Value), &(Expression, bool))| {
                    let order = a.compare(b).unwrap_or(std::cmp::Ordering::Equal);
                    if *down { order.reverse() } else { order }
                };
                a.iter().zip(b).zip(by).map(one).find(|order| order.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
            });
            let rows = keyed.into_iter().map(|(_, row)| row).collect();
            Ok(Table { columns: table.columns.clone(), rows })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten requests, half a minute apart; every third failed, and each stands for two.
    fn requests(name: &str) -> Option<Table> {
        let begin = OffsetDateTime::UNIX_EPOCH;
        let columns = [
            ("timestamp", "datetime"),
            ("name", "string"),
            ("success", "string"),
            ("itemCount", "int"),
            ("duration", "real"),
        ];
        let row = |n: i64| {
            let success = if n % 3 == 0 { "False" } else { "True" };
            vec![
                Value::Time(begin + time::Duration::seconds(30 * n)),
                Value::Text(if n % 2 == 0 { "Even" } else { "Odd" }.to_owned()),
                Value::Text(success.to_owned()),
                Value::Long(2),
                Value::Real(f64::from(u32::try_from(n).unwrap())),
            ]
        };
        let columns = columns.map(|(name, kind)| (name.to_owned(), kind)).into();
        (name == "requests").then(|| Table { columns, rows: (0..10).map(row).collect() })
    }

    fn asked(query: &str) -> Vec<Vec<String>> {
        let now = OffsetDateTime::UNIX_EPOCH + time::Duration::hours(1);
        let table = run(query, now, requests).unwrap_or_else(|wrong| panic!("{query}: {wrong:?}"));
        table.rows.iter().map(|row| row.iter().map(Value::text).collect()).collect()
    }

    fn refused(query: &str) -> Wrong {
        run(query, OffsetDateTime::UNIX_EPOCH, requests).unwrap_err()
    }

    #[test]
    fn failures_are_counted_by_what_each_row_stands_for() {
        assert_eq!(asked("requests | where success == false | count"), [["4"]]);
        assert_eq!(asked("requests | summarize sum(itemCount), sumif(itemCount, success == false)"), [["20", "8"]]);
        assert_eq!(
            asked("requests | summarize n = count() by name | order by name asc"),
            [["Even", "5"], ["Odd", "5"]]
        );
        assert_eq!(asked("requests | summarize percentile(duration, 50), max(duration)"), [["4", "9"]]);
    }

    #[test]
    fn times_are_filtered_and_put_in_bins() {
        assert_eq!(asked("requests | where timestamp >= datetime(1970-01-01T00:04:00Z) | count"), [["2"]]);
        assert_eq!(asked("requests | where timestamp > ago(56m) | count"), [["1"]], "at four and a half minutes");
        assert_eq!(
            asked("let T0 = datetime(1970-01-01); requests | where timestamp between (T0 .. now()) | count"),
            [["10"]]
        );
        let bins = asked(
            "requests | summarize total = sum(itemCount) by bin(timestamp, 1m) | order by timestamp asc | take 2",
        );
        assert_eq!(bins, [["1970-01-01T00:00:00.0000000Z", "4"], ["1970-01-01T00:01:00.0000000Z", "4"]]);
    }

    #[test]
    fn names_are_matched_as_each_operator_does() {
        for (condition, count) in [
            ("name in~ ('EVEN', 'other')", "5"),
            ("name in ('EVEN')", "0"),
            ("name =~ 'odd' and success == true", "3"),
            ("name startswith 'ev' or name contains 'DD'", "10"),
            ("not(name == 'Odd')", "5"),
            ("isempty(name)", "0"),
            ("name !in (dynamic(['Odd']))", "5"),
        ] {
            assert_eq!(asked(&format!("requests | where {condition} | count")), [[count]], "{condition}");
        }
    }

    #[test]
    fn what_is_not_known_is_refused_as_the_service_refuses_it() {
        let syntax = |token: &str, line, column| Wrong::Syntax { token: token.to_owned(), line, column };
        assert_eq!(refused("completely invalid syntax"), syntax("invalid", 1, 11));
        assert_eq!(refused("requests\n| render timechart"), syntax("render", 2, 2));
        assert_eq!(refused("requests | where ("), syntax("<EOF>", 1, 18));
        assert_eq!(refused(&format!("requests | where {}", "(".repeat(5_000))), syntax("(", 1, 117));
        for (query, name) in [
            ("nothing", "nothing"),
            ("requests | where nobody == 1", "nobody"),
            ("requests | summarize sum(nobody)", "nobody"),
            ("requests | where nofunction(name)", "nofunction"),
            ("let a = b; let b = a; requests | where a == 1", "a"),
        ] {
            let wrong = refused(query);
            assert!(
                matches!(&wrong, Wrong::Semantic { message, .. } if message.contains(&format!("'{name}'"))),
                "{wrong:?}"
            );
        }
    }
}
