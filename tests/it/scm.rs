//! Files of the simulated SCM site are read and changed as Kudu's sources say.

use crate::support::Rehearsal;
use crate::support::plain_client::PlainClient;
use crate::support::zips::{zip_named, zip_of};
use proptest::prelude::*;
use rehearsal::World;
use rehearsal::default_world::{APP, SLOT};
use rehearsal::state::Side;
use serde_json::Value;

async fn client() -> PlainClient {
    PlainClient::of(&Rehearsal::new().world).await
}

fn slot<T>(world: &World, look: impl FnOnce(&Side) -> T) -> T {
    look(&world.state().app(APP).unwrap().slots[SLOT])
}

/// KuduLite, `VfsController`: `If-Match` with the tag or `*`, else 412; a stale delete is a 409.
#[tokio::test(start_paused = true)]
async fn an_existing_file_is_overwritten_or_deleted_only_with_its_etag() {
    let client = client().await;
    let path = "/api/vfs/site/wwwroot/notes/a.txt";
    assert_eq!(client.scm("PUT", path, &[], "one").await.status, 201);
    let first = client.scm("GET", path, &[], "").await;
    let tag = first.header("etag").unwrap().to_owned();
    assert_eq!((&first.body[..], tag.len()), (&b"one"[..], 18));
    let blind = client.scm("PUT", path, &[], "two").await;
    assert_eq!(blind.status, 412);
    assert!(String::from_utf8_lossy(&blind.body).contains("If-Match"));
    assert_eq!(client.scm("PUT", path, &[("if-match", &tag)], "two").await.status, 204);
    let stale = client.scm("PUT", path, &[("if-match", &tag)], "three").await;
    assert_eq!(stale.status, 412);
    assert_ne!(stale.header("etag").unwrap(), tag, "the new one is told");
    assert_eq!(client.scm("DELETE", path, &[], "").await.status, 412);
    assert_eq!(client.scm("DELETE", path, &[("if-match", &tag)], "").await.status, 409);
    assert_eq!(client.scm("DELETE", path, &[("if-match", "*")], "").await.status, 200);
    assert_eq!(client.scm("GET", path, &[], "").await.status, 404);
}

/// KuduLite, `VfsControllerBase`.
#[tokio::test(start_paused = true)]
async fn folders_end_with_a_slash_and_are_deleted_empty_or_recursively() {
    let client = client().await;
    assert_eq!(client.scm("PUT", "/api/vfs/data/own/", &[], "").await.status, 201);
    assert_eq!(client.scm("PUT", "/api/vfs/data/own/", &[], "").await.status, 409);
    assert_eq!(client.scm("PUT", "/api/vfs/data/own/x.bin", &[], "x").await.status, 201);
    let listed = client.scm("GET", "/api/vfs/data/", &[], "").await.json();
    assert_eq!((&listed[0]["name"], &listed[0]["mime"]), (&Value::from("own"), &Value::from("inode/directory")));
    let moved = client.scm("GET", "/api/vfs/data", &[], "").await;
    assert_eq!(moved.status, 307);
    assert!(moved.header("location").unwrap().ends_with("/api/vfs/data/"));
    assert_eq!(client.scm("DELETE", "/api/vfs/data/own/", &[], "").await.status, 409, "it is not empty");
    assert_eq!(client.scm("DELETE", "/api/vfs/data/own/?recursive=true", &[], "").await.status, 200);
    assert_eq!(client.scm("GET", "/api/vfs/data/own/x.bin", &[], "").await.status, 404);
}

/// KuduLite, `ZipController`: it adds and overwrites, and deletes nothing.
#[tokio::test(start_paused = true)]
async fn a_zip_is_unpacked_over_a_folder_and_a_folder_is_downloaded_as_a_zip() {
    let client = client().await;
    client.scm("PUT", "/api/vfs/data/tools/old.txt", &[], "old").await;
    let zip = zip_of(&[("new.txt", b"new"), ("deep/er.txt", b"deeper")]);
    assert_eq!(client.scm("PUT", "/api/zip/data/tools/", &[], zip).await.status, 200);
    for (name, text) in [("old.txt", "old"), ("new.txt", "new"), ("deep/er.txt", "deeper")] {
        assert_eq!(client.scm("GET", &format!("/api/vfs/data/tools/{name}"), &[], "").await.body, text);
    }
    let back = client.scm("GET", "/api/zip/data/tools/", &[], "").await;
    let zip = zip::ZipArchive::new(std::io::Cursor::new(back.body.to_vec())).unwrap();
    let mut names: Vec<_> = zip.file_names().map(Result::unwrap).collect();
    names.sort_unstable();
    assert_eq!(names, ["deep/er.txt", "new.txt", "old.txt"]);
    assert_eq!(client.scm("PUT", "/api/zip/data/tools/", &[], "no zip").await.status, 500);
}

