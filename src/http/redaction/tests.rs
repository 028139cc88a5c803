use super::*;

fn knows(credential: &str) -> Redactor {
    let redactor = Redactor::default();
    redactor.learn(&Secret::new(credential));
    redactor
}

#[test]
fn credentials_leave_no_trace_whole_by_line_or_percent_encoded() {
    let redactor = knows("first/secret+line\nsecond-secret-line");
    assert_eq!(redactor.own("a first/secret+line b"), "a *** b");
    assert_eq!(redactor.own("x=second-secret-line"), "x=***");
    let redactor = knows("with/slash==");
    assert_eq!(redactor.own("code=with%2Fslash%3D%3D&x=1"), "code=***&x=1");
    assert_eq!(redactor.own("code=with%2fslash%3d%3d&x=1"), "code=***&x=1");
}

#[test]
fn a_value_is_recognised_as_services_and_frameworks_escape_it() {
    let redactor = knows(r#"p/a"s&s <w>+o'rd\"#);
    let written = [
        r#"p\/a\"s\u0026s \u003Cw\u003E\u002Bo\u0027rd\\"#,
        "p%2Fa%22s%26s+%3Cw%3E%2Bo%27rd%5C",
        "p%2fa%22s%26s%20%3cw%3e%2bo%27rd%5c",
        "p/a&quot;s&amp;s &lt;w&gt;+o&#39;rd\\",
        "p&#x2F;a&#34;s&amp;s &lt;w&gt;&#43;o&apos;rd&#92;",
        // A JSON text in a page, a page in a JSON text, and a query in a JSON text.
        r"p/a\&quot;s&amp;s &lt;w&gt;+o&#x27;rd\\",
        r#"p/a&quot;s\u0026amp;s &lt;w&gt;+o\u0026#39;rd\\"#,
        r#"p%2Fa%22s\u0026s%20\u003Cw\u003E%2Bo%27rd%5C"#,
    ];
    for form in written {
        assert_eq!(redactor.own(&format!(r#"{{"say":"{form}"}}"#)), r#"{"say":"***"}"#, "{form}");
    }
}

#[test]
fn what_looks_like_an_escape_at_the_end_of_the_line_before_hides_no_value() {
    let secret = r"A\faAa-1234";
    let in_json: String = secret.bytes().map(|byte| format!("\\u{byte:04x}")).collect();
    for (secret, before, form) in [
        (secret, r"\", &*in_json),
        (r"1\faAa-1234", "a %4", "1%5CfaAa-1234"),
        (r"9;\faAa<1234", "&#3", r"9;\faAa&lt;1234"),
    ] {
        let shown = knows(secret).own(&format!("{before}\n{form} b")).into_owned();
        assert!(shown.ends_with("*** b") && !shown.contains("1234"), "{shown}");
    }
    assert_eq!(knows(secret).own("A\\faA\na-1234"), "***", "a value that is wrapped is still one");
}

#[test]
fn a_value_in_longer_base64_leaves_what_stands_beside_it() {
    let redactor = knows("tell-no-one?>");
    // base64 of "user:tell-no-one?>" and of "x=tell-no-one?>;y=1", which is URL-safe.
    assert_eq!(redactor.own("Basic dXNlcjp0ZWxsLW5vLW9uZT8+"), "Basic dXNlcj***");
    assert_eq!(redactor.own("eD10ZWxsLW5vLW9uZT8-O3k9MQ"), "eD***O3k9MQ");
    assert_eq!(redactor.own("eD10ZWxsLW5v\r\nLW9uZT8+O3k9MQ=="), "eD***O3k9MQ==", "wrapped");
}

#[test]
fn a_value_that_is_wrapped_or_wraps_itself_is_recognised() {
    let redactor = knows("-----BEGIN KEY-----\nMIIEvQIBADANBg\nkqhkiG9w0\n-----END KEY-----\n");
    let one_line = "-----BEGIN KEY-----\\r\\nMIIEvQIBADANBg\\r\\nkqhkiG9w0\\r\\n-----END KEY-----";
    assert_eq!(redactor.own(&format!("key: {one_line}.")), "key: ***.");
    assert_eq!(redactor.own("    MIIEvQIBADANBg\n    kqhkiG9w0\n"), "    ***\n    ***\n");
    assert_eq!(redactor.own("MIIEvQIB\nADANBgkqhkiG9w0"), "******", "joined and broken elsewhere");
}

#[test]
fn setting_values_are_taken_out_of_foreign_text_only() {
    let redactor = Redactor::default();
    redactor.learn_setting(&Secret::new("AccountName=orders;AccountKey=c2VjcmV0LWtleQ==;"));
    assert_eq!(redactor.foreign("failed with c2VjcmV0LWtleQ=="), "failed with ***");
    assert_eq!(redactor.foreign("?key=c2VjcmV0LWtleQ%3d%3d"), "?key=***");
    assert_eq!(redactor.own("the app orders"), "the app orders");
    assert_eq!(redactor.foreign("the app orders"), "the app orders", "short parts stay readable");
}

#[test]
fn of_overlapping_secrets_all_are_redacted_completely() {
    let redactor = knows("abcdefgh");
    redactor.learn(&Secret::new("abcdefgh-and-more"));
    redactor.learn(&Secret::new("more-than-this"));
    assert_eq!(redactor.own("abcdefgh-and-more"), "***");
    assert_eq!(redactor.own("abcdefgh-and-more-than-this"), "***");
    assert_eq!(redactor.own("abcdefghabcdefgh"), "******");
}

#[test]
fn a_hostile_text_takes_time_that_grows_with_its_length() {
    let redactor = knows("aaaaaaaa\naaaaaaaaaaaa\n%25%25%25%25%25");
    for piece in ["a", "%25", "%", "\\\\", "&amp;", "&", "\\u0025", "\n"] {
        let text = piece.repeat(300_000);
        let started = std::time::Instant::now();
        let _ = redactor.own(&text);
        assert!(started.elapsed().as_secs() < 20, "{piece}: {:?}", started.elapsed());
    }
}
