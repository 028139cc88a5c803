use std::cmp::Ordering;
use std::collections::BTreeMap;

use time::{Duration, OffsetDateTime};

use super::syntax::Expression;
use super::value::Value;
use super::wrong::Wrong;

/// How often one name may stand for another.
const DEEPEST: usize = 16;

/// What names stand for.
pub(super) struct Scope<'a> {
    /// The operator, for what is said of unknown names.
    pub operator: &'static str,
    /// The columns of a row.
    pub columns: &'a [(String, &'static str)],
    /// What `let` has named.
    pub lets: &'a BTreeMap<String, Expression>,
    /// What `now()` says.
    pub now: OffsetDateTime,
}

impl Scope<'_> {
    /// Whether all names are known, even where there is no row to try it on.
    pub(super) fn check(&self, expression: &Expression) -> Result<(), Wrong> {
        self.value(expression, &vec![Value::Null; self.columns.len()]).map(drop)
    }

    /// The values of an expression in all rows.
    pub(super) fn column(&self, expression: &Expression, rows: &[Vec<Value>]) -> Result<Vec<Value>, Wrong> {
        self.check(expression)?;
        rows.iter().map(|row| self.value(expression, row)).collect()
    }

    /// The type of a column that an expression makes.
    pub(super) fn kind(&self, expression: &Expression, values: &[Value]) -> &'static str {
        let own = match expression {
            Expression::Name(name) => self.columns.iter().find(|(column, _)| column == name).map(|(_, kind)| *kind),
            Expression::Call(function, _) if function == "bin" => Some("datetime"),
            _ => None,
        };
        own.or_else(|| values.first().map(Value::kind)).unwrap_or("string")
    }

    /// The value of an expression in a row.
    pub(super) fn value(&self, expression: &Expression, row: &[Value]) -> Result<Value, Wrong> {
        self.at_depth(expression, row, 0)
    }

    fn at_depth(&self, expression: &Expression, row: &[Value], depth: usize) -> Result<Value, Wrong> {
        let value = |inner: &Expression| self.at_depth(inner, row, depth);
        match expression {
            Expression::Value(value) => Ok(value.clone()),
            Expression::List(_) => Ok(Value::Null),
            Expression::Name(name) => {
                if let Some(index) = self.columns.iter().position(|(column, _)| column == name) {
                    return Ok(row.get(index).cloned().unwrap_or(Value::Null));
                }
                match self.lets.get(name) {
                    Some(inner) if depth < DEEPEST => self.at_depth(inner, row, depth + 1),
                    _ => Err(Wrong::unknown(self.operator, "scalar expression", name)),
                }
            }
            Expression::Part(of, part) => Ok(match value(of)? {
                Value::Dynamic(inner) => match &inner[part] {
                    serde_json::Value::Null => Value::Null,
                    found => Value::Dynamic(found.clone()),
                },
                _ => Value::Null,
            }),
            Expression::Two(left, operator, right) => {
                let list = self.list(right, row, depth)?;
                two(&value(left)?, operator, list)
            }
            Expression::Call(function, arguments) => {
                let arguments: Result<Vec<Value>, Wrong> = arguments.iter().map(value).collect();
                self.call(function, &arguments?)
            }
        }
    }

    /// The right side of an operator: one value, or several.
    fn list(&self, expression: &Expression, row: &[Value], depth: usize) -> Result<Vec<Value>, Wrong> {
        match expression {
            Expression::List(all) => {
                let mut found = Vec::new();
                for one in all {
                    found.extend(self.list(one, row, depth)?);
                }
                Ok(found)
            }
            Expression::Name(name) if depth < DEEPEST && self.lets.contains_key(name) => {
                self.list(&self.lets[name], row, depth + 1)
            }
            one => Ok(vec![self.at_depth(one, row, depth)?]),
        }
    }

    fn call(&self, function: &str, arguments: &[Value]) -> Result<Value, Wrong> {
        Ok(match (function, arguments) {
            ("now", []) => Value::Time(self.now),
            ("ago", [Value::Span(span)]) => self.now.checked_sub(*span).map_or(Value::Null, Value::Time),
            ("not", [value]) => Value::Bool(!value.is_true()),
            ("isempty", [value]) => Value::Bool(value.text().is_empty()),
            ("isnotempty", [value]) => Value::Bool(!value.text().is_empty()),
            ("tostring", [value]) => Value::Text(value.text()),
            ("tolower", [value]) => Value::Text(value.text().to_lowercase()),
            #[expect(clippy::cast_possible_truncation, reason = "toint cuts")]
            ("toint" | "tolong", [value]) => value.number().map_or(Value::Null, |number| Value::Long(number as i64)),
            ("todouble" | "toreal", [value]) => value.number().map_or(Value::Null, Value::Real),
            ("iff" | "iif", [condition, then, or]) => if condition.is_true() { then } else { or }.clone(),
            ("parse_url", [value]) => Value::Dynamic(parsed(&value.text())),
            ("bin", [value, width]) => bin(value, width),
            _ => {
                let message = format!("'{}' operator: Unknown function: '{function}'.", self.operator);
                return Err(Wrong::Semantic { code: "SEM0260", message });
            }
        })
    }
}

