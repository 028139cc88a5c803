//! Which modules a Python worker has besides those of the app: the standard library, its own packages, and what lies in the app's
//! `.python_packages` (facts: functions-in-code). A module counts as missing only where nothing in the app could be it.

use std::collections::BTreeSet;

use super::python_module::Import;
use crate::state::Content;

/// A build on the server installs packages whose modules have other names (`remote_build`).
const BUILT: &str = "oryx-manifest.toml";

/// Packages of the worker, or of its image, which an app can import without bringing them.
const OF_THE_WORKER: &[&str] = &[
    "azure_functions_worker",
    "azure_functions_runtime",
    "azure_functions_runtime_v1",
    "azurefunctions",
    "certifi",
    "dateutil",
    "google",
    "grpc",
    "markupsafe",
    "pip",
    "pkg_resources",
    "proxy_worker",
    "psutil",
    "setuptools",
    "six",
    "uvloop",
    "werkzeug",
    "wheel",
];

/// Top-level modules of the standard library, of all versions that Functions has had (`sys.stdlib_module_names`).
const STANDARD: &str = "__future__ abc aifc antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb \
    binascii binhex bisect builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys \
    compileall compression concurrent configparser contextlib contextvars copy copyreg crypt csv ctypes curses dataclasses \
    datetime dbm decimal difflib dis distutils doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput \
    fnmatch formatter fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac \
    html http idlelib imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale logging \
    lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt multiprocessing netrc nis nntplib nt ntpath \
    nturl2path numbers opcode operator optparse os ossaudiodev parser pathlib pdb pickle pickletools pipes pkgutil platform \
    plistlib poplib posix posixpath pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random \
    re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtpd smtplib \
    sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep struct \
    subprocess sunau symbol symtable sys sysconfig syslog tabnanny tarfile telnetlib tempfile termios test textwrap this \
    threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing unicodedata \
    unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport \
    zlib zoneinfo";

/// What an app brings, by names.
pub(super) struct Brought<'c> {
    names: BTreeSet<&'c str>,
    is_built: bool,
}

impl<'c> Brought<'c> {
    /// The names of all its files and folders, without endings.
    pub(super) fn of(content: &'c Content) -> Self {
        let parts = content.files().flat_map(|(path, _)| path.split('/'));
        let names = parts.map(|part| part.split('.').next().unwrap_or_default()).collect();
        Self { names, is_built: content.get(BUILT).is_some() }
    }

    /// Whether this module is nowhere: not in the worker, not in the app, and not built on the server.
    pub(super) fn lacks(&self, import: &Import) -> bool {
        let mut parts = import.module.split('.');
        let first = parts.next().unwrap_or_default();
        if import.level > 0 || first.is_empty() || first.starts_with('_') || self.is_built {
            return false;
        }
        if OF_THE_WORKER.contains(&first) || STANDARD.split_ascii_whitespace().any(|name| name == first) {
            return false;
        }
        match (first, parts.next().or(import.name.as_deref())) {
            ("azure", Some("functions" | "" | "*") | None) => false,
            // Its packages share a folder, and the worker brings one of them.
            ("azure", Some(second)) => !self.names.contains(second),
            _ => !self.names.contains(first),
        }
    }
}
