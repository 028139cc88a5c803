use super::{Declared, Says, Tool};
use crate::config::ForeignYaml;

/// A service on Functions: `azd deploy` delivers it to the site itself. A file that is not understood says nothing that azd would do.
pub(super) fn read(text: &str) -> Vec<Declared> {
    let Some(yaml) = ForeignYaml::parse(text) else { return Vec::new() };
    let services = yaml.root().get("services").into_iter().flat_map(|services| services.value.entries());
    let hosts = services.filter_map(|service| service.value.get("host"));
    let on_functions = hosts.filter(|host| host.value.text() == Some("function"));
    on_functions.map(|host| Declared::new(Tool::Azd, host.line, Vec::new(), Says::Delivers)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_on_functions_is_delivered_by_azd() {
        let found = read("name: shop\nservices:\n  api:\n    project: ./api\n    host: function # orders\n");
        assert_eq!((found.len(), found[0].line), (1, 5));
        assert_eq!(read("services:\n  web:\n    host: appservice\n"), []);
        assert_eq!(read("services: ["), []);
    }
}
