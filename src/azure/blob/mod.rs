//! Blob storage: one container, asked by Microsoft's SDK over our own HTTP client (facts: block-blobs, storage-access).

mod answer;
mod blobs;
mod block_list;
mod container_url;
mod listed;
mod md5;
mod meta;
mod name;
mod no_container;
mod place;
mod policies;
mod properties;
mod sent;
mod transport;

pub use blobs::{Blobs, Condition};
pub use block_list::{BlockList, StoredBlock};
pub use container_url::ContainerUrl;
pub use listed::{Listed, Listing};
use md5::md5;
pub use meta::Meta;
pub use name::BlobName;
pub use no_container::NoContainer;
pub use place::Place;
pub use properties::{BlobProperties, CopyEnd};
pub use sent::Sent;
