//! The keys of `probes:`. What a pattern cannot say, such as a JSONPath, the reader says alone.

use super::super::shape::{Form, Key, Least, Mapping, Names, Shape, key, mapping};
use super::forms::DURATION;

const TIME: Shape = Shape::Form(&DURATION);

/// The readers of these texts say more than a pattern can; here they only have to hold for what the readers accept.
const fn read_elsewhere(what: &'static str, pattern: &'static str, examples: &'static [&'static str]) -> Form {
    Form { what, pattern, not: None, takes_numbers: false, check: |_| Ok(()), examples }
}

const fn or_number(form: Form) -> Form {
    Form { takes_numbers: true, ..form }
}

const NAME: Form =
    or_number(read_elsewhere("the name of a check, up to 200 characters", r"^(?=.*\S)[^\p{Cc}]{1,200}$", &["version"]));
const PATH: Form = Form {
    what: "a path of the app, and never a URL",
    pattern: r"^/(?!/)([^\\$\p{Cc}]|\$(?!\{)|\$\{\s*release\.(commit|digest)\s*\})*$",
    not: None,
    takes_numbers: false,
    check: |_| Ok(()),
    examples: &["/api/version"],
};
const STATUS: Form = read_elsewhere(
    "a status: 200, 2xx or 200-299",
    r"^[1-5]([0-9]{2}|xx|XX)$|^[1-5][0-9]{2}\s*-\s*[1-5][0-9]{2}$",
    &["200", "2xx", "200-299"],
);
const ONE_STATUS: Shape = Shape::Either(&[Shape::Between(100, 599), Shape::Form(&STATUS)]);
const FUNCTION: Form = read_elsewhere("the name of a function", r"^[A-Za-z][A-Za-z0-9_-]{0,126}$", &["Version"]);
const KEY_NAME: Form = or_number(read_elsewhere(
    "the name of a key",
    r"^[\p{Alphabetic}\p{N}\-_.]([\p{Alphabetic}\p{N}\-_. ]{0,126}[\p{Alphabetic}\p{N}\-_.])?$",
    &["default"],
));
const SCOPE: Form = Form {
    what: "a scope of the app's own registration",
    pattern: r"^api://[A-Za-z0-9._~/:-]+/\.default$",
    not: Some("^api://[Aa][Zz][Uu][Rr][Ee][Aa][Dd][Tt][Oo][Kk][Ee][Nn][Ee][Xx][Cc][Hh][Aa][Nn][Gg][Ee]"),
    takes_numbers: false,
    check: |_| Ok(()),
    examples: &["api://orders/.default"],
};
const HEADER: Form = read_elsewhere("the name of a header", "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", &["accept"]);
/// Those that decide where a request goes, how its bytes are framed, or who asks.
const SENT_HEADER: Form = Form {
    what: "the name of a header that a probe may set",
    pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$",
    takes_numbers: false,
    not: Some(
        "^([Hh][Oo][Ss][Tt]|[Aa][Uu][Tt][Hh][Oo][Rr][Ii][Zz][Aa][Tt][Ii][Oo][Nn]|[Xx]-[Ff][Uu][Nn][Cc][Tt][Ii][Oo][Nn][Ss]-[Kk][Ee][Yy]\
         |forwarded|x-forwarded-host|x-original-host|x-host|disguised-host|connection|keep-alive|proxy-connection|proxy-authenticate\
         |proxy-authorization|te|trailer|upgrade|http2-settings|expect|content-length|transfer-encoding)$",
    ),
    check: |_| Ok(()),
    examples: &["accept", "x-shop"],
};
const NOT_EMPTY: Form = Form {
    what: "a text that is not empty",
    pattern: r"^([^$]|\$(?!\{)|\$\{\s*release\.(commit|digest)\s*\})+$",
    not: None,
    takes_numbers: true,
    check: |_| Ok(()),
    examples: &["ok"],
};
const REGEX: Form = or_number(read_elsewhere("a regular expression of the crate regex", r"[\s\S]", &["^ok$"]));
const JSON_PATH: Form = read_elsewhere("a JSONPath (RFC 9535)", r"^\$", &["$.commit"]);

const EXPECTED: [Key; 10] = [
    key("exists", Shape::Flag, "whether it is there"),
    key("absent", Shape::Flag, "whether it is not there"),
    key("equals", Shape::Anything, "what it is equal to; a number is not equal to a text that looks like it"),
    key("contains", Shape::Form(&NOT_EMPTY), "a text that is in it"),
    key("not_contains", Shape::Form(&NOT_EMPTY), "a text that is not in it"),
    key("matches", Shape::Form(&REGEX), "a regular expression that matches it somewhere"),
    key("not_matches", Shape::Form(&REGEX), "a regular expression that matches it nowhere"),
    key("at_least", Shape::Number, "the least number"),
    key("at_most", Shape::Number, "the largest number"),
    key("count", Shape::Whole(0), "how many nodes the path finds"),
];
const PREDICATES: [&str; 10] = [
    "exists",
    "absent",
    "equals",
    "contains",
    "not_contains",
    "matches",
    "not_matches",
    "at_least",
    "at_most",
    "count",
];
pub(in crate::config) const PREDICATE: Mapping =
    mapping("an expectation", &[&EXPECTED]).least(Least::OneOf(&PREDICATES)).whole().with_values();
