//! The store: releases and layers in a blob container, uploaded by blocks whose ids are the digests of what they hold.
//!
//! ```text
//! releases/<release id>.zip   a package; its block list is its manifest
//! layers/<key>.json           what dependencies a release holds that others can reuse
//! staging/…                   what is being made; nothing refers to it
//! records/<app>/…             what releases of an app wrote down: that they began, and how they ended
//! ```

mod commands;
mod denied;
mod error;
mod gc;
mod in_doubt;
mod layer;
mod layout;
mod look;
mod parcel;
mod record_meta;
mod records;
mod retained;
mod touch;
mod upload;

pub use denied::Denied;
pub use error::StoreError;
pub use gc::{Collected, Keep, Live, Unneeded};
pub use layer::LayerFound;
pub use look::Access;
pub use parcel::{Parcel, ReleaseMeta, Uploaded, Way};
pub use records::{OwnRecord, Records, WrittenEnd};
pub use retained::Retained;

use crate::azure::{Blobs, ContainerUrl};
use crate::http::Pace;

/// One container. Cheap to clone.
#[derive(Clone)]
pub struct Store {
    blobs: Blobs,
    pace: Pace,
}

impl Store {
    /// Sends nothing yet.
    pub fn new(blobs: Blobs, pace: Pace) -> Self {
        Self { blobs, pace }
    }

    /// The container.
    pub fn container(&self) -> &ContainerUrl {
        self.blobs.container()
    }
}
