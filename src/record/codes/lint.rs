use super::{Code, codes};

codes! {
    LOCAL_SETTINGS: "local-settings" {
        title: "The package holds local.settings.json",
        why: "The file is for the machine of a developer, and its connection strings are secrets. A running app does not read it, and \
              everyone who can read the package can read them.",
        fix: "Delete it from the zip, or do not include it again in `.funcignore`; put its values into the app's settings.",
    }
    FUNCTION_TIMEOUT: "function-timeout" {
        title: "host.json has a functionTimeout that the plan does not allow",
        why: "On the Consumption plan an execution lasts 10 minutes at most; on Windows the host does not start with a longer \
              `functionTimeout`. On every plan it does not start with one that it cannot read as `hh:mm:ss` or `d.hh:mm:ss`.",
        fix: "Write a `functionTimeout` that the plan allows, such as `00:10:00` on Consumption; without it the plan's default holds.",
    }
    EXTENSION_BUNDLE: "extension-bundle" {
        title: "host.json names an extension bundle that cannot be used",
        why: "The host does not start with an `extensionBundle` that has no `id`, or whose `version` is not a range of versions as NuGet \
              writes it. Bundles before version 4 get no fixes any more.",
        fix: "Write `\"extensionBundle\": {\"id\": \"Microsoft.Azure.Functions.ExtensionBundle\", \"version\": \"[4.*, 5.0.0)\"}`.",
    }
    PACKAGE_SIZE: "package-size" {
        title: "The package is larger than the app can take",
        why: "Zip deployment takes 2048 MiB, an app runs from a package of 1 GiB at most, and an instance of the Consumption plan on Linux \
              has about 500 MB for the package and the files that it unpacks to.",
        fix: "Leave out what the app does not need when it runs; on Linux Consumption set WEBSITE_MOUNT_ENABLED to 1, so that the package \
              is mounted and not unpacked.",
    }
    WORKER_RUNTIME: "worker-runtime" {
        title: "The package is of another language than the app's worker",
        why: "FUNCTIONS_WORKER_RUNTIME of the slot names the worker that the host starts, and the package holds functions of another \
              language: the host finds none of them.",
        fix: "Release to the app that the package is for, or set FUNCTIONS_WORKER_RUNTIME and the stack to the language of the package.",
    }
    DOTNET_VERSION: "dotnet-version" {
        title: "The app is built for a later .NET than its side runs",
        why: "`linuxFxVersion` names the version of .NET, and `*.runtimeconfig.json` the one that the app is built for. With an earlier \
              one than that the worker does not start.",
        fix: "Set linuxFxVersion of the slot to the version that the app is built for, or build for an earlier one.",
    }
    NO_FUNCTION_FILES: "no-function-files" {
        title: "The package has no file in which a worker finds functions",
        why: "Functions are declared by a function.json in a folder, by function_app.py, by the files that package.json names, or by \
              functions.metadata of an isolated .NET app. Without any of them the host starts and has no function.",
        fix: "Pack the built app: for .NET the output of `dotnet publish`, for Java `target/azure-functions/NAME`, for TypeScript the \
              folder with `dist`.",
    }
    SCRIPT_FILE: "script-file" {
        title: "A function.json names a script that the package does not hold",
        why: "The host leaves a function out whose `scriptFile` does not exist, and starts with the others.",
        fix: "Build the app before it is packed; `scriptFile` is a path from the folder of the function.",
    }
    DOTNET_ISOLATED_FILES: "dotnet-isolated-files" {
        title: "An isolated .NET app comes without its hidden folder",
        why: "`dotnet publish` makes the folder `.azurefunctions`, from which the host starts the worker. actions/upload-artifact leaves \
              hidden folders out.",
        fix: "Set `include-hidden-files: true` for actions/upload-artifact, or pack in the job that builds.",
    }
    NODE_ENTRY: "node-entry" {
        title: "`main` of package.json leads to no file",
        why: "The worker of Node loads the functions from the files that `main` names. Where there are none, the app has no function.",
        fix: "Build the app before it is packed, and let `main` name what the build makes.",
    }
    NODE_LIBRARY: "node-library" {
        title: "The dependencies of a Node app are not in the package",
        why: "package.json needs @azure/functions, and the package holds no node_modules with it: the files that register functions fail \
              when they are loaded.",
        fix: "Run `npm ci --omit=dev` before the app is packed, or bundle the app.",
    }
    CUSTOM_HANDLER: "custom-handler" {
        title: "The program of a custom handler is missing or cannot be started",
        why: "The host starts the program that host.json names, and serves no function where that fails. On Linux it needs its executable \
              bit, which actions/upload-artifact loses.",
        fix: "Build the program into the package, and `chmod +x` it before it is packed.",
    }
    PYTHON_PACKAGES: "python-packages" {
        title: "The dependencies of a Python app are not in the package",
        why: "The package has requirements.txt and no `.python_packages`. The package is not built in Azure, so nothing installs them.",
        fix: "Run `pip install --target .python_packages/lib/site-packages -r requirements.txt` before the app is packed.",
    }
    PYTHON_FUNCTIONS: "python-functions" {
        title: "function_app.py declares no functions that the worker takes",
        why: "The worker of Python loads function_app.py and takes the functions of the one `FunctionApp` at its top. With none or with \
              several of them, the host has no function at all.",
        fix: "Write `app = func.FunctionApp()` once, decorate the functions with it, and register the blueprints of other files.",
    }
    PYTHON_MODULE: "python-module" {
        title: "Python code imports a module that is nowhere",
        why: "The imports of function_app.py, of the scripts of functions in folders, and of the files that these load are compared with the \
              files of the app, with `.python_packages` or its layer, and with the standard library of the app's version of Python. What the \
              host loads at once and cannot find is an error: it would find no function. What a function imports when it is called is a \
              warning; imports under a condition, or whose failure is caught, are taken to be meant.",
        fix: "Add the package to requirements.txt and install it before the app is packed; for a file of your own, look whether \
              `.funcignore` leaves it out.",
    }
    WHEEL_TAGS: "wheel-tags" {
        title: "A Python package was installed for another Python or another system",
        why: "The `WHEEL` file of an installed package names the versions of Python and the systems that it was made for. Azure runs \
              Python on Linux with x86-64, in the version of `linuxFxVersion`; binaries for another one are not found, and the import \
              fails, or falls to a slower way.",
        fix: "Install the dependencies on a Linux runner with the app's version of Python, or with `pip install --platform \
              manylinux2014_x86_64 --python-version VERSION --only-binary=:all:`.",
    }
    GLIBC_TOO_OLD: "glibc-too-old" {
        title: "A binary needs a newer C library than the image of the app has",
        why: "A runner with a new Linux installs or builds binaries for its own glibc. The images of Python up to 3.11, Node up to 20, Java \
              up to 17, .NET 6 and 7, and PowerShell 7.2 have glibc 2.31; those of Python 3.12 and 3.13, Node 22, Java 21, .NET 8 and 9, \
              and PowerShell 7.4 have 2.36, and none is known with more. What asks for more cannot be loaded or started.",
        fix: "For Python install with `pip install --only-binary=:all: --platform manylinux_2_31_x86_64 --platform manylinux2014_x86_64`, \
              or pin the package to a version that has such a wheel. Install or build all else in a container with the same glibc \
              (`debian:11` has 2.31, `debian:12` has 2.36).",
    }
    FOREIGN_BINARY: "foreign-binary" {
        title: "A dependency has binaries for another system only",
        why: "The package was built on another system or processor than the app's: macOS, Windows, or ARM. What needs these binaries \
              fails when it is loaded.",
        fix: "Install the dependencies on a runner of the app's own system, or name the platform: `pip install --platform`, `npm install \
              --os=linux --cpu=x64`.",
    }
    EDITABLE_INSTALL: "editable-install" {
        title: "A Python package is installed as a pointer to a folder of the runner",
        why: "`pip install -e` and its like leave only the path of the sources. Azure does not have that folder, so the import fails.",
        fix: "Install it as a copy, without `-e` or `--editable`.",
    }
    ABSOLUTE_PATH: "absolute-path" {
        title: "A .pth file names a folder of the runner",
        why: "The folder does not exist in Azure. In addition the Python worker puts `.python_packages` on its path in a way in which \
              `.pth` files are not read.",
        fix: "Install the package itself into `.python_packages/lib/site-packages`, or put its folder beside the functions.",
    }
    KEY_FILE: "key-file" {
        title: "The package holds a file that by its name is a key or a password",
        why: "Everyone who can read the package can read it: who may read the app's files, its storage, and the artifacts of the workflow.",
        fix: "Keep it in a key vault or in the app's settings, and list the file in `.funcignore`.",
    }
    SECRET_IN_FILE: "secret-in-file" {
        title: "A file of the package holds a secret in plain text",
        why: "Private keys, keys of storage accounts and buses, shared access signatures, and tokens of GitHub and others have shapes that \
              nothing else has. The first megabyte of each text file that the team wrote is searched, and the value is never repeated.",
        fix: "Put the secret into a key vault or the app's settings and make the old one invalid, since it may have been read.",
    }
}
