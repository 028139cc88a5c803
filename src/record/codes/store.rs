use super::{Code, codes};

codes! {
    STORE_URL: "store-url" {
        title: "`storage-container` does not name a blob container",
        why: "Packages and the memory of releases go into one container, and into nothing else that a URL may lead to. A shared access \
              signature is not used: the identity that signs in is.",
        fix: "Write https://ACCOUNT.blob.core.windows.net/CONTAINER, without a query.",
    }
    STORE_ACCOUNT_NOT_FOUND: "store-account-not-found" {
        title: "There is no such storage account",
        why: "The name of the account in `storage-container` has no address, or none that can be seen from this machine.",
        fix: "Check `storage-container`. An account that only a private endpoint leads to needs a self-hosted runner inside the network.",
    }
    STORE_CONTAINER_NOT_FOUND: "store-container-not-found" {
        title: "There is no such container",
        why: "The storage account is there and has no container of the name in `storage-container`.",
        fix: "Make the container with the command of the report, or check its name.",
    }
    STORE_PUBLIC: "store-public" {
        title: "The container can be read without signing in",
        why: "Packages hold the app's code, and everybody who knows the address could read them.",
        fix: "Take anonymous access away with the command of the report.",
    }
    STORE_NOT_READABLE: "store-not-readable" {
        title: "The identity may not read the container",
        why: "Owner and Contributor of an account do not include its data: that needs a role for blobs.",
        fix: "Assign the role with the command of the report. It can take several minutes to count.",
        rights: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read"],
    }
    STORE_NOT_WRITABLE: "store-not-writable" {
        title: "The identity may read the container and not write to it",
        why: "A release writes its package and its layers there.",
        fix: "Assign the role with the command of the report. It can take several minutes to count.",
        rights: ["Microsoft.Storage/storageAccounts/blobServices/containers/blobs/write"],
    }
    STORE_SHUT: "store-shut" {
        title: "The storage account shuts this machine out",
        why: "Its network rules or its private endpoint do not admit the network of this runner. The role does not matter then.",
        fix: "Use a runner in a network that the account admits, or an account of its own for packages that admits all networks.",
    }
    STORE_TOKEN_REFUSED: "store-token-refused" {
        title: "The storage account does not accept the token",
        why: "The account belongs to another tenant or cloud than the one that was signed in to.",
        fix: "Check `storage-container`, `tenant-id` and `cloud`.",
    }
    STORE_FILE_CHANGED: "store-file-changed" {
        title: "The file of the package changed while it was being sent",
        why: "What was read for the upload is not what was packed, so nothing was committed.",
        fix: "Let nothing else write into the folder of the runner, and run the job again.",
    }
    STORE_BLOCKS_MISSING: "store-blocks-missing" {
        title: "Parts of the package are neither on this machine nor in the store",
        why: "The release reuses a layer whose blocks were deleted in the meantime.",
        fix: "Install the dependencies in this job, so that the whole package is made anew.",
    }
    STORE_RELEASE_DIFFERS: "store-release-differs" {
        title: "Another content is stored under the name of the release",
        why: "The name of a release is made of its content. Someone else wrote to the blob, or changed it.",
        fix: "Find out who did, delete the blob that the report names, and run the job again.",
    }
    STORE_CHANGES: "store-changes" {
        title: "The store changed again and again during the upload",
        why: "What the upload was going to reuse was deleted or replaced each time. Nothing was committed.",
        fix: "Let no other job delete blobs of this container during a release, and run the job again.",
    }
    STORE_COPY_FAILED: "store-copy-failed" {
        title: "A copy within the store failed",
        why: "The storage account gave up a copy, or did not end it in time. Nothing refers to what it left.",
        fix: "Run the job again.",
    }
    STORE_LAYER_INCOMPLETE: "store-layer-incomplete" {
        title: "A layer lacks blocks in the store",
        why: "The release that holds its blocks was deleted or replaced between the upload and the publishing of the layer.",
        fix: "Run the job again with the dependencies installed.",
    }
    STORE_LIVE_UNKNOWN: "store-live-unknown" {
        title: "It is unknown what every app runs from",
        why: "Garbage collection deletes only what no app runs from, and the settings of one could not be read.",
        fix: "Give the identity the right to list the settings of every app that was named.",
        rights: ["Microsoft.Web/sites/config/list/Action", "Microsoft.Web/sites/slots/config/list/Action"],
    }
}
