//! Every parser of bytes that somebody else wrote, each as a function of bytes. It panics when the parser does, or when what it
//! read is not what was written. Run by `cargo test` over the corpus, and by `cargo fuzz` from `tests/fuzz`.

mod azure;
mod basic_auth;
mod config;
mod event;
mod file_commands;
mod github;
mod journal;
mod kql;
mod memo;
mod ticket;
mod world_file;
mod zip;

/// A target: the name of its folder in the corpus, and the function.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: [Target; 12] = [
    ("azure", azure::run),
    ("basic-auth", basic_auth::run),
    ("config", config::run),
    ("event", event::run),
    ("file-commands", file_commands::run),
    ("github", github::run),
    ("journal", journal::run),
    ("kql", kql::run),
    ("memo", memo::run),
    ("ticket", ticket::run),
    ("world-file", world_file::run),
    ("zip", zip::run),
];

/// A folder that goes with the value.
struct Folder(std::path::PathBuf);

impl Folder {
    /// An empty one, in memory where there is such a place.
    fn new() -> Self {
        static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let memory = std::path::Path::new("/dev/shm");
        let root = if memory.is_dir() { memory.to_owned() } else { std::env::temp_dir() };
        let path = root.join(format!("slot-deploy-fuzz-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// The path of a file with these bytes.
    fn file(&self, name: &str, bytes: &[u8]) -> std::path::PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
