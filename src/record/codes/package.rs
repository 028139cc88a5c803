use super::{Code, codes};

codes! {
    NOT_RETAINED: "not-retained" {
        title: "No package with this digest can be had",
        why: "`digest` names content that is to be released again. The container of packages holds no package with it, or none is \
              given.",
        fix: "Give the folder or zip with `package`. `gc` keeps what is among the newest, and what a side runs from.",
    }
    DEPENDENCIES_MISSING: "dependencies-missing" {
        title: "The dependencies are neither in the folder nor in the container of packages",
        why: "`dependencies` names folders that are not there, and the container has no layer for these lock files and this stack.",
        fix: "Install the dependencies in this job, before the package is made. The release publishes their layer, and the next one \
              does not need them.",
    }
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
        fix: "Rename the file. In a folder `.funcignore` can exclude it instead; a zip is built anew.",
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
        title: "The package holds a name that is not a path inside the app",
        why: "An absolute path or one with `..` would be unpacked somewhere else. Windows cannot hold a name with `:`, and takes `\\` for \
              the border of a folder.",
        fix: "In a folder, rename the file, or exclude it in `.funcignore`. Build a zip anew from inside the app's folder.",
    }
    PACKAGE_DUPLICATE_ENTRY: "package-duplicate-entry" {
        title: "The zip holds two entries of the same name",
        why: "Which of the two would be used is not defined, and Azure fails on it without an explanation.",
        fix: "Build the zip anew, into a new file: tools that append to an existing zip cause this.",
    }
    PACKAGE_CASE_TWINS: "package-case-twins" {
        title: "Two names in the package differ in capital letters alone",
        why: "The share that holds an app's files, and Windows, take them for one file, so one of the two would be lost without a \
              message.",
        fix: "Rename one of them. In a folder `.funcignore` can exclude it instead; a zip is built anew.",
    }
    PACKAGE_FILE_AND_FOLDER: "package-file-and-folder" {
        title: "A name in the package is a file and a folder at once",
        why: "One of the two cannot be unpacked. Names that differ in capital letters alone count as one, as on the share that holds an \
              app's files, and on Windows.",
        fix: "Rename one of them. In a folder `.funcignore` can exclude it instead; a zip is built anew.",
    }
    PACKAGE_LINK_IN_ZIP: "package-link-in-zip" {
        title: "The given zip holds a link",
        why: "Azure unpacks a link as a small text file, or follows it to wherever it leads.",
        fix: "Build the zip without links (`zip` follows them unless `-y` is given), or name the folder as `package`: \
              slot-deploy follows the links in it.",
    }
    PACKAGE_TOO_LARGE: "package-too-large" {
        title: "The package unpacks to more than any app has room for",
        why: "More than 16 GiB, or more than 1,032 times the size of the zip: deflate packs no file smaller, so that several entries \
              of such a zip share their bytes. It is refused before it is delivered.",
        fix: "Look at what the zip holds, and build it anew. In a folder, exclude what the app does not need in `.funcignore`.",
    }
    LOCK_FILE_MISSING: "lock-file-missing" {
        title: "A lock file of the dependencies does not exist",
        why: "A path in `dependencies` that does not end with `/` is a lock file. Without it nothing tells which dependencies the \
              app has.",
        fix: "The path is relative to the folder of the package. Correct it; end it with `/` if it is a folder.",
    }
    LAYER_UNFIT: "layer-unfit" {
        title: "The stored dependencies do not belong to this app",
        why: "They were found by the lock files, and hold other folders than `dependencies` names.",
        fix: "Install the dependencies in the workflow; the next release stores them anew.",
    }
    PACKAGE_ENCRYPTED: "package-encrypted" {
        title: "The given zip is encrypted",
        why: "Azure has no password to unpack it with.",
        fix: "Build the zip without a password.",
    }
    PACKAGE_CONTRADICTION: "package-contradiction" {
        title: "The given zip contradicts itself",
        why: "A zip names its files and their sizes in a directory at its end, and each file once more where it begins. Where these and \
              the files differ, tools that read the one unpack other files than tools that read the other.",
        fix: "Build the zip anew.",
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
        title: "The Functions host does not start with this host.json",
        why: "It is read as the host reads it, comments and commas at the end included, and refused where the host refuses it: \
              no object, or no `version` of \"2.0\".",
        fix: "Correct host.json where the report says.",
    }
    FUNCTION_JSON_INVALID: "function-json-invalid" {
        title: "The Functions host takes no function from a file that should declare some",
        why: "A function.json without a binding, or one that cannot be read, leaves its function out, and the app runs without \
              it. `functions.metadata` is read by the worker of .NET, which takes no comments.",
        fix: "Correct the file where the report says, or build the app anew.",
    }
}
