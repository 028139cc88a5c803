//! Shared access signatures: of an account, of a service, and of a user delegation (REST reference, "Create an account
//! SAS", "Create a service SAS", "Create a user delegation SAS"; the order of the signed fields changes with `sv`).

use std::collections::BTreeMap;

use http::HeaderMap;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;
use time::macros::format_description;

use super::delegation::DelegationKey;
use super::refusal::Refusal;
use super::sign;
use crate::state::{StorageAccount, StoredPolicy};

/// A shared access signature, as it stands in a query.
#[derive(Debug, Clone, Default)]
pub struct Sas {
    query: BTreeMap<String, String>,
}

/// What a shared access signature is made for.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The account.
    pub account: &'a StorageAccount,
    /// The tenant of the account.
    pub tenant: &'a str,
    /// The container.
    pub container: &'a str,
    /// The blob; empty for the container itself.
    pub blob: &'a str,
    /// The headers of the request; some signatures demand some of them.
    pub headers: &'a HeaderMap,
}

/// What a shared access signature that is genuine permits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Grant {
    /// What it permits, a letter for each.
    pub permission: String,
    /// For an account's: services and types of resources, a letter for each.
    pub account_wide: Option<(String, String)>,
    /// Whose rights it cannot exceed, by object id.
    pub delegated_by: Option<String>,
}

impl Sas {
    /// The signature in a query, if there is one.
    pub fn of(query: &str) -> Option<Self> {
        let query: BTreeMap<_, _> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        query.contains_key("sig").then_some(Self { query })
    }

