use slot_deploy::config::{parse_file, parse_inline};
use slot_deploy::preflight::lowerable;

/// `slot-deploy.yml`, and the input `probes`. What is refused is refused with a reason.
pub fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let refused = [parse_file(&text, &lowerable()).err(), parse_inline(&text).err()];
    for error in refused.into_iter().flatten() {
        assert!(!error.to_string().is_empty());
    }
}
