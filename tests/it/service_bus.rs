//! Queues and topics of a Service Bus, and how they differ from storage queues.

use std::time::Duration;

use rehearsal::laws::{queues, restart};
use rehearsal::state::{Effect, Place};
use rehearsal::world_file::{build, read};
use rehearsal::{World, WorldOptions};
use time::OffsetDateTime;

const PARCELS: &str = "shop.servicebus.windows.net/parcels";

/// A queue and a subscription, by connection string and by identity; the slot has production's connections.
const SHOP: &str = r#"
queues: { shop.servicebus.windows.net/parcels: [], shop.servicebus.windows.net/orders/billing: [] }
apps:
  shop:
    production:
      settings:
        Bus: Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=k;SharedAccessKey=x=
        Orders__fullyQualifiedNamespace: shop.servicebus.windows.net
      functions:
        Take: { trigger: { type: serviceBusTrigger, name: m, queueName: parcels, connection: Bus } }
        Bill: { trigger: { type: serviceBusTrigger, name: m, topicName: Orders, subscriptionName: billing, connection: Orders } }
      files: { scripted.json: '{"executions":{"Take":{"seconds":300}}}' }
    slots: { staging: { stopped: true } }
"#;

fn world() -> World {
    let wall = OffsetDateTime::from_unix_timestamp(1_795_000_000).unwrap();
    let options = WorldOptions { wall, scale: 1.0, authority: "sim.test".to_owned(), run_apps: false };
    World::new(build(&read(SHOP).unwrap(), "sim.test", wall), options)
}

fn put(world: &World, queue: &str) {
    let now = world.clock().now();
    queues::put(&mut world.state(), world.clock(), queue, "message", now);
}

/// Which functions took something, in order.
fn taken(world: &World) -> Vec<String> {
    let function = |effect| match effect {
        Effect::EventConsumed { function, .. } => Some(function),
        _ => None,
    };
    world.effects().into_iter().filter_map(function).collect()
}

#[tokio::test(start_paused = true)]
async fn messages_of_queues_and_subscriptions_are_delivered_at_once() {
    let world = world();
    put(&world, PARCELS);
    put(&world, "shop.servicebus.windows.net/orders/billing");
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(taken(&world), ["Take", "Bill"]);
    (0..20).for_each(|_| put(&world, PARCELS));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(taken(&world).iter().filter(|function| *function == "Take").count(), 16, "`maxConcurrentCalls`");
}

#[tokio::test(start_paused = true)]
async fn a_cut_message_returns_after_a_minute_and_is_dead_lettered_after_ten_deliveries() {
    let world = world();
    put(&world, PARCELS);
    for delivery in 1..=10 {
        tokio::time::sleep(Duration::from_secs(90)).await;
        assert_eq!(taken(&world).len(), delivery);
        let now = world.clock().now();
        restart::restart(&mut world.state(), world.clock(), &Place::new("shop", None), now);
    }
    tokio::time::sleep(Duration::from_secs(90)).await;
    assert_eq!(taken(&world).len(), 10);
    assert!(world.effects().iter().any(|effect| matches!(effect, Effect::MessagePoisoned { .. })));
    assert_eq!(world.state().events.queues[&format!("{PARCELS}/$deadletterqueue")].messages.len(), 1);
}
