use slot_deploy::config::{ConfigError, ConfigFile, Wanted, parse_file, parse_inline};
use slot_deploy::preflight::lowerable;

/// `slot-deploy.yml`, and the input `probes`. What is refused is refused with a reason; what results of the rest is a file that
/// results in itself.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let refused = [parse_file(&text, &lowerable()).err(), parse_inline(&text).err()];
    for error in refused.into_iter().flatten() {
        assert!(!error.to_string().is_empty());
    }
    let wanted = Wanted { may_be_none: true, ..Wanted::default() };
    let Some(chosen) = ConfigFile::parse(&text, &lowerable()).ok().and_then(|file| file.choose(&wanted).ok()) else {
        return;
    };
    let printed = chosen.text();
    match ConfigFile::parse(&printed, &lowerable()) {
        Ok(again) => assert_eq!(again.choose(&wanted).map(|chosen| chosen.text()).ok(), Some(printed)),
        // With every alias written out.
        Err(error) => assert!(matches!(error, ConfigError::TooLarge { .. }), "{error}\n{printed}"),
    }
}
