//! The words that work on files.

use time::OffsetDateTime;

use crate::laws::home;
use crate::laws::unpack;
use crate::state::{File, Side};

const MISSING: &str = "No such file or directory";

/// Runs one of them; `None` when it is no word that is known here. The error is what it complains of.
pub(super) fn run(
    side: &mut Side,
    program: &str,
    arguments: &[&str],
    folder: &str,
    at: OffsetDateTime,
) -> Option<Result<String, String>> {
    let is_flag = |argument: &&&str| argument.starts_with('-') && argument.len() > 1;
    let flags: String = arguments.iter().filter(is_flag).map(|flag| flag.trim_start_matches('-')).collect();
    let named: Vec<&str> = arguments.iter().filter(|argument| !is_flag(argument)).copied().collect();
    let mut call = Call { side, flags, folder, at };
    Some(match program {
        "ls" => call.each(if named.is_empty() { &["."] } else { &named }, Call::list),
        "cat" => call.each(&named, |call, path| Ok(String::from_utf8_lossy(&call.file(path)?.bytes).into_owned())),
        "sha256sum" => call.each(&named, Call::digest),
        "mkdir" => call.each(&named, Call::make),
        "rm" => call.each(&named, Call::remove),
        "touch" => call.each(&named, Call::touch),
        "cp" | "mv" => call.transfer(&named, program),
        "unzip" => call.unzip(arguments),
        _ => return None,
    })
}

/// A path as arguments name it, below `/home`; `None` when it leads elsewhere, where nothing is.
pub(super) fn absolute(folder: &str, path: &str) -> Option<String> {
    if !path.starts_with('/') {
        return home::path([folder, path]);
    }
    let whole = home::path([path])?;
    match whole.as_str() {
        "home" => Some(String::new()),
        whole => whole.strip_prefix("home/").map(str::to_owned),
    }
}

/// A path as the system shows it.
pub(super) fn shown(path: &str) -> String {
    if path.is_empty() { "/home".to_owned() } else { format!("/home/{path}") }
}

/// A call of one of these words.
pub(super) struct Call<'a> {
    side: &'a mut Side,
    flags: String,
    folder: &'a str,
    at: OffsetDateTime,
}

impl<'a> Call<'a> {
    /// A call without flags.
    pub(super) fn plain(side: &'a mut Side, folder: &'a str, at: OffsetDateTime) -> Self {
        Self { side, flags: String::new(), folder, at }
    }

    /// Whether a folder has this name.
    pub(super) fn is_folder(&self, named: &str) -> bool {
        absolute(self.folder, named).is_some_and(|path| home::is_folder(self.side, &path))
    }

