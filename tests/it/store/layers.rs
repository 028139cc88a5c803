//! A layer is used only when it is complete, and the first that is stays.

use slot_deploy::package::{Layer, PackOptions, Package, pack};
use slot_deploy::record::{Digest, Explain};
use slot_deploy::store::{LayerFound, Parcel, ReleaseMeta};

use super::kit::{Kit, Made};
use crate::support::dice::Dice;
use crate::support::{Temp, TestApp};

/// A packed app with two packages of dependencies, which are the same whatever its code.
struct App {
    package: Package,
    _folder: Temp,
}

impl App {
    fn new(code: &str) -> Self {
        let folder = Temp::new();
        let words = |seed| (0..300_000).map(|_| char::from(b'0' + Dice(seed).below(64) as u8)).collect::<String>();
        let dependencies = [("numpy", 1), ("pandas", 2)].into_iter().fold(TestApp::new(code), |app, (name, seed)| {
            app.file(&format!(".python_packages/lib/site-packages/{name}/data.txt"), &words(seed))
        });
        dependencies.file("requirements.txt", "numpy==2.1.0\npandas==2.2.0\n").write(&folder.0.join("app"));
        let package = pack(&folder.0.join("app"), &folder.0.join("app.zip"), PackOptions::default()).unwrap();
        Self { package, _folder: folder }
    }

    async fn upload(&self, kit: &Kit) {
        let Package { path, release_id, blocks, digest, .. } = &self.package;
        let meta = ReleaseMeta {
            digest: digest.clone(),
            commit: String::new(),
            run: String::new(),
            repository: String::new(),
        };
        kit.store.upload(Parcel { file: path, release: release_id, blocks }, &meta, &[]).await.unwrap();
    }

    fn layer(&self) -> Layer {
        self.package.layer_made(&key(), "contoso/shop 77", "2026-11-20T00:00:00Z").unwrap()
    }
}

fn key() -> Digest {
    Digest::of(b"requirements.txt")
}

async fn why_none(kit: &Kit) -> String {
    match kit.store.layer(&key()).await.unwrap() {
        LayerFound::None(why) => why,
        LayerFound::Layer(layer) => panic!("{layer:?}"),
    }
}

#[tokio::test(start_paused = true)]
async fn a_published_layer_is_found_by_its_key() {
    let (kit, base) = (Kit::new().await, App::new("first"));
    assert!(why_none(&kit).await.contains("no layer"));
    base.upload(&kit).await;
    assert!(kit.store.publish_layer(&base.layer()).await.unwrap());
    assert_eq!(kit.next().await.store.layer(&key()).await.unwrap(), LayerFound::Layer(Box::new(base.layer())));
}

#[tokio::test(start_paused = true)]
async fn a_layer_under_the_key_of_another_one_is_none() {
    let (kit, base) = (Kit::new().await, App::new("first"));
    base.upload(&kit).await;
    let other = base.package.layer_made(&Digest::of(b"other"), "contoso/shop 77", "2026-11-20T00:00:00Z").unwrap();
    kit.store.publish_layer(&other).await.unwrap();
    kit.rename(&format!("layers/{}.json", other.key()), &format!("layers/{}.json", key()));
    assert!(why_none(&kit).await.contains("it is that of another layer"), "{}", why_none(&kit).await);
}

#[tokio::test(start_paused = true)]
async fn a_layer_whose_base_or_blocks_are_gone_is_none_and_says_why() {
    let (kit, base) = (Kit::new().await, App::new("first"));
    base.upload(&kit).await;
    kit.store.publish_layer(&base.layer()).await.unwrap();
    kit.delete(&kit.store.release_name(&base.package.release_id));
    assert!(why_none(&kit).await.contains("is not in the store"), "{}", why_none(&kit).await);
    // Another package stands under the base's name.
    let other = Made::of(&[(1, 90_000), (2, 120_000)]);
    kit.upload(&other).await.unwrap();
    kit.rename(
        kit.store.release_name(&other.release).as_str(),
        kit.store.release_name(&base.package.release_id).as_str(),
    );
    let error = kit.store.publish_layer(&base.layer()).await.unwrap_err();
    assert_eq!((error.code().as_str(), kit.written("layers/")), ("store-layer-incomplete", 1), "{error}");
    let blocks = base.layer().blocks().len();
    assert!(error.to_string().contains(&format!("{blocks} of its {blocks} blocks")), "{error}");
}

#[tokio::test(start_paused = true)]
async fn the_first_complete_layer_stays_and_one_that_is_not_complete_any_more_is_replaced() {
    let (kit, base, other) = (Kit::new().await, App::new("first"), App::new("second"));
    base.upload(&kit).await;
    other.upload(&kit).await;
    assert!(kit.store.publish_layer(&base.layer()).await.unwrap());
    assert!(!kit.store.publish_layer(&other.layer()).await.unwrap());
    assert_eq!(kit.store.layer(&key()).await.unwrap(), LayerFound::Layer(Box::new(base.layer())));
    kit.delete(&kit.store.release_name(&base.package.release_id));
    assert!(kit.store.publish_layer(&other.layer()).await.unwrap());
    assert_eq!(kit.store.layer(&key()).await.unwrap(), LayerFound::Layer(Box::new(other.layer())));
}