fn part() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just("..".to_owned()),
        1 => Just("%2e%2e".to_owned()),
        1 => Just("..%2f..".to_owned()),
        1 => Just("%2Fetc".to_owned()),
        1 => Just("..%5c..".to_owned()),
        1 => Just(".".to_owned()),
        1 => Just("a%00b".to_owned()),
        2 => "[a-z]{1,3}",
        1 => Just("site".to_owned()),
        1 => Just("wwwroot".to_owned()),
    ]
}

fn is_inside(path: &str) -> bool {
    !path.is_empty() && path.split('/').all(|part| !matches!(part, "" | "." | "..")) && !path.contains(['\\', '\0'])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_path_and_no_zip_entry_leaves_home(parts in prop::collection::vec(part(), 1..7), plain in prop::collection::vec(part(), 1..5)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let client = client().await;
            let path = parts.join("/");
            client.scm("PUT", &format!("/api/vfs/{path}"), &[("if-match", "*")], "x").await;
            let entry = plain.join("/").replace("%2e", ".").replace("%2f", "/").replace("%2F", "/").replace("%5c", "\\");
            let zip = zip_named(&entry);
            client.scm("PUT", &format!("/api/zip/{path}/"), &[], zip.clone()).await;
            command(&client, &format!("touch {path}"), "data").await;
            command(&client, &format!("cp -r /home/data {path}"), "").await;
            client.scm("POST", "/api/zipdeploy?isAsync=true", &[], zip).await;
            tokio::time::sleep(std::time::Duration::from_secs(60)).await;
            slot(&client.world, |side| {
                let kudu = &side.moving.kudu;
                for path in kudu.home.files().chain(side.moving.content.files()).map(|(path, _)| path) {
                    assert!(is_inside(path), "{path}");
                }
                assert!(kudu.folders.iter().all(|path| is_inside(path)), "{:?}", kudu.folders);
            });
        });
    }
}

/// stdout, stderr and exit code of a command.
async fn command(client: &PlainClient, command: &str, dir: &str) -> (String, String, i64) {
    let body = serde_json::json!({"command": command, "dir": dir}).to_string();
    let reply = client.scm("POST", "/api/command", &[("content-type", "application/json")], body).await;
    assert_eq!(reply.status, 200, "whatever becomes of it");
    let told = reply.json();
    let text = |name: &str| told[name].as_str().unwrap().to_owned();
    (text("Output"), text("Error"), told["ExitCode"].as_i64().unwrap())
}

