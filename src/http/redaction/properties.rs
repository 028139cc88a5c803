use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use proptest::prelude::*;

use super::*;

/// A way in which programs write a value.
type Written = fn(&str) -> String;

const FORMS: [(&str, Written); 10] = [
    ("itself", str::to_owned),
    ("JSON", |value| in_json(value)),
    ("JSON, ASCII only", |value| value.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect()),
    ("query", |value| in_query(value)),
    ("query with %20", |value| in_query(value).replace('+', "%20")),
    ("query in small letters", |value| value.bytes().map(|byte| format!("%{byte:02x}")).collect()),
    ("HTML", |value| in_html(value)),
    ("HTML by number", |value| value.chars().map(|char| format!("&#{};", u32::from(char))).collect()),
    ("JSON in HTML", |value| in_html(&in_json(value))),
    ("query in JSON", |value| in_json(&in_query(value))),
];

fn in_json(value: &str) -> String {
    let quoted = serde_json::to_string(value).unwrap();
    quoted[1..quoted.len() - 1].to_owned()
}

fn in_query(value: &str) -> String {
    url::form_urlencoded::byte_serialize(value.as_bytes()).collect()
}

fn in_html(value: &str) -> String {
    let entity = |char| match char {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' => "&quot;".to_owned(),
        '\'' => "&#39;".to_owned(),
        other => other.to_string(),
    };
    value.chars().map(entity).collect()
}

/// Eight characters or more, with everything that some form escapes; not blank at its ends, which is not part of a value.
fn secret() -> impl Strategy<Value = String> {
    "[A-Za-zé\"'\\\\/&<>%+=😀][ -~é😀]{6,40}[A-Za-zé\"'\\\\/&<>%+=😀]"
}

/// A text around a form: its last character begins no escape that would reach into the form.
fn before() -> impl Strategy<Value = String> {
    "([ -~é\n]{0,40}[ \":,=(>\n])?"
}

proptest! {
    #[test]
    fn of_a_secret_in_any_form_in_any_text_nothing_stays(secret in secret(), before in before(), after in "[ -~é\n]{0,40}") {
        let redactor = Redactor::default();
        redactor.learn(&Secret::new(secret.as_str()));
        for (name, write) in FORMS {
            let form = write(&secret);
            let shown = redactor.own(&format!("{before}{form}{after}")).into_owned();
            prop_assert!(shown.contains(MARK), "{name}: {form} in {shown}");
            prop_assert!(!shown.contains(&form), "{name}: {form} in {shown}");
        }
    }

    #[test]
    fn a_secret_itself_goes_whatever_stands_beside_it(secret in secret(), before in "\\PC{0,40}", after in "\\PC{0,40}") {
        let redactor = Redactor::default();
        redactor.learn(&Secret::new(secret.as_str()));
        let text = format!("{before}{secret}{after}");
        prop_assert!(!redactor.own(&text).contains(&secret));
    }

    #[test]
    fn a_secret_in_base64_of_any_text_cannot_be_decoded(secret in secret(), before in "[ -~]{0,9}", after in "[ -~]{0,9}") {
        let redactor = Redactor::default();
        redactor.learn_setting(&Secret::new(secret.as_str()));
        for engine in [STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD] {
            let text = engine.encode(format!("{before}{secret}{after}"));
            let shown = redactor.foreign(&text).into_owned();
            let (start, end) = (before.len() * 4 / 3, (before.len() + secret.len()) * 4);
            // Not one character that holds a bit of the secret.
            let kept = shown.find(MARK).map(|at| (at, shown.len() - at - MARK.len()));
            prop_assert_eq!(kept, Some((start, text.len() - end.div_ceil(3))), "{} of {}", shown, text);
        }
    }

    #[test]
    fn each_long_line_of_a_secret_goes_by_itself(lines in proptest::collection::vec("[a-z\"/+]{8,20}", 1..5)) {
        let redactor = Redactor::default();
        redactor.learn(&Secret::new(lines.join("\r\n")));
        for line in &lines {
            for (name, write) in FORMS {
                let shown = redactor.own(&write(line)).into_owned();
                prop_assert_eq!(&shown, MARK, "{}", name);
            }
        }
        let text = lines.join("\n");
        prop_assert_eq!(redactor.own(&text), MARK);
    }

    #[test]
    fn a_text_without_a_secret_stays_as_it_is(secret in "[A-M&<%+\"\\\\]{8,40}", text in "[n-z0-9é \n&;%\\\\#+/]{0,200}") {
        let redactor = Redactor::default();
        redactor.learn(&Secret::new(secret.as_str()));
        redactor.learn_setting(&Secret::new(secret.as_str()));
        prop_assume!(secret.bytes().any(|byte| byte.is_ascii_uppercase()));
        prop_assert_eq!(redactor.own(&text), text.as_str());
        prop_assert_eq!(redactor.foreign(&text), text.as_str());
    }
}
