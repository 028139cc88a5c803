//! A layer between a client and the world that puts one odd number, or one odd time, into the answers to one kind of request.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::StatusCode;
use serde_json::{Value, json};
use slot_deploy::http::{Http, HttpError, Request, Response};

use crate::support::between::Between;

/// A number or a time in an answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The method and the path, `*` where an id stands.
    pub question: String,
    pub field: Field,
}

/// Where in the answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// A number in the body, by the names that lead to it.
    Number(String),
    /// The same, as text.
    Text(String),
    /// A time in the body.
    Time(String),
    /// How long to wait after a first answer of 429.
    RetryAfter,
}

/// What is put there.
#[derive(Debug, Clone)]
pub struct Odd {
    pub spot: Spot,
    pub value: Value,
}

impl Spot {
    /// Everything odd that may stand there.
    pub fn odds(&self) -> Vec<Odd> {
        let values = match self.field {
            Field::Number(_) => {
                vec![json!(u64::MAX), json!(i64::MAX), json!(-1), json!(1e300), json!(9_000_000_000_000_000_u64)]
            }
            Field::Text(_) => vec![json!(u64::MAX.to_string()), json!("-1"), json!("1e300")],
            Field::Time(_) => {
                vec![json!("9999-12-31T23:59:59Z"), json!("0001-01-01T00:00:00Z"), json!("+0010000-01-01")]
            }
            Field::RetryAfter => vec![json!(u64::MAX.to_string()), json!("1e300"), json!("-1"), json!("NaN")],
        };
        values.into_iter().map(|value| Odd { spot: self.clone(), value }).collect()
    }
}

impl fmt::Display for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?} = {}", self.spot.question, self.spot.field, self.value)
    }
}

/// Finds every number and time in the answers that pass.
#[derive(Default)]
pub struct Finder {
    pub spots: Mutex<BTreeSet<Spot>>,
}

#[async_trait::async_trait]
impl Between for Finder {
    async fn pass(&self, request: Request, world: &Arc<dyn Http>) -> Result<Response, HttpError> {
        let question = question(&request);
        let answer = world.send(request).await?;
        let mut fields = vec![Field::RetryAfter];
        if let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) {
            walk(&mut body, "", &mut |field, _| fields.push(field));
        }
        let spots = fields.into_iter().map(|field| Spot { question: question.clone(), field });
        self.spots.lock().unwrap().extend(spots);
        Ok(answer)
    }
}

/// Puts it into every answer to that question; a wait into the first one only.
pub struct Forger {
    odd: Odd,
    is_done: Mutex<bool>,
}

impl Forger {
    pub fn of(odd: &Odd) -> Arc<Self> {
        Arc::new(Self { odd: odd.clone(), is_done: Mutex::new(false) })
    }
}

#[async_trait::async_trait]
impl Between for Forger {
    async fn pass(&self, request: Request, world: &Arc<dyn Http>) -> Result<Response, HttpError> {
        let is_meant = question(&request) == self.odd.spot.question;
        let is_first = is_meant && !std::mem::replace(&mut *self.is_done.lock().unwrap(), is_meant);
        let wait = self.odd.value.as_str().filter(|_| self.odd.spot.field == Field::RetryAfter);
        let mut answer = world.send(request).await?;
        match wait {
            Some(wait) if is_first => {
                (answer.status, answer.body) = (StatusCode::TOO_MANY_REQUESTS, Bytes::new());
                answer.headers.insert("retry-after", wait.parse().unwrap());
            }
            None if is_meant => {
                if let Ok(mut body) = serde_json::from_slice::<Value>(&answer.body) {
                    walk(&mut body, "", &mut |field, value| {
                        if field == self.odd.spot.field {
                            *value = self.odd.value.clone();
                        }
                    });
                    answer.body = Bytes::from(body.to_string());
                }
            }
            _ => {}
        }
        Ok(answer)
    }
}

/// Visits all numbers and times below `value`.
fn walk(value: &mut Value, at: &str, visit: &mut dyn FnMut(Field, &mut Value)) {
    match value {
        Value::Object(fields) => {
            fields.iter_mut().for_each(|(name, value)| walk(value, &format!("{at}.{name}"), visit))
        }
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, &format!("{at}[]"), visit)),
        Value::Number(_) => visit(Field::Number(at.to_owned()), value),
        Value::String(text) if is_time(text) => visit(Field::Time(at.to_owned()), value),
        Value::String(text) if text.parse::<f64>().is_ok() => visit(Field::Text(at.to_owned()), value),
        _ => {}
    }
}

fn is_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 19 && bytes[4] == b'-' && bytes[10] == b'T' && bytes[13] == b':'
}

fn question(request: &Request) -> String {
    let is_id = |part: &str| {
        !part.is_empty()
            && (part.bytes().all(|byte| byte.is_ascii_digit()) || part.len() == 36 || part.starts_with("temp-"))
    };
    let parts: Vec<&str> = request.url.path().split('/').map(|part| if is_id(part) { "*" } else { part }).collect();
    let path = parts.join("/");
    // Everything up to the provider is the same in all paths of the control plane.
    let path = path.split_once("/Microsoft.Web").map_or(path.as_str(), |(_, rest)| rest);
    format!("{} {}{path}", request.method, request.url.host_str().unwrap_or_default())
}
