use std::collections::HashMap;

use super::in_doubt::is_in_doubt;
use super::look::told_apart;
use super::{Store, StoreError, layout};
use crate::azure::{AzureError, BlobName, Condition, Meta};
use crate::package::{BadLayer, Layer};
use crate::record::Digest;

/// What the store has under the key of a layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LayerFound {
    /// A layer all of whose blocks are there.
    Layer(Box<Layer>),
    /// None, or one that cannot be used: why, as a clause.
    None(String),
}

impl Store {
    /// The layer of this key, if it is complete: its description is there, its base is, and all its blocks are in that. A layer
    /// that is not is none, and never an error: the package is made in full then.
    pub async fn layer(&self, key: &Digest) -> Result<LayerFound, StoreError> {
        let name = layout::layer(key);
        let none = |why: String| Ok(LayerFound::None(why));
        let Some(bytes) = self.asked(self.blobs.read(&name).await)? else {
            return none("there is no layer for these dependencies yet".to_owned());
        };
        let unknown =
            |why: &str| none(format!("{name} is not the description of a layer that this version knows: {why}"));
        let layer = match Layer::read(&bytes) {
            Ok(layer) if layer.key() == key => layer,
            Ok(_) => return unknown("it is that of another layer"),
            Err(BadLayer(why)) => return unknown(&why),
        };
        match self.lacks(&layer).await? {
            Some(why) => none(why),
            None => Ok(LayerFound::Layer(Box::new(layer))),
        }
    }

    /// Publishes a layer whose base is in the store. Whoever was first counts, unless that layer is no longer complete: it is
    /// replaced. Answers whether it was written now.
    pub async fn publish_layer(&self, layer: &Layer) -> Result<bool, StoreError> {
        if let Some(why) = self.lacks(layer).await? {
            return Err(StoreError::LayerIncomplete { why });
        }
        let name = layout::layer(layer.key());
        // Its base may be an old release that nothing runs from.
        let base = layout::release(&layer.base().release);
        let is_there = match self.asked(self.blobs.properties(&base).await)? {
            Some(properties) => self.touch(&base, &properties).await?,
            None => false,
        };
        if !is_there {
            return Err(StoreError::LayerIncomplete { why: format!("its base {base} was deleted") });
        }
        let bytes = layer.to_json();
        let meta = layer_meta(layer);
        match self.blobs.put(&name, bytes.clone(), &meta, &Condition::New).await {
            Ok(()) => return Ok(true),
            Err(error) if is_in_doubt(&error) => {}
            Err(error) => return Err(told_apart(&self.blobs, error)),
        }
        let Some(there) = self.asked(self.blobs.properties(&name).await)? else { return Ok(false) };
        if self.asked(self.blobs.read(&name).await)?.is_some_and(|read| read == bytes) {
            return Ok(false);
        }
        if let LayerFound::Layer(_) = self.layer(layer.key()).await? {
            return Ok(false);
        }
        match self.blobs.put(&name, bytes, &meta, &Condition::Etag(there.etag)).await {
            Ok(()) => Ok(true),
            // Another run replaced it first.
            Err(error) if is_in_doubt(&error) => Ok(false),
            Err(error) => Err(told_apart(&self.blobs, error)),
        }
    }

    /// The release that holds a layer's blocks, to be named as a likely base of an upload.
    pub fn release_name(&self, release: &Digest) -> BlobName {
        layout::release(release)
    }

    /// What a layer lacks in the store.
    async fn lacks(&self, layer: &Layer) -> Result<Option<String>, StoreError> {
        let base = layout::release(&layer.base().release);
        let Some(list) = self.asked(self.blobs.blocks(&base).await)?.filter(|list| list.etag.is_some()) else {
            return Ok(Some(format!("its base {base} is not in the store any more")));
        };
        let there: HashMap<Digest, u64> =
            list.offsets().into_iter().map(|(digest, (_, length))| (digest, length)).collect();
        let blocks = layer.blocks();
        let missing = blocks.iter().filter(|block| there.get(&block.digest) != Some(&block.length)).count();
        Ok((missing > 0).then(|| format!("{missing} of its {} blocks are not in {base}", blocks.len())))
    }

    pub(super) fn asked<T>(&self, answer: Result<T, AzureError>) -> Result<T, StoreError> {
        answer.map_err(|error| told_apart(&self.blobs, error))
    }
}

/// The base stands beside the description, so that garbage collection need not read it.
fn layer_meta(layer: &Layer) -> Meta {
    Meta::new("application/json").with("slotdeploy", "layer").with("base", layer.base().release.as_str())
}
