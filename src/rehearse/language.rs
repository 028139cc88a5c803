//! The worker that the given app needs: the built-in world, and a world file that says nothing of it, give the slot that one.

use std::path::Path;

use bytes::Bytes;
use rehearsal::laws::{functions, unpack};
use rehearsal::state::{Content, File, State};
use rehearsal::world_file::Description;

/// The setting that names the worker.
const RUNTIME: &str = "FUNCTIONS_WORKER_RUNTIME";
/// More than this of one file says nothing of its language.
const LARGEST: u64 = 1024 * 1024;
/// No folder deeper than this tells the language.
const DEEPEST: usize = 2;
/// Folders of what others wrote.
const NOT_LOOKED_INTO: [&str; 5] = ["node_modules", ".python_packages", ".git", ".venv", "venv"];

/// The language of an app in a folder or a zip, by the name of its worker; `None` where its files leave it open.
fn language_of(app: &Path) -> Option<&'static str> {
    let content = if app.is_dir() {
        let mut files = Vec::new();
        read(app, "", 0, &mut files);
        Content::of(files)
    } else {
        unpack::unpack(&std::fs::read(app).ok()?).ok()?
    };
    functions::language(&content).map(rehearsal::state::Language::name)
}

fn read(folder: &Path, inside: &str, depth: usize, files: &mut Vec<(String, File)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let Ok(name) = entry.file_name().into_string() else { continue };
        let path = format!("{inside}{name}");
        let Ok(found) = entry.metadata() else { continue };
        if found.is_dir() && depth < DEEPEST && !NOT_LOOKED_INTO.contains(&name.as_str()) {
            read(&entry.path(), &format!("{path}/"), depth + 1, files);
        } else if found.is_file() && found.len() <= LARGEST {
            let bytes = std::fs::read(entry.path()).map(Bytes::from).unwrap_or_default();
            files.push((path, File { bytes, executable: false, modified: 1 }));
        }
    }
}

/// Gives the slot that is released to the worker of the app. `said`: the world file, where one was given. The sentence that says
/// so; nothing when the world says its worker itself.
pub(super) fn fit(state: &mut State, app: &Path, said: Option<&Description>) -> Option<String> {
    let place = state.released();
    if said.is_some_and(|description| says_runtime(description, &place.app)) {
        return None;
    }
    let language = language_of(app)?;
    let side = state.side_mut(&place)?;
    let before = side.settings.insert(RUNTIME.to_owned(), language.to_owned());
    let is_news = before.as_deref() != Some(language);
    is_news
        .then(|| format!("{RUNTIME} of the slot `{}` is `{language}`, as the app's files need it", place.slot_name()))
}

fn says_runtime(description: &Description, app: &str) -> bool {
    let apps = description.apps.0.iter().filter(|(name, _)| name.eq_ignore_ascii_case(app));
    let mut sides = apps.flat_map(|(_, app)| std::iter::once(&app.production).chain(app.slots.0.values()));
    sides.any(|side| side.settings.0.keys().any(|name| name.eq_ignore_ascii_case(RUNTIME)))
}