    /// Writes a file where its folder is; the error is what stands in the way.
    pub(super) fn write(&mut self, named: &str, bytes: bytes::Bytes) -> Result<(), &'static str> {
        let path = absolute(self.folder, named).ok_or(MISSING)?;
        if !home::is_folder(self.side, path.rsplit_once('/').map_or("", |(parent, _)| parent)) {
            return Err(MISSING);
        }
        home::put(self.side, &path, bytes, self.at).map_err(home::Denied::words)
    }

    fn each(
        &mut self,
        named: &[&str],
        work: impl Fn(&mut Self, &str) -> Result<String, String>,
    ) -> Result<String, String> {
        if named.is_empty() {
            return Err("missing operand".to_owned());
        }
        named.iter().try_fold(String::new(), |output, path| Ok(output + &work(self, path)?))
    }

    fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    fn path(&self, named: &str) -> Result<String, String> {
        absolute(self.folder, named).ok_or_else(|| format!("{named}: {MISSING}"))
    }

    /// A file.
    pub(super) fn file(&self, named: &str) -> Result<&File, String> {
        let path = self.path(named)?;
        match home::get(self.side, &path) {
            Some(file) => Ok(file),
            None if home::is_folder(self.side, &path) => Err(format!("{named}: Is a directory")),
            None => Err(format!("{named}: {MISSING}")),
        }
    }

    fn list(&mut self, named: &str) -> Result<String, String> {
        let path = self.path(named)?;
        if home::is_folder(self.side, &path) {
            Ok(home::list(self.side, &path).keys().map(|name| format!("{name}\n")).collect())
        } else {
            self.file(named).map(|_| format!("{named}\n"))
        }
    }

    fn digest(&mut self, named: &str) -> Result<String, String> {
        let hash = ring::digest::digest(&ring::digest::SHA256, &self.file(named)?.bytes);
        let hex: String = hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        Ok(format!("{hex}  {named}\n"))
    }

    fn make(&mut self, named: &str) -> Result<String, String> {
        let path = self.path(named)?;
        let parent = path.rsplit_once('/').map_or("", |(parent, _)| parent);
        match (home::is_folder(self.side, &path), self.has('p')) {
            (true, true) => Ok(String::new()),
            (true, false) => Err(format!("cannot create directory '{named}': File exists")),
            (false, false) if !home::is_folder(self.side, parent) => {
                Err(format!("cannot create directory '{named}': {MISSING}"))
            }
            (false, _) => done(home::make_folder(self.side, &path), named),
        }
    }

    fn remove(&mut self, named: &str) -> Result<String, String> {
        let path = self.path(named)?;
        let is_folder = home::is_folder(self.side, &path);
        if home::get(self.side, &path).is_none() && !is_folder {
            return if self.has('f') { Ok(String::new()) } else { Err(format!("cannot remove '{named}': {MISSING}")) };
        }
        if is_folder && !(self.has('r') || self.has('R')) {
            return Err(format!("cannot remove '{named}': Is a directory"));
        }
        if path.is_empty() {
            return Err("cannot remove '/home': Device or resource busy".to_owned());
        }
        done(home::remove(self.side, &path, true), named)
    }

    fn touch(&mut self, named: &str) -> Result<String, String> {
        let path = self.path(named)?;
        let bytes = home::get(self.side, &path).map(|file| file.bytes.clone()).unwrap_or_default();
        done(home::put(self.side, &path, bytes, self.at), named)
    }

    /// A file, or a folder with all below it, goes to another name or, unless it is told not to, into a folder.
    /// The words are those of GNU coreutils.
    fn transfer(&mut self, named: &[&str], program: &str) -> Result<String, String> {
        let (moves, help) = (program == "mv", format!("Try '{program} --help' for more information."));
        let (from, to) = match named {
            [] => return Err(format!("missing file operand\n{help}")),
            [from] => return Err(format!("missing destination file operand after '{from}'\n{help}")),
            [from, to] => (*from, *to),
            [.., last] => return Err(format!("target '{last}': {MISSING}")),
        };
        let not_there = |_| format!("cannot stat '{from}': {MISSING}");
        let (source, mut target) = (self.path(from).map_err(not_there)?, self.path(to)?);
        if home::get(self.side, &source).is_none() && !home::is_folder(self.side, &source) {
            return Err(not_there(String::new()));
        }
        if home::is_folder(self.side, &target) && !self.has('T') {
            let name = source.rsplit('/').next().unwrap_or_default();
            target = home::path([target.as_str(), name]).unwrap_or_default();
        }
        let is_folder = home::is_folder(self.side, &source);
        if !home::is_folder(self.side, target.rsplit_once('/').map_or("", |(parent, _)| parent)) {
            let what = if moves { format!("move '{from}' to '{to}'") } else { format!("create regular file '{to}'") };
            return Err(format!("cannot {what}: {MISSING}"));
        }
        if is_folder && !moves && !self.has('r') && !self.has('R') && !self.has('a') {
            return Err(format!("-r not specified; omitting directory '{from}'"));
        }
        if is_folder && (target == source || target.starts_with(&format!("{source}/"))) {
            return Err(format!("cannot put '{from}' into itself"));
        }
        let files: Vec<(String, File)> = if is_folder {
            home::below(self.side, &source).map(|(rest, file)| (format!("{target}/{rest}"), file.clone())).collect()
        } else {
            vec![(target.clone(), self.file(from)?.clone())]
        };
        // A move keeps the time of change; a copy is written now.
        for (path, mut file) in files {
            if !moves && !self.has('p') && !self.has('a') {
                file = File { executable: file.executable, ..File::written(file.bytes, self.at) };
            }
            done(home::place(self.side, &path, file), to)?;
        }
        if moves && source != target { done(home::remove(self.side, &source, true), from) } else { Ok(String::new()) }
    }

    /// `unzip -o archive -d folder`
    fn unzip(&mut self, arguments: &[&str]) -> Result<String, String> {
        let mut named = arguments.iter().filter(|argument| !argument.starts_with('-'));
        let (Some(archive), folder) = (named.next(), named.next().copied().unwrap_or(".")) else {
            return Err("missing archive".to_owned());
        };
        let files = unpack::unpack(&self.file(archive)?.bytes)?;
        let folder = self.path(folder)?;
        for (name, file) in files.files() {
            let path = home::path([folder.as_str(), name]).ok_or_else(|| format!("{name}: {MISSING}"))?;
            done(home::place(self.side, &path, file.clone()), name)?;
        }
        Ok(files.files().map(|(name, _)| format!("  inflating: {name}\n")).collect())
    }
}

fn done(result: Result<(), home::Denied>, named: &str) -> Result<String, String> {
    result.map(|()| String::new()).map_err(|denied| format!("'{named}': {}", denied.words()))
}
