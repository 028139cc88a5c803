//! Names that Azure takes for an app and for a slot (facts: names): letters, digits and hyphens, with no hyphen at either end.

/// Whether an app can be called this: 2 to 60 characters.
pub fn is_app(name: &str) -> bool {
    is_label(name, 60)
}

/// Whether a slot can be called this: 2 to 59 characters; `production` is the app itself.
pub fn is_slot(name: &str) -> bool {
    is_label(name, 59) && !name.eq_ignore_ascii_case("production")
}

fn is_label(name: &str, most: usize) -> bool {
    let letters = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    (2..=most).contains(&name.len()) && letters && !name.starts_with('-') && !name.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_two_letters_to_sixty_and_a_slot_one_less() {
        let long = "a".repeat(60);
        assert!(is_app("ab") && is_app(&long) && is_slot(&long[1..]) && is_slot("v1-2"));
        for name in ["a", "", "-ab", "ab-", "a_b", "a/b", "production", &long] {
            assert!(!is_slot(name), "{name}");
        }
        assert!(!is_app("a") && !is_app(&format!("{long}a")));
    }
}
