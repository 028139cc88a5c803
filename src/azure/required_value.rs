use super::Configuration;
use crate::config::{SettingShape, ShapeSeen};

impl Configuration<'_> {
    /// How what a setting of this name says looks; `None`: there is none. One that an identity opens is there by the settings of its
    /// name, and one that is a connection string counts as a setting, as to a host.
    pub fn look_at(&self, name: &str, shape: SettingShape) -> Option<ShapeSeen> {
        match self.settings.value(name).or_else(|| self.strings.value(name)) {
            Some(value) => Some(shape.look(value)),
            None if !self.settings.group(name).is_empty() => Some(match shape {
                SettingShape::Connection | SettingShape::Text => ShapeSeen::Fits,
                _ => ShapeSeen::Differs,
            }),
            // It is there, and says nothing.
            None if self.settings.names().any(|other| other.eq_ignore_ascii_case(name)) => Some(ShapeSeen::Empty),
            None => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::azure::AppSettings;

    #[test]
    fn a_setting_is_there_by_its_name_by_its_group_or_as_a_connection_string() {
        let settings = AppSettings::of_pairs([("A", "1"), ("Bus__fullyQualifiedNamespace", "b.test"), ("EMPTY", "")]);
        let strings = AppSettings::of_pairs([("Db", "Server=x;Database=y")]);
        let both = Configuration { settings: &settings, strings: &strings };
        let look = |name: &str, shape| both.look_at(name, shape);
        assert_eq!(look("a", SettingShape::Number), Some(ShapeSeen::Fits));
        assert_eq!(look("Bus", SettingShape::Connection), Some(ShapeSeen::Fits));
        assert_eq!(look("Bus", SettingShape::Url), Some(ShapeSeen::Differs));
        assert_eq!(look("Db", SettingShape::Connection), Some(ShapeSeen::Fits));
        assert_eq!(look("EMPTY", SettingShape::Text), Some(ShapeSeen::Empty));
        assert_eq!(look("Nothing", SettingShape::Text), None);
    }
}
