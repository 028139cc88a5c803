//! A layer is used only when it is complete, and the first that is stays.

use serde::{Deserialize, Serialize};
use slot_deploy::record::{Digest, Explain};
use slot_deploy::store::{LayerFound, Layered};

use super::kit::{Kit, Made, app};

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Layer {
    base: Digest,
    blocks: Vec<(Digest, u64)>,
    words: String,
}

impl Layered for Layer {
    fn read(_: &Digest, json: &[u8]) -> Result<Self, String> {
        serde_json::from_slice(json).map_err(|error| error.to_string())
    }

    fn to_json(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap()
    }

    fn base(&self) -> &Digest {
        &self.base
    }

    fn blocks(&self) -> Vec<(Digest, u64)> {
        self.blocks.clone()
    }
}

fn layer(of: &Made, words: &str) -> Layer {
    let blocks = of.blocks.iter().take(4).map(|block| (block.digest.clone(), block.length)).collect();
    Layer { base: of.release.clone(), blocks, words: words.to_owned() }
}

fn key() -> Digest {
    Digest::of(b"requirements.txt")
}

async fn why_none(kit: &Kit) -> String {
    match kit.store.layer::<Layer>(&key()).await.unwrap() {
        LayerFound::None(why) => why,
        LayerFound::Layer(layer) => panic!("{layer:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_published_layer_is_found_by_its_key() {
    let (kit, base) = (Kit::new().await, app(1));
    assert!(why_none(&kit).await.contains("no layer"));
    kit.upload(&base).await.unwrap();
    assert!(kit.store.publish_layer(&key(), &layer(&base, "first")).await.unwrap());
    let found = kit.next().await.store.layer(&key()).await.unwrap();
    assert_eq!(found, LayerFound::Layer(layer(&base, "first")));
}

#[tokio::test(start_paused = true)]
async fn a_layer_whose_base_or_blocks_are_gone_is_none_and_says_why() {
    let (kit, base) = (Kit::new().await, app(1));
    kit.upload(&base).await.unwrap();
    kit.store.publish_layer(&key(), &layer(&base, "first")).await.unwrap();
    kit.delete(&kit.store.release_name(&base.release));
    assert!(why_none(&kit).await.contains("is not in the store"), "{}", why_none(&kit).await);
    let other = Made::of(&[(1, 90_000), (2, 120_000)]);
    kit.upload(&other).await.unwrap();
    let wrong = Layer { base: other.release.clone(), ..layer(&base, "wrong") };
    let error = kit.store.publish_layer(&key(), &wrong).await.unwrap_err();
    assert_eq!((error.code().as_str(), kit.written("layers/")), ("store-layer-incomplete", 1), "{error}");
    assert!(error.to_string().contains("2 of its 4 blocks"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_first_complete_layer_stays_and_one_that_is_not_complete_any_more_is_replaced() {
    let (kit, base, other) = (Kit::new().await, app(1), app(2));
    kit.upload(&base).await.unwrap();
    kit.upload(&other).await.unwrap();
    assert!(kit.store.publish_layer(&key(), &layer(&base, "first")).await.unwrap());
    assert!(!kit.store.publish_layer(&key(), &layer(&other, "second")).await.unwrap());
    assert_eq!(kit.store.layer(&key()).await.unwrap(), LayerFound::Layer(layer(&base, "first")));
    kit.delete(&kit.store.release_name(&base.release));
    assert!(kit.store.publish_layer(&key(), &layer(&other, "second")).await.unwrap());
    assert_eq!(kit.store.layer(&key()).await.unwrap(), LayerFound::Layer(layer(&other, "second")));
}
