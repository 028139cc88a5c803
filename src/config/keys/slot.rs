//! The keys of the slot's life.

use super::super::shape::{Form, Key, Mapping, Reach, Shape, key, mapping};

// Their readers say what is wrong.
const STACK: Form = Form {
    what: "a stack as NAME|VERSION",
    pattern: "^[A-Za-z0-9._-]+[|][A-Za-z0-9._-]+$",
    not: None,
    takes_numbers: false,
    check: |_| Ok(()),
    examples: &["Node|22", "DOTNET-ISOLATED|8.0"],
};
const PATH: Form = Form {
    what: "a path of the app that begins with one `/`",
    pattern: r"^/(?!/)\S*$",
    not: None,
    takes_numbers: false,
    check: |_| Ok(()),
    examples: &["/api/health"],
};

/// `site:`
pub(in crate::config) const SITE: Mapping = mapping(
    "`site`",
    &[&[
        key("stack", Shape::Form(&STACK), "language and version, as `linuxFxVersion` writes them"),
        key("health-check-path", Shape::Form(&PATH), "the path that the platform asks for the health of an instance"),
        key("minimum-tls", Shape::Numbers(&["1.2", "1.3"]), "the least version of TLS"),
        key("always-on", Shape::Flag, "whether the app stays loaded without requests"),
        key("http-version", Shape::Numbers(&["1.1", "2.0"]), "the newest version of HTTP that is spoken"),
    ]],
);

/// What the slot is, before the release and after it.
pub(in crate::config) const SLOT: [Key; 4] = [
    key("create-slot", Shape::Flag, "whether a missing slot is created").input("create-slot").reach(Reach::Slot),
    key("site", Shape::Keys(&SITE), "the few properties of the slot that a release needs").reach(Reach::Slot),
    key("hold", Shape::Flag, "whether triggers are held in the slot while it is staged and probed").input("hold"),
    key(
        "after",
        Shape::Choice(&["keep", "hold", "stop"]),
        "what becomes of the old version that is left in the slot after a release that went well",
    )
    .input("after"),
];
