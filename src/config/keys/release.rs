//! Keys that are inputs of the Action as well.

use super::super::shape::{Key, Mapping, Reach, Shape, key, mapping};
use super::forms::{APP_NAME, CONTAINER, DURATION, ENTRY, GROUP_NAME, GUID, INSIDE, LAYER_NAME, SLOT_NAME, VARIABLE};

/// The name of an environment variable instead of a value.
pub(in crate::config) const BY_VARIABLE: Mapping = mapping(
    "a value by the name of a variable",
    &[&[key("variable", Shape::Form(&VARIABLE), "the environment variable of the step that holds it").required()]],
)
.whole();
const ID: Shape = Shape::Either(&[Shape::Form(&GUID), Shape::Keys(&BY_VARIABLE)]);

/// Which app, endpoint and identity.
pub(in crate::config) const TARGET: [Key; 11] = [
    key("app-name", Shape::Form(&APP_NAME), "the function app").input("app-name").reach(Reach::Names),
    key("resource-group", Shape::Form(&GROUP_NAME), "its resource group; looked for by name when not given")
        .input("resource-group")
        .reach(Reach::Names),
    key("slot", Shape::Form(&SLOT_NAME), "the slot that is deployed to").input("slot").reach(Reach::Names),
    key("target-slot", Shape::Form(&SLOT_NAME), "the slot that serves users").input("target-slot").reach(Reach::Names),
    key("subscription-id", ID, "the app's subscription").input("subscription-id").reach(Reach::Names),
    key("tenant-id", ID, "the tenant of the identity").input("tenant-id").reach(Reach::Names),
    key("client-id", ID, "the application or user-assigned identity to sign in as")
        .input("client-id")
        .reach(Reach::Names),
    key("auth", Shape::Choice(&["oidc", "managed-identity", "client-secret", "azure-cli"]), "how to sign in")
        .input("auth")
        .reach(Reach::Names),
    key("cloud", Shape::Choice(&["public", "usgov", "china"]), "which Azure; another one is named by the input only")
        .input("cloud")
        .reach(Reach::Names),
    key("environment-name", Shape::Form(&LAYER_NAME), "the environment of the GitHub Deployment")
        .input("environment-name")
        .reach(Reach::Names),
    key("storage-container", Shape::Form(&CONTAINER), "the blob container for packages and for the memory of releases")
        .input("storage-container")
        .reach(Reach::Names),
];

/// How a release is made.
pub(in crate::config) const RELEASE: [Key; 12] = [
    key("package", Shape::Form(&INSIDE), "a folder or a zip with host.json at its root, within the workspace")
        .input("package"),
    key("package-unchanged", Shape::Flag, "send a given zip as it is, without the entry that names its content")
        .input("package-unchanged"),
    key(
        "dependencies",
        Shape::List(&Shape::Form(&ENTRY), 1),
        "folders of the package that hold dependencies, and lock files",
    )
    .input("dependencies"),
    key("build", Shape::Choice(&["local", "remote"]), "where the app is built").input("build"),
    key(
        "strategy",
        Shape::Choice(&["auto", "zip-deploy", "package-url", "site-package"]),
        "how the package reaches the slot",
    )
    .input("strategy"),
    key("swap", Shape::Choice(&["direct", "preview", "none"]), "what follows the probes").input("swap"),
    key("drain", Shape::Flag, "let executions in production finish before the swap").input("drain"),
    key("watch-for", Shape::Form(&DURATION), "how long production is watched after the swap; at least `1m`")
        .input("watch"),
    key("timeout", Shape::Form(&DURATION), "time for everything before the swap, and again for the watch")
        .input("timeout"),
    key("busy", Shape::Choice(&["wait", "fail"]), "what to do while another release of the app is in progress")
        .input("busy"),
    key("strict", Shape::Flag, "warnings stop the release, and an unverified promotion exits 3").input("strict"),
    key("deployment", Shape::Choice(&["auto", "true", "false"]), "whether a GitHub Deployment is made")
        .input("deployment"),
];
