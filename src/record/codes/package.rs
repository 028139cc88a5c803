use super::{Code, codes};

codes! {
    PACKAGE_NOT_FOUND: "package-not-found" {
        title: "The package does not exist",
        why: "The input `package` names neither a folder nor a file.",
        fix: "`package` is relative to the workspace. Check that an earlier step builds or downloads it to that place.",
    }
    PACKAGE_UNREADABLE: "package-unreadable" {
        title: "A file of the package cannot be read",
        why: "The operating system refused to open or read it. A package with a missing file is never delivered.",
        fix: "Check the file's permissions: the Action's container runs as root, a program on your own machine as you.",
    }
    PACKAGE_UNWRITABLE: "package-unwritable" {
        title: "The packed zip cannot be written",
        why: "The package is written to disk before it is delivered, and there was no room or no permission.",
        fix: "Free some space, or give a writable path.",
    }
    PACKAGE_OVER_SOURCE: "package-over-source" {
        title: "The package would be written over its own source",
        why: "A given zip is what the team built; it is never replaced.",
        fix: "Name another file to write.",
    }
    PACKAGE_NAME_NOT_UTF8: "package-name-not-utf8" {
        title: "A file name in the package is not UTF-8",
        why: "Zip files store names as UTF-8; another system would see another name.",
        fix: "Rename the file, or exclude it in `.funcignore`.",
    }
    PACKAGE_SPECIAL_FILE: "package-special-file" {
        title: "The package holds a pipe, a socket or a device",
        why: "Such files have no content that could be delivered.",
        fix: "Remove it from the folder, or exclude it in `.funcignore`.",
    }
    PACKAGE_LINK_OUTSIDE: "package-link-outside" {
        title: "A link leads out of the package folder",
        why: "Following it would deliver files that are not part of the app, possibly secrets of the runner.",
        fix: "Replace the link by a copy of its target, or exclude it in `.funcignore`.",
    }
    PACKAGE_LINK_LOOP: "package-link-loop" {
        title: "A link leads to a folder that contains it",
        why: "Following it would never end.",
        fix: "Remove the link, or exclude it in `.funcignore`.",
    }
    PACKAGE_LINK_DANGLING: "package-link-dangling" {
        title: "A link leads to nothing",
        why: "The file that it stands for would be missing from the app.",
        fix: "Replace the link by a copy of its target, or exclude it in `.funcignore`.",
    }
    FUNCIGNORE_INVALID: "funcignore-invalid" {
        title: "`.funcignore` has a line that is not a pattern",
        why: "The file decides what is delivered; a line that is not understood might exclude too much or too little.",
        fix: "Correct the line. The syntax is that of `.gitignore`.",
    }
    PACKAGE_NOT_A_ZIP: "package-not-a-zip" {
        title: "The package is a file, but not a readable zip",
        why: "Azure takes a zip. This file is something else, or it is damaged or cut off.",
        fix: "Build the zip anew, or name the folder instead and let slot-deploy pack it.",
    }
    PACKAGE_ENTRY_NAME: "package-entry-name" {
        title: "The zip holds an entry whose name is not a path inside the app",
        why: "An absolute path or one with `..` would be unpacked somewhere else.",
        fix: "Build the zip anew from inside the app's folder.",
    }
    PACKAGE_DUPLICATE_ENTRY: "package-duplicate-entry" {
        title: "The zip holds two entries of the same name",
        why: "Which of the two would be used is not defined, and Azure fails on it without an explanation.",
        fix: "Build the zip anew, into a new file: tools that append to an existing zip cause this.",
    }
    PACKAGE_FOREIGN_STAMP: "package-foreign-stamp" {
        title: "The zip carries the stamp of other content",
        why: "slot-deploy adds a small file that names the content's digest. This zip has one, and the digest is another: the \
              content was changed after it was packed.",
        fix: "Pack the folder anew, or remove that file from the zip.",
    }
    HOST_JSON_MISSING: "host-json-missing" {
        title: "There is no host.json at the root of the package",
        why: "Without it the Functions host finds no function app. Most often the folder above or below was named.",
        fix: "Set `package` to the folder that holds host.json; for .NET that is the output of `dotnet publish`.",
    }
    HOST_JSON_INVALID: "host-json-invalid" {
        title: "host.json is not valid JSON",
        why: "The Functions host would refuse to start with it.",
        fix: "Correct host.json where the report says.",
    }
}
