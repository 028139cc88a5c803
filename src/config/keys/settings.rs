//! The keys of app settings: `settings:`, `remove:`, `sticky:` and `required:`.

use super::super::setting_name::{check_name, why_kept, why_owned};
use super::super::shape::{Form, Key, Least, Mapping, Names, Reach, Shape, key, mapping};
use super::forms::VARIABLE;
use crate::record::brief;

/// A setting that a release may write or take away.
const OURS: Form = Form {
    what: "the name of a setting that a release may write",
    pattern: "^[A-Za-z0-9_.:-]{1,256}$",
    not: Some(
        "^[Ww][Ee][Bb][Ss][Ii][Tt][Ee]_([Rr][Uu][Nn]_[Ff][Rr][Oo][Mm]_[Pp][Aa][Cc][Kk][Aa][Gg][Ee]|\
         [Rr][Uu][Nn]_[Ff][Rr][Oo][Mm]_[Zz][Ii][Pp]|\
         [Cc][Oo][Nn][Tt][Ee][Nn][Tt][Ss][Hh][Aa][Rr][Ee]|\
         [Cc][Oo][Nn][Tt][Ee][Nn][Tt][Aa][Zz][Uu][Rr][Ee][Ff][Ii][Ll][Ee][Cc][Oo][Nn][Nn][Ee][Cc][Tt][Ii][Oo][Nn][Ss][Tt][Rr][Ii][Nn][Gg]|\
         [Ss][Ii][Tt][Ee]_[Nn][Aa][Mm][Ee]|\
         [Hh][Oo][Ss][Tt][Nn][Aa][Mm][Ee]|\
         [Ii][Nn][Ss][Tt][Aa][Nn][Cc][Ee]_[Ii][Dd]|\
         [Ss][Ll][Oo][Tt]_[Nn][Aa][Mm][Ee])$",
    ),
    takes_numbers: true,
    check: |text| match why_owned(text) {
        Some(why) => Err(format!("the setting `{}` {why}", brief(text))),
        None => check_name(text),
    },
    examples: &["FEATURE_X", "Shop:Key"],
};
/// Any setting.
const NAME: Form = Form {
    what: "the name of a setting",
    pattern: "^[A-Za-z0-9_.:-]{1,256}$",
    not: None,
    takes_numbers: true,
    check: check_name,
    examples: &["QUEUE", "AzureWebJobsStorage"],
};
const REMOVED: Form = Form {
    what: "the name of a setting that can be taken away",
    pattern: "^[A-Za-z0-9_.:-]{1,256}$",
    not: OURS.not,
    takes_numbers: true,
    check: |text| match why_kept(text) {
        Some(why) => Err(format!("the setting `{}` cannot be taken away: {why}", brief(text))),
        None => (OURS.check)(text),
    },
    examples: &["OLD_FLAG"],
};
// Their readers say what is wrong.
const VAULT: Form = Form {
    what: "`VAULT/SECRET` or `VAULT/SECRET/VERSION`",
    pattern: "^[A-Za-z0-9-]{3,24}/[A-Za-z0-9-]{1,127}(/[A-Za-z0-9]+)?$",
    not: None,
    takes_numbers: false,
    check: |_| Ok(()),
    examples: &["kv-shop/db-connection"],
};
const APP_CONFIGURATION: Form = Form {
    what: "`STORE/KEY` of App Configuration",
    pattern: r"^[A-Za-z0-9_-]{5,50}/[^;)\p{Cc}]+$",
    not: None,
    takes_numbers: false,
    check: |_| Ok(()),
    examples: &["cfg-shop/flag-x"],
};
const LABEL: Form = Form {
    what: "a label of App Configuration",
    pattern: r"^[^;)\p{Cc}]*$",
    not: None,
    takes_numbers: true,
    check: |_| Ok(()),
    examples: &["prod"],
};

/// The value of a setting with what belongs to it.
pub(in crate::config) const SETTING: Mapping = mapping(
    "a setting",
    &[&[
        key("value", Shape::Text, "its value, as it is written"),
        key(
            "variable",
            Shape::Form(&VARIABLE),
            "the environment variable of the step that holds its value, such as a secret",
        ),
        key("vault", Shape::Form(&VAULT), "a secret of a Key Vault, as `VAULT/SECRET` or `VAULT/SECRET/VERSION`"),
        key("app-configuration", Shape::Form(&APP_CONFIGURATION), "a key of App Configuration, as `STORE/KEY`"),
        key("label", Shape::Form(&LABEL), "its label there"),
        key("sticky", Shape::Flag, "whether it stays with the slot in a swap"),
    ]],
)
.least(Least::JustOneOf(&["value", "variable", "vault", "app-configuration"]))
.whole()
.with_values();

const SHAPE: Shape = Shape::Choice(&["text", "url", "number", "boolean", "guid", "connection", "reference"]);
pub(in crate::config) const REQUIRED_SETTING: Mapping = mapping(
    "a required setting",
    &[&[
        key("name", Shape::Form(&NAME), "its name").required(),
        key("shape", SHAPE, "what its value has to look like"),
        key(
            "where",
            Shape::Choice(&["both", "slot", "production"]),
            "on which side it has to be; `both` when not given",
        ),
    ]],
);
const REQUIRED_LIST: Shape = Shape::List(&Shape::Either(&[Shape::Form(&NAME), Shape::Keys(&REQUIRED_SETTING)]), 0);
/// `required:`
pub(in crate::config) const REQUIRED: Mapping = mapping(
    "`required`",
    &[&[
        key("runtime", REQUIRED_LIST, "settings of the host and the worker"),
        key("bindings", REQUIRED_LIST, "settings of triggers and bindings"),
        key("business", REQUIRED_LIST, "settings of the app itself"),
        key("observability", REQUIRED_LIST, "settings of telemetry"),
    ]],
);

/// App settings of the slot.
pub(in crate::config) const SETTINGS: [Key; 4] = [
    key(
        "settings",
        Shape::Named(Names::AnyCase(&OURS), &Shape::Either(&[Shape::Text, Shape::Keys(&SETTING)])),
        "app settings of the slot by name; they travel to production with the code in the swap",
    )
    .reach(Reach::Slot),
    key("remove", Shape::List(&Shape::Form(&REMOVED), 0), "names of app settings that are taken away from the slot")
        .reach(Reach::Slot),
    key("sticky", Shape::List(&Shape::Form(&NAME), 0), "names of app settings that stay with their slot in a swap")
        .reach(Reach::Slot),
    key("required", Shape::Keys(&REQUIRED), "settings that have to be there after the swap, by what they are for"),
];
