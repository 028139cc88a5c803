//! The served world under load. `cargo test` skips it because it is long; `.ci/run` runs it.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::support::served::Served;
use serde_json::Value;

const CLIENTS: usize = 64;
const REQUESTS: usize = 10_000;

/// The requests of a release, in order.
struct Asked {
    site: String,
    token: String,
    urls: Vec<String>,
}

impl Asked {
    async fn of(served: &Served) -> Self {
        let origin = served.at("authority");
        let site = format!(
            "{origin}/subscriptions/{}/resourceGroups/{}/providers/Microsoft.Web/sites/{}",
            served.at("subscription_id"),
            served.at("resource_group"),
            served.at("app_name")
        );
        let token = served.token(&format!("{origin}/.default")).await;
        let app = served.at("app_name");
        let arm = |path: &str| format!("{site}{path}?api-version=2023-12-01");
        let urls = vec![
            arm(""),
            arm("/slots/staging"),
            arm("/slots/staging/functions"),
            arm("/config/slotconfignames"),
            arm("/slots/staging/hostruntime/admin/host/status"),
            format!("{origin}/scm/{app}-staging/api/deployments/latest"),
            format!("{origin}/scm/{app}/api/vfs/site/wwwroot/host.json"),
            format!("{origin}/site/{app}/"),
            format!("{origin}/metadata/endpoints"),
        ];
        Self { site, token, urls }
    }
}

/// All clients send all requests; returns the time of each answer.
async fn run(served: &Served, asked: &Arc<Asked>) -> Vec<Duration> {
    let next = Arc::new(AtomicUsize::new(0));
    let clients = (0..CLIENTS).map(|_| {
        let (client, asked, next) = (served.new_client(), asked.clone(), next.clone());
        tokio::spawn(async move {
            let mut took = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= REQUESTS {
                    return took;
                }
                let began = Instant::now();
                // One of fifty is a write.
                let request = match number % 50 {
                    49 => client
                        .post(format!("{}/slots/staging/config/appsettings/list?api-version=2023-12-01", asked.site)),
                    _ => client.get(&asked.urls[number % asked.urls.len()]),
                };
                let answer = request.bearer_auth(&asked.token).send().await.unwrap();
                assert_eq!(answer.status(), 200, "{}", answer.url());
                answer.bytes().await.unwrap();
                took.push(began.elapsed());
            }
        })
    });
    let mut all = Vec::new();
    for client in clients.collect::<Vec<_>>() {
        all.extend(client.await.unwrap());
    }
    all.sort();
    all
}

/// Resident memory in KiB, where the system tells it.
fn resident(served: &Served) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", served.process_id())).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.split_whitespace().next()?.parse().ok())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "20,000 requests take a while; .ci/run asks for it"]
async fn sixty_four_clients_get_answers_without_errors_or_leaks() {
    let served = Served::start();
    let asked = Arc::new(Asked::of(&served).await);
    let mut memory = Vec::new();
    for round in 1..=2 {
        let began = Instant::now();
        let took = run(&served, &asked).await;
        assert_eq!(took.len(), REQUESTS);
        let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
        let rate = REQUESTS as f64 / began.elapsed().as_secs_f64();
        println!(
            "round {round}: {REQUESTS} requests of {CLIENTS} clients, {rate:.0} a second; p50 {:?}, p90 {:?}, p99 {:?}, most \
             {:?}; resident {:?} KiB",
            at(0.5),
            at(0.9),
            at(0.99),
            at(1.0),
            resident(&served)
        );
        memory.extend(resident(&served));
    }
    if let [first, second] = memory[..] {
        assert!(second * 10 <= first * 11, "{first} KiB after the first round, {second} KiB after the second");
    }
    let log = served.client.get(format!("{}/requests", served.at("control"))).send().await.unwrap();
    let forgotten: usize = log.headers()["x-rehearsal-forgotten"].to_str().unwrap().parse().unwrap();
    let kept: Vec<Value> = serde_json::from_slice(&log.bytes().await.unwrap()).unwrap();
    assert_eq!(kept.len(), 10_000, "the newest are kept");
    assert!(forgotten >= REQUESTS, "{forgotten}");
}