/// KuduLite, `CommandExecutor` and `starter.sh`; facts: scm-endpoints.
#[tokio::test(start_paused = true)]
async fn a_command_is_one_program_with_arguments_and_no_shell() {
    let client = client().await;
    let (printed, _, code) = command(&client, r#"echo "a  b" && rm -rf 'x'"#, "").await;
    assert_eq!((printed.as_str(), code), ("a  b && rm -rf 'x'\n", 0));
    assert_eq!(command(&client, "pwd", "site/wwwroot").await.0, "/home/site/wwwroot\n");
    for program in ["bash -c \"echo x\"", "/bin/sh", "curl https://example.com", "python"] {
        assert_eq!(command(&client, program, "").await.2, 127, "{program}");
    }
    assert_eq!(command(&client, "pwd", "no/such/folder").await.2, -1);
    assert_eq!(client.scm("POST", "/api/command", &[], "").await.status, 400);
}

/// The way that facts: scm-endpoints proposes: upload under another name, compare, and move into place.
#[tokio::test(start_paused = true)]
async fn commands_and_vfs_use_the_same_files() {
    let client = client().await;
    client.scm("PUT", "/api/vfs/data/SitePackages/.new.part", &[], "abc").await;
    let (sum, ..) = command(&client, "sha256sum .new.part", "data/SitePackages").await;
    assert!(sum.starts_with("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad "), "{sum}");
    assert_eq!(command(&client, "mv -f .new.part new.zip", "/home/data/SitePackages").await.2, 0);
    assert_eq!(client.scm("GET", "/api/vfs/data/SitePackages/new.zip", &[], "").await.body, "abc");
    assert_eq!(command(&client, "mkdir -p /home/data/a/b", "").await.2, 0);
    assert_eq!(command(&client, "cp -r SitePackages a/b", "data").await.2, 0);
    assert_eq!(command(&client, "ls a/b/SitePackages", "data").await.0, "new.zip\n");
    assert_eq!(command(&client, "rm a", "data").await.1, "rm: cannot remove 'a': Is a directory\n");
    assert_eq!(command(&client, "rm -rf a", "data").await.2, 0);
    for outside in ["cat /etc/passwd", "cat ../../../etc/passwd", "cat /home/../etc/passwd", "mv a /tmp/x"] {
        assert_eq!(command(&client, outside, "data").await.2, 1, "{outside}");
    }
}

/// KuduLite, `IdleManager`.
#[tokio::test(start_paused = true)]
async fn a_command_without_output_for_too_long_is_killed() {
    let client = client().await;
    client.scm("GET", "/api/deployments", &[], "").await;
    let began = client.world.clock().now();
    assert_eq!(command(&client, "sleep 59", "").await.2, 0);
    let (_, error, code) = command(&client, "sleep 3600", "").await;
    assert_eq!(code, -1);
    assert!(error.contains("no output nor CPU activity for 60 seconds"), "{error}");
    assert!(((client.world.clock().now() - began).whole_seconds() - 120).abs() < 5);
}

/// GNU coreutils manual, "dd invocation"; the words are those of coreutils 9.1.
#[tokio::test(start_paused = true)]
async fn dd_copies_a_range_into_a_file_that_keeps_the_rest() {
    let client = client().await;
    client.scm("PUT", "/api/vfs/data/a", &[], "hello world").await;
    client.scm("PUT", "/api/vfs/data/b", &[], "0123456789").await;
    let ranged = "iflag=skip_bytes,count_bytes oflag=seek_bytes conv=notrunc status=none";
    let content = |name: &'static str| {
        let client = &client;
        async move { client.scm("GET", &format!("/api/vfs/data/{name}"), &[], "").await.body }
    };
    let done = command(&client, &format!("dd if=a of=b bs=4 {ranged} skip=6 count=3 seek=2"), "data").await;
    assert_eq!(done, (String::new(), String::new(), 0));
    assert_eq!(content("b").await, "01wor56789");
    assert_eq!(command(&client, "dd if=a of=new bs=2 skip=1 count=2 seek=1 status=none", "data").await.2, 0);
    assert_eq!(content("new").await, "\0\0llo ");
    assert_eq!(command(&client, "dd if=a of=b bs=4 count=1 seek=1 status=none", "data").await.2, 0);
    assert_eq!(content("b").await, "01wohell", "without `notrunc` it ends there");
    let beyond = command(&client, &format!("dd if=a of=c {ranged} skip=100").replace("none", "noxfer"), "data").await;
    assert!(beyond.1.starts_with("dd: a: cannot skip to specified offset\n") && beyond.2 == 0, "{beyond:?}");
    let help = "\nTry 'dd --help' for more information.\n";
    for (line, says) in [
        ("dd if=nope of=b", "failed to open 'nope': No such file or directory\n".to_owned()),
        ("dd if=a of=nodir/x", "failed to open 'nodir/x': No such file or directory\n".to_owned()),
        ("dd if=. of=c", "error reading '.': Is a directory\n".to_owned()),
        ("dd if=a of=.", "failed to open '.': Is a directory\n".to_owned()),
        ("dd foo=1", format!("unrecognized operand 'foo=1'{help}")),
        ("dd if", format!("unrecognized operand 'if'{help}")),
        (
            "dd if=a of=b bs=1 seek=99999999999",
            "failed to truncate to 99999999999 bytes in output file 'b': File too large\n".to_owned(),
        ),
        ("dd if=a of=b bs=x", "invalid number: 'x'\n".to_owned()),
        ("dd if=a of=b bs=0", "invalid number: '0'\n".to_owned()),
        ("dd if=a of=b count=-1", "invalid number: '-1'\n".to_owned()),
        ("dd if=a of=b iflag=foo", format!("invalid input flag: 'foo'{help}")),
        ("dd if=a of=b conv=foo", format!("invalid conversion: 'foo'{help}")),
        ("dd if=a of=b status=foo", format!("invalid status level: 'foo'{help}")),
    ] {
        assert_eq!(command(&client, line, "data").await, (String::new(), format!("dd: {says}"), 1), "{line}");
    }
    assert_eq!(command(&client, "mv nope x", "data").await.1, "mv: cannot stat 'nope': No such file or directory\n");
    assert_eq!(
        command(&client, "cp a nodir/x", "data").await.1,
        "cp: cannot create regular file 'nodir/x': No such file or directory\n"
    );
    assert_eq!(command(&client, "sha256sum nope", "data").await.1, "sha256sum: nope: No such file or directory\n");
}
