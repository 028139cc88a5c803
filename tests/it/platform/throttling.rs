//! Limits on requests to the control plane.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use tokio::task::JoinSet;

use crate::support::Rehearsal;
use crate::support::plain_client::PlainClient;

/// facts: arm-limits; Microsoft Learn, "Understand how Azure Resource Manager throttles requests".
#[tokio::test(start_paused = true)]
async fn too_many_requests_get_a_retry_after_and_each_answer_shows_the_remaining_quota() {
    let client = Arc::new(PlainClient::of(&Rehearsal::new().world).await);
    let first = client.arm("GET", "", None).await;
    let left = |name: &str| first.header(&format!("x-ms-ratelimit-remaining-subscription-{name}")).unwrap().to_owned();
    assert_eq!((left("reads"), left("global-reads")), ("249".to_owned(), "3749".to_owned()));
    let mut all = JoinSet::new();
    for _ in 0..300 {
        let client = client.clone();
        all.spawn(async move { client.arm("GET", "", None).await });
    }
    let answers = all.join_all().await;
    let refused: Vec<_> = answers.iter().filter(|answer| answer.status == 429).collect();
    assert_eq!(refused.len(), 50, "the bucket had 250");
    assert_eq!(refused[0].json()["error"]["code"], "SubscriptionRequestsThrottled");
    let seconds: u64 = refused[0].header("retry-after").unwrap().parse().unwrap();
    let body = json!({"properties": {}});
    assert_eq!(
        client.arm("PUT", "/slots/staging/config/appsettings", Some(body)).await.status,
        200,
        "writes are apart"
    );
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    assert_eq!(client.arm("GET", "", None).await.status, 200);
}
