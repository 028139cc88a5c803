//! Which storage account a trigger's connection means. The `connection` of a binding names a
//! setting, without which `AzureWebJobsStorage` is meant; the name may stand there behind
//! `AzureWebJobs`, and with an identity the account stands in `…__accountName` or
//! `…__queueServiceUri` (Microsoft Learn, "Azure Queue storage trigger for Azure Functions").
//! Names in percent signs stand for settings.

use crate::state::settings::{Settings, get};

/// The account that a connection leads to, in lower case.
pub fn account(settings: &Settings, connection: Option<&str>) -> Option<String> {
    let name = resolved(settings, connection.filter(|name| !name.is_empty()).unwrap_or("AzureWebJobsStorage"))?;
    for name in [name.clone(), format!("AzureWebJobs{name}")] {
        let in_text = get(settings, &name).and_then(|text| part(text, "AccountName"));
        let by_name = get(settings, &format!("{name}__accountName"));
        let by_uri = get(settings, &format!("{name}__queueServiceUri"))
            .and_then(|uri| uri.strip_prefix("https://")?.split('.').next());
        if let Some(account) = in_text.or(by_name).or(by_uri).filter(|account| !account.is_empty()) {
            return Some(account.to_lowercase());
        }
    }
    None
}

/// The host of the Service Bus namespace that a connection leads to, in lower case (Microsoft Learn, "Azure Service Bus trigger
/// for Azure Functions"): of a connection string or of `…__fullyQualifiedNamespace`.
pub fn namespace(settings: &Settings, connection: Option<&str>) -> Option<String> {
    let name = resolved(settings, connection.filter(|name| !name.is_empty()).unwrap_or("AzureWebJobsServiceBus"))?;
    [name.clone(), format!("AzureWebJobs{name}")].into_iter().find_map(|name| {
        let in_text = get(settings, &name).and_then(|text| part(text, "Endpoint")?.strip_prefix("sb://"));
        let host = in_text.or_else(|| get(settings, &format!("{name}__fullyQualifiedNamespace")))?;
        Some(host.trim_end_matches('/').to_lowercase()).filter(|host| host.contains('.'))
    })
}

/// A part of a connection string: `Name=value;…`.
pub fn part<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut parts = text.split(';').filter_map(|part| part.split_once('='));
    parts.find(|(there, _)| there.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// A text of a binding, with settings in place of names in percent signs; `None` when one is not
/// there.
pub fn resolved(settings: &Settings, text: &str) -> Option<String> {
    let mut done = String::new();
    for (index, part) in text.split('%').enumerate() {
        match index % 2 {
            0 => done += part,
            _ => done += get(settings, part)?,
        }
    }
    Some(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_documented_form_leads_to_its_account() {
        for (name, value, connection, expected) in [
            ("AzureWebJobsStorage", "DefaultEndpointsProtocol=https;AccountName=a1;AccountKey=x==", None, Some("a1")),
            ("Orders", "AccountName=Orders1;AccountKey=x==", Some("Orders"), Some("orders1")),
            ("AzureWebJobsOrders", "AccountName=o", Some("Orders"), Some("o")),
            ("Orders__accountName", "o", Some("Orders"), Some("o")),
            ("Orders__queueServiceUri", "https://o.queue.core.windows.net", Some("Orders"), Some("o")),
            ("Orders", "nonsense", Some("Orders"), None),
            ("Other", "AccountName=o", Some("Orders"), None),
        ] {
            let settings = Settings::from([(name.to_owned(), value.to_owned())]);
            assert_eq!(account(&settings, connection).as_deref(), expected, "{name}={value}");
        }
        for (name, value, connection) in [
            ("Bus", "Endpoint=sb://Shop.servicebus.windows.net/;SharedAccessKeyName=k;SharedAccessKey=x=", Some("Bus")),
            ("AzureWebJobsServiceBus", "Endpoint=sb://shop.servicebus.windows.net", None),
            ("Bus__fullyQualifiedNamespace", "shop.servicebus.windows.net", Some("Bus")),
        ] {
            let settings = Settings::from([(name.to_owned(), value.to_owned())]);
            assert_eq!(namespace(&settings, connection).as_deref(), Some("shop.servicebus.windows.net"), "{name}");
        }
    }
}