    /// A field; empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.query.get(name).map(String::as_str).unwrap_or_default()
    }

    /// Checks signature and time.
    pub fn verify(&self, asked: &Asked<'_>, now: OffsetDateTime) -> Result<Grant, Refusal> {
        let mut grant = Grant { permission: self.get("sp").to_owned(), ..Grant::default() };
        if !self.get("ss").is_empty() {
            grant.account_wide = Some((self.get("ss").to_owned(), self.get("srt").to_owned()));
            self.check_signature(&asked.account.keys, |name| self.account_text(name), asked)?;
            self.check_time(self.get("st"), self.get("se"), now)?;
            return Ok(grant);
        }
        let policy = self.policy(asked)?;
        if !self.get("skoid").is_empty() {
            grant.delegated_by = Some(self.get("skoid").to_owned());
            let key = self.delegation_key();
            if !key.tenant.eq_ignore_ascii_case(asked.tenant) || key.service != "b" {
                return Err(Refusal::unauthentic("The user delegation key is not valid for this account."));
            }
            self.check_signature(&[key.value(asked.account)], |name| self.service_text(name, asked), asked)?;
            self.check_time(&key.start, &key.expiry, now)?;
        } else {
            self.check_signature(&asked.account.keys, |name| self.service_text(name, asked), asked)?;
        }
        let either = |own: &str, stored: fn(&StoredPolicy) -> &String| match (own, policy) {
            ("", Some(policy)) => stored(policy).clone(),
            (own, _) => own.to_owned(),
        };
        self.check_time(&either(self.get("st"), |p| &p.start), &either(self.get("se"), |p| &p.expiry), now)?;
        grant.permission = either(self.get("sp"), |p| &p.permission);
        Ok(grant)
    }

    fn policy<'a>(&self, asked: &Asked<'a>) -> Result<Option<&'a StoredPolicy>, Refusal> {
        let id = self.get("si");
        if id.is_empty() {
            return Ok(None);
        }
        let container = asked.account.containers.get(asked.container);
        match container.and_then(|container| container.policies.get(id)) {
            Some(policy) => Ok(Some(policy)),
            None => Err(Refusal::unauthentic("SAS identifier cannot be found for specified signed identifier")),
        }
    }

    /// A client that takes the account's name from the path of a URL takes the whole path for it
    /// (`azure-storage-blob` on `localhost`), and signs so.
    fn check_signature(
        &self,
        keys: &[String],
        text: impl Fn(&str) -> String,
        asked: &Asked<'_>,
    ) -> Result<(), Refusal> {
        let names = [asked.account.name.clone(), format!("blob/{}", asked.account.name)];
        let is_made_by = |key: &String| names.iter().any(|name| sign(key, &text(name)) == self.get("sig"));
        if keys.iter().any(is_made_by) {
            Ok(())
        } else {
            let shown = text(&asked.account.name);
            Err(Refusal::unauthentic(format!("Signature did not match. String to sign used was {shown}")))
        }
    }

    fn check_time(&self, start: &str, expiry: &str, now: OffsetDateTime) -> Result<(), Refusal> {
        let wrong = || Refusal::unauthentic("Signature fields not well formed.");
        let from = match start {
            "" => None,
            start => Some(moment(start).ok_or_else(wrong)?),
        };
        let until = moment(expiry).ok_or_else(wrong)?;
        if from.is_some_and(|from| now < from) || now >= until {
            return Err(Refusal::unauthentic(format!(
                "Signature not valid in the specified time frame: Start [{start}] - Expiry [{expiry}] - Current [{now}]"
            )));
        }
        Ok(())
    }

    fn delegation_key(&self) -> DelegationKey {
        let field = |name: &str| self.get(name).to_owned();
        DelegationKey {
            object: field("skoid"),
            tenant: field("sktid"),
            start: field("skt"),
            expiry: field("ske"),
            service: field("sks"),
            version: field("skv"),
        }
    }

    fn account_text(&self, account: &str) -> String {
        let mut lines = vec![account];
        lines.extend(["sp", "ss", "srt", "st", "se", "sip", "spr", "sv"].map(|name| self.get(name)));
        if self.get("sv") >= "2020-12-06" {
            lines.push(self.get("ses"));
        }
        lines.push("");
        lines.join("\n")
    }

    fn service_text(&self, account: &str, asked: &Asked<'_>) -> String {
        let version = self.get("sv");
        let is_delegated = !self.get("skoid").is_empty();
        let resource = match (self.get("sr"), asked.blob) {
            ("c", _) | (_, "") => format!("/blob/{account}/{}", asked.container),
            (_, blob) => format!("/blob/{account}/{}/{blob}", asked.container),
        };
        let (demanded_headers, demanded_query) = (self.demanded_headers(asked), self.demanded_query());
        let mut lines: Vec<&str> = ["sp", "st", "se"].map(|name| self.get(name)).to_vec();
        lines.push(&resource);
        let mut fields = |names: &[&'static str]| lines.extend(names.iter().map(|name| self.get(name)));
        if !is_delegated {
            fields(&["si"])
        } else {
            fields(&["skoid", "sktid", "skt", "ske", "sks", "skv"]);
            if version >= "2020-02-10" {
                fields(&["saoid", "suoid", "scid"]);
            }
            if version >= "2025-07-05" {
                fields(&["skdutid", "sduoid"]);
            }
        }
        fields(&["sip", "spr", "sv"]);
        if version >= "2018-11-09" {
            // The time of a snapshot follows the kind of resource; there are no snapshots here.
            fields(&["sr", "snapshot"]);
        }
        if version >= "2020-12-06" {
            fields(&["ses"]);
        }
        if is_delegated && version >= "2026-04-06" {
            lines.extend([demanded_headers.as_str(), demanded_query.as_str()]);
        }
        lines.extend(["rscc", "rscd", "rsce", "rscl", "rsct"].map(|name| self.get(name)));
        lines.join("\n")
    }

    /// The headers that the signature demands, with the values of the request.
    fn demanded_headers(&self, asked: &Asked<'_>) -> String {
        let value = |name: &str| asked.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let names = self.get("srh").split(',').filter(|name| !name.is_empty());
        names.map(|name| format!("{name}:{}\n", value(name))).collect()
    }

    /// The parameters that the signature demands, with the values of the request.
    fn demanded_query(&self) -> String {
        let names = self.get("srq").split(',').filter(|name| !name.is_empty());
        names.map(|name| format!("\n{name}:{}", self.get(name))).collect()
    }
}

/// A moment as signatures write it: a date, a minute, a second, or a part of one.
fn moment(text: &str) -> Option<OffsetDateTime> {
    let midnight = format_description!("[year]-[month]-[day]");
    let minute = format_description!("[year]-[month]-[day]T[hour]:[minute]Z");
    OffsetDateTime::parse(text, &Rfc3339)
        .ok()
        .or_else(|| Some(time::PrimitiveDateTime::parse(text, minute).ok()?.assume_utc()))
        .or_else(|| Some(time::Date::parse(text, midnight).ok()?.midnight().assume_utc()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_in_each_form_that_signatures_know() {
        for text in ["2026-01-02", "2026-01-02T00:00Z", "2026-01-02T00:00:00Z", "2026-01-02T00:00:00.0000000Z"] {
            assert_eq!(moment(text).unwrap().unix_timestamp(), 1_767_312_000, "{text}");
        }
        assert_eq!(moment("tomorrow"), None);
    }
}