const JSON: Mapping = mapping(
    "an element of `json`",
    &[&[key("path", Shape::Form(&JSON_PATH), "where in the body, as a JSONPath").required()], &EXPECTED],
)
.least(Least::OneOf(&PREDICATES))
.with_values();
pub(in crate::config) const LATENCY: Mapping = mapping(
    "`latency`",
    &[&[key("max", TIME, "a slower answer fails the check"), key("warn", TIME, "a slower answer is a warning")]],
)
.least(Least::OneOf(&["max", "warn"]));
pub(in crate::config) const EXPECT: Mapping = mapping(
    "`expect`",
    &[&[
        key(
            "status",
            Shape::Either(&[Shape::Between(100, 599), Shape::Form(&STATUS), Shape::List(&ONE_STATUS, 1)]),
            "the accepted statuses; 2xx when not given",
        ),
        key(
            "headers",
            Shape::Named(Names::Of(&HEADER), &Shape::Either(&[Shape::Template, Shape::Keys(&PREDICATE)])),
            "headers of the answer",
        ),
        key("body", Shape::Keys(&PREDICATE), "the body as text"),
        key("json", Shape::List(&Shape::Keys(&JSON), 0), "what JSONPaths find in the body"),
        key("latency", Shape::Keys(&LATENCY), "the time until the last byte"),
    ]],
);
pub(in crate::config) const FUNCTION_KEY: Mapping = mapping(
    "`function_key`",
    &[&[
        key("function", Shape::Form(&FUNCTION), "the function").required(),
        key("name", Shape::Form(&KEY_NAME), "the name of the key; `default` when not given"),
    ]],
);
pub(in crate::config) const AUTH: Mapping = mapping(
    "`auth`",
    &[&[
        key("function_key", Shape::Keys(&FUNCTION_KEY), "a key of one function, fetched for each side anew"),
        key("host_key", Shape::Form(&KEY_NAME), "a key of the whole host, by its name"),
        key("entra", Shape::Form(&SCOPE), "a token of Entra ID for the app's own registration"),
    ]],
)
.least(Least::JustOneOf(&["function_key", "host_key", "entra"]));
pub(in crate::config) const REQUEST: Mapping = mapping(
    "`request`",
    &[&[
        key(
            "method",
            Shape::Choice(&["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]),
            "`GET` when not given",
        ),
        key("path", Shape::Form(&PATH), "a path of the app with its query; never a URL").required(),
        key("headers", Shape::Named(Names::Of(&SENT_HEADER), &Shape::Template), "headers of the request"),
        key("body", Shape::Anything, "the body: a text as it stands, all else as JSON"),
        key("auth", Shape::Keys(&AUTH), "how the request signs in"),
        key("allow_mutation", Shape::Flag, "whether a request that changes something may be sent to production"),
    ]],
);
pub(in crate::config) const CHECK: Mapping = mapping(
    "a check",
    &[&[
        key("name", Shape::Form(&NAME), "its name, once in the list").required(),
        key(
            "on",
            Shape::List(&Shape::Choice(&["stage", "production", "rollback"]), 1),
            "on which sides it is sent; both, unless the request changes something",
        ),
        key("severity", Shape::Choice(&["critical", "warning"]), "`critical` when not given"),
        key("request", Shape::Keys(&REQUEST), "the request").required(),
        key("expect", Shape::Keys(&EXPECT), "what is expected of the answer"),
        key("timeout", TIME, "the time for one try; `10s` when not given"),
    ]],
);
pub(in crate::config) const READINESS: Mapping = mapping(
    "`readiness`",
    &[&[
        key("deadline", TIME, "how long the app may take to become ready; `5m` when not given"),
        key("interval", TIME, "the time between two tries"),
        key("successes", Shape::Whole(1), "how often in a row the first critical check has to pass; 2 when not given"),
    ]],
);
pub(in crate::config) const DEFAULTS: Mapping =
    mapping("`defaults`", &[&[key("timeout", TIME, "the time for one try of each check")]]);
/// `probes:`
pub(in crate::config) const PROBES: Mapping = mapping(
    "`probes`",
    &[&[
        key("readiness", Shape::Keys(&READINESS), "when the app counts as ready"),
        key("defaults", Shape::Keys(&DEFAULTS), "what holds for every check"),
        key("checks", Shape::List(&Shape::Keys(&CHECK), 0), "the requests with what is expected of their answers"),
    ]],
);
