//! No files use each other in a circle: whoever reads a file finds all that it rests on below it.

mod graph;
mod paths;

use std::path::{Path, PathBuf};

use graph::Crate;

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn described(read: &Crate, circles: &[Vec<String>]) -> String {
    circles.iter().map(|files| read.arrows_among(files).join("\n")).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn no_files_of_the_simulated_world_use_each_other_in_a_circle() {
    let read = Crate::read(&source().join("rehearsal"), &[]);
    let circles = read.circles();
    assert!(circles.is_empty(), "{}", described(&read, &circles));
}

#[test]
fn no_files_of_the_product_use_each_other_in_a_circle() {
    let read = Crate::read(&source(), &["rehearsal"]);
    let circles = read.circles();
    assert!(circles.is_empty(), "{}", described(&read, &circles));
}

fn circles_of(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let mut made = Crate::default();
    for (file, source) in files {
        made.add(file, source);
    }
    made.circles()
}

const ROOT: (&str, &str) = ("lib.rs", "pub mod room; pub mod other;");

#[test]
fn a_circle_is_found_in_every_form_of_path() {
    let uses_b = [
        "use super::b::B; fn f(_: B) {}",
        "use crate::room::{self, b::B as Other};",
        "use super::b; fn f() { b::g(); }",
        "fn f() { println!(\"{}\", super::b::g()); }",
        "use super::{b::{B, g}, c};",
        "use super::B;",
        "use super::b::*;",
        "mod inner { fn f() { crate::room::b::g(); } }",
    ];
    for source in uses_b {
        let files = [
            ROOT,
            ("other.rs", ""),
            ("room/mod.rs", "mod a; mod b; mod c; pub use b::B;"),
            ("room/a.rs", source),
            ("room/b.rs", "use super::c::C; pub struct B(C); pub fn g() {}"),
            ("room/c.rs", "pub struct C(super::a::A);"),
        ];
        assert_eq!(circles_of(&files), [["room/a.rs", "room/b.rs", "room/c.rs"]], "{source}");
    }
}

#[test]
fn a_file_that_uses_its_rooms_mod_rs_is_a_circle() {
    let files =
        |room| [ROOT, ("other.rs", ""), ("room/mod.rs", room), ("room/a.rs", "pub struct A; fn f() { super::own(); }")];
    assert_eq!(circles_of(&files("mod a; pub fn own() { a::f(); }")), [["room/a.rs", "room/mod.rs"]]);
    assert_eq!(circles_of(&files("mod a; pub use a::A; pub fn own(_: A) {}")), [["room/a.rs", "room/mod.rs"]]);
    assert!(circles_of(&files("mod a; pub use a::A; pub fn own() {}")).is_empty(), "handing on is no use");
}

#[test]
fn uses_in_one_direction_are_not_a_circle() {
    let files = [
        ROOT,
        ("other.rs", "// crate::room::a::A\nconst TEXT: &str = \"crate::room::a::A\";"),
        ("room/mod.rs", "pub mod a; pub mod b;"),
        ("room/a.rs", "use crate::other::TEXT; use super::b; fn f(x: X) { x.b(); b::g() }"),
        ("room/b.rs", "pub fn g() {} #[cfg(test)] mod tests { use crate::room::a::A; } #[cfg(test)] use super::a::A;"),
    ];
    assert!(circles_of(&files).is_empty(), "{:?}", circles_of(&files));
}
