use std::cmp::Ordering;
use std::collections::HashMap;

use super::evaluate::Scope;
use super::syntax::{Expression, Named};
use super::table::Table;
use super::value::Value;
use super::wrong::Wrong;

/// `summarize … by …`: one row for each group, in the order in which they first appear; without `by` always one.
pub(super) fn summarize(scope: &Scope<'_>, table: &Table, what: &[Named], by: &[Named]) -> Result<Table, Wrong> {
    let mut groups: Vec<(Vec<Value>, Vec<&Vec<Value>>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for named in by {
        scope.check(&named.is)?;
    }
    for row in &table.rows {
        let key: Result<Vec<Value>, Wrong> = by.iter().map(|named| scope.value(&named.is, row)).collect();
        let key = key?;
        let place = *places.entry(format!("{key:?}")).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, rows)) => rows.push(row),
            None => groups.push((key, vec![row])),
        }
    }
    if by.is_empty() && groups.is_empty() {
        groups.push((Vec::new(), Vec::new()));
    }
    let mut rows = Vec::new();
    for (key, members) in &groups {
        let mut row = key.clone();
        for named in what {
            row.push(aggregate(scope, &named.is, members)?);
        }
        rows.push(row);
    }
    // Even where there is nothing to count a query has to make sense.
    for named in what {
        aggregate(scope, &named.is, &[])?;
    }
    let keys = by.iter().enumerate().map(|(index, named)| {
        let values: Vec<Value> = rows.iter().filter_map(|row| row.get(index).cloned()).collect();
        (named.name.clone(), scope.kind(&named.is, &values))
    });
    let made = what.iter().map(|named| (named.name.clone(), kind(&named.is)));
    Ok(Table { columns: keys.chain(made).collect(), rows })
}

fn kind(is: &Expression) -> &'static str {
    match is {
        Expression::Call(function, _) if matches!(function.as_str(), "avg" | "percentile") => "real",
        _ => "long",
    }
}

fn aggregate(scope: &Scope<'_>, is: &Expression, rows: &[&Vec<Value>]) -> Result<Value, Wrong> {
    let Expression::Call(function, arguments) = is else {
        let message = "'summarize' operator: Non valid aggregation function is used after summarize".to_owned();
        return Err(Wrong::Semantic { code: "SEM0501", message });
    };
    let values = |of: &Expression, when: Option<&Expression>| -> Result<Vec<Value>, Wrong> {
        for one in when.into_iter().chain([of]) {
            scope.check(one)?;
        }
        let mut found = Vec::new();
        for row in rows {
            if when.map_or(Ok(true), |when| scope.value(when, row).map(|holds| holds.is_true()))? {
                found.push(scope.value(of, row)?);
            }
        }
        Ok(found)
    };
    let one = Expression::Value(Value::Long(1));
    Ok(match (function.as_str(), &arguments[..]) {
        ("count", []) => total(&values(&one, None)?),
        ("countif", [when]) => total(&values(&one, Some(when))?),
        ("sum", [of]) => total(&values(of, None)?),
        ("sumif", [of, when]) => total(&values(of, Some(when))?),
        ("min", [of]) => extreme(values(of, None)?, Ordering::Less),
        ("max", [of]) => extreme(values(of, None)?, Ordering::Greater),
        ("dcount", [of]) => {
            let mut all: Vec<String> = values(of, None)?.iter().map(Value::text).collect();
            all.sort();
            all.dedup();
            Value::Long(i64::try_from(all.len()).unwrap_or(i64::MAX))
        }
        ("avg", [of]) => {
            let all: Vec<f64> = values(of, None)?.iter().filter_map(Value::number).collect();
            let count = u32::try_from(all.len()).unwrap_or(u32::MAX);
            if all.is_empty() { Value::Null } else { Value::Real(all.iter().sum::<f64>() / f64::from(count)) }
        }
        ("percentile", [of, Expression::Value(percent)]) => {
            percentile(&values(of, None)?, percent.number().unwrap_or_default())
        }
        _ => {
            let message = format!("'summarize' operator: Unknown function: '{function}'.");
            return Err(Wrong::Semantic { code: "SEM0260", message });
        }
    })
}

fn total(values: &[Value]) -> Value {
    let whole = values.iter().try_fold(0_i64, |sum, value| match value {
        Value::Long(value) => Some(sum.saturating_add(*value)),
        _ => None,
    });
    match whole {
        Some(whole) => Value::Long(whole),
        None => Value::Real(values.iter().filter_map(Value::number).sum()),
    }
}

fn extreme(values: Vec<Value>, wanted: Ordering) -> Value {
    values
        .into_iter()
        .filter(|value| *value != Value::Null)
        .reduce(|best, value| if value.compare(&best) == Some(wanted) { value } else { best })
        .unwrap_or(Value::Null)
}

/// The nearest rank; the service estimates, so that nobody should ask for more.
fn percentile(values: &[Value], percent: f64) -> Value {
    let mut all: Vec<f64> = values.iter().filter_map(Value::number).collect();
    all.sort_by(f64::total_cmp);
    let count = f64::from(u32::try_from(all.len()).unwrap_or(u32::MAX));
    let rank = (percent.clamp(0.0, 100.0) / 100.0 * count).ceil().max(1.0) - 1.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank within the list")]
    all.get(rank as usize).map_or(Value::Null, |value| Value::Real(*value))
}