/// The host name is in lower case, as Kusto gives it.
fn parsed(text: &str) -> serde_json::Value {
    match url::Url::parse(text) {
        Ok(url) => {
            serde_json::json!({"Scheme": url.scheme(), "Host": url.host_str().unwrap_or_default(), "Path": url.path()})
        }
        Err(_) => serde_json::Value::Null,
    }
}

fn bin(value: &Value, width: &Value) -> Value {
    match (value, width) {
        (Value::Time(at), Value::Span(width)) if width.is_positive() => {
            let into = at.unix_timestamp_nanos().rem_euclid(width.whole_nanoseconds());
            Value::Time(*at - Duration::nanoseconds(i64::try_from(into).unwrap_or_default()))
        }
        (Value::Long(value), Value::Long(width)) if *width > 0 => Value::Long(value - value.rem_euclid(*width)),
        _ => match value.number().zip(width.number()) {
            Some((value, width)) if width > 0.0 => Value::Real((value / width).floor() * width),
            _ => Value::Null,
        },
    }
}

fn two(left: &Value, operator: &str, right: Vec<Value>) -> Result<Value, Wrong> {
    let first = right.first().cloned().unwrap_or(Value::Null);
    let order = || left.compare(&first);
    let (text, other) = (left.text().to_lowercase(), first.text().to_lowercase());
    let holds = match operator {
        "and" => left.is_true() && first.is_true(),
        "or" => left.is_true() || first.is_true(),
        "==" => order() == Some(Ordering::Equal),
        "!=" => order() != Some(Ordering::Equal),
        "<" => order() == Some(Ordering::Less),
        "<=" => matches!(order(), Some(Ordering::Less | Ordering::Equal)),
        ">" => order() == Some(Ordering::Greater),
        ">=" => matches!(order(), Some(Ordering::Greater | Ordering::Equal)),
        "=~" => text == other,
        "!~" => text != other,
        "contains" => text.contains(&other),
        "!contains" => !text.contains(&other),
        "has" => words(&text).any(|word| word == other),
        "!has" => !words(&text).any(|word| word == other),
        "startswith" => text.starts_with(&other),
        "!startswith" => !text.starts_with(&other),
        "endswith" => text.ends_with(&other),
        "!endswith" => !text.ends_with(&other),
        "in" => right.iter().any(|one| left.compare(one) == Some(Ordering::Equal)),
        "!in" => !right.iter().any(|one| left.compare(one) == Some(Ordering::Equal)),
        "in~" => right.iter().any(|one| one.text().to_lowercase() == text),
        "!in~" => !right.iter().any(|one| one.text().to_lowercase() == text),
        "between" => within(left, &right),
        "!between" => !within(left, &right),
        _ => return Ok(computed(left, operator, &first)),
    };
    Ok(Value::Bool(holds))
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
}

fn within(value: &Value, ends: &[Value]) -> bool {
    let [from, to] = ends else { return false };
    !matches!(value.compare(from), None | Some(Ordering::Less))
        && !matches!(value.compare(to), None | Some(Ordering::Greater))
}

fn computed(left: &Value, operator: &str, right: &Value) -> Value {
    match (left, operator, right) {
        (Value::Time(at), "+", Value::Span(span)) => at.checked_add(*span).map_or(Value::Null, Value::Time),
        (Value::Time(at), "-", Value::Span(span)) => at.checked_sub(*span).map_or(Value::Null, Value::Time),
        (Value::Time(a), "-", Value::Time(b)) => Value::Span(*a - *b),
        (Value::Long(a), "+", Value::Long(b)) => Value::Long(a.saturating_add(*b)),
        (Value::Long(a), "-", Value::Long(b)) => Value::Long(a.saturating_sub(*b)),
        (Value::Long(a), "*", Value::Long(b)) => Value::Long(a.saturating_mul(*b)),
        (Value::Long(a), "/", Value::Long(b)) => a.checked_div(*b).map_or(Value::Null, Value::Long),
        _ => match (left.number().zip(right.number()), operator) {
            (Some((a, b)), "+") => Value::Real(a + b),
            (Some((a, b)), "-") => Value::Real(a - b),
            (Some((a, b)), "*") => Value::Real(a * b),
            (Some((a, b)), "/") if b != 0.0 => Value::Real(a / b),
            _ => Value::Null,
        },
    }
}
