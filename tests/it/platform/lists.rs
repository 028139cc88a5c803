//! Lists at the level of the subscription and of a group.

use rehearsal::default_world::{APP, GROUP, INSIGHTS, SLOT, SUBSCRIPTION, WEB_APP};
use rehearsal::state::App;
use serde_json::Value;

use crate::support::Rehearsal;
use crate::support::plain_client::{PlainClient, api_version};

/// The world with a second group, in which another app lies.
async fn client() -> PlainClient {
    let rehearsal = Rehearsal::new().world(|state| {
        state.directory.apps[0].actions = vec!["*".to_owned()];
        let app = state.app(WEB_APP).unwrap().clone();
        let other = App { name: "other-web".to_owned(), group: "rg-other".to_owned(), ..app };
        state.apps.insert(other.name.clone(), other);
        state.side_mut(&rehearsal::state::Place::new(APP, None)).unwrap().tags.insert("owner".into(), "team".into());
    });
    PlainClient::of(&rehearsal.world).await
}

async fn list(client: &PlainClient, path: &str) -> Vec<String> {
    let sign = if path.contains('?') { '&' } else { '?' };
    let path = path.replace(' ', "%20");
    let version = api_version(path.split('?').next().unwrap());
    let answer = client.get(&format!("/subscriptions/{SUBSCRIPTION}{path}{sign}api-version={version}")).await;
    assert_eq!(answer.status, 200, "{path}: {:?}", answer.body);
    let names = answer.json()["value"].as_array().unwrap().clone();
    names.iter().map(|one| one["name"].as_str().or(one["namespace"].as_str()).unwrap().to_owned()).collect()
}

/// docs: Web Apps, List and List By Resource Group; App Service Plans, List Web Apps; Application Insights, Components.
#[tokio::test(start_paused = true)]
async fn apps_plans_and_components_are_listed_of_a_group_or_of_all() {
    let client = client().await;
    let group = format!("/resourceGroups/{}", GROUP.to_uppercase());
    let slot = format!("{APP}/{SLOT}");
    for (path, names) in [
        ("/providers/Microsoft.Web/sites".to_owned(), vec!["other-web", APP, WEB_APP]),
        (format!("{group}/providers/Microsoft.Web/sites"), vec![APP, WEB_APP]),
        (format!("{group}/providers/Microsoft.Web/sites?includeSlots=true"), vec![APP, &slot, WEB_APP]),
        ("/resourceGroups/rg-other/providers/Microsoft.Web/sites".to_owned(), vec!["other-web"]),
        (format!("{group}/providers/Microsoft.Web/serverfarms/plan-shop/sites"), vec![APP, &slot]),
        (format!("{group}/providers/Microsoft.Web/serverfarms/plan-shop/sites?$filter=state eq 'Stopped'"), vec![]),
        ("/providers/Microsoft.Web/serverfarms".to_owned(), vec!["plan-shop", "plan-web"]),
        (format!("{group}/providers/Microsoft.Web/serverfarms"), vec!["plan-shop"]),
        ("/providers/Microsoft.Insights/components".to_owned(), vec![INSIGHTS]),
        ("/resourceGroups/rg-other/providers/Microsoft.Insights/components".to_owned(), vec![]),
        ("/providers/Microsoft.ManagedIdentity/userAssignedIdentities".to_owned(), vec![]),
        ("/resourcegroups".to_owned(), vec!["rg-other", GROUP]),
        ("/locations".to_owned(), vec!["westeurope"]),
    ] {
        assert_eq!(list(&client, &path).await, names, "{path}");
    }
}

/// docs: Resources, List: the filter of the Azure CLI, and that of functions-action with its capital letters.
#[tokio::test(start_paused = true)]
async fn resources_are_filtered_by_type_name_group_and_tag() {
    let client = client().await;
    let all = list(&client, "/resources").await;
    assert!(all.contains(&"shopdata".to_owned()) && all.contains(&format!("{APP}/{SLOT}")), "{all:?}");
    for (filter, names) in [
        ("resourceType EQ 'Microsoft.Web/Sites' AND name EQ 'Shop-Orders'", vec![APP]),
        ("resourceType eq 'Microsoft.Web/sites' and resourceGroup eq 'rg-other'", vec!["other-web"]),
        ("tagName eq 'owner' and tagValue eq 'team'", vec![APP]),
        ("substringof('web', name) and resourceType eq 'Microsoft.Web/sites'", vec!["other-web", WEB_APP]),
    ] {
        assert_eq!(list(&client, &format!("/resources?$filter={filter}")).await, names, "{filter}");
    }
    assert_eq!(list(&client, "/resourceGroups/rg-other/resources").await, ["other-web", "plan-web"]);
    let unreadable =
        format!("/subscriptions/{SUBSCRIPTION}/resources?api-version=2021-04-01&$filter=mood%20eq%20'good'");
    let refused = client.get(&unreadable).await;
    assert_eq!((refused.status, &refused.json()["error"]["code"]), (400, &Value::from("InvalidFilterInQueryString")));
}

#[tokio::test(start_paused = true)]
async fn pages_of_a_list_lead_to_the_next_one_until_all_is_told() {
    let client = client().await;
    let mut next = format!("/subscriptions/{SUBSCRIPTION}/resources?api-version=2021-04-01&$top=2");
    let (mut names, mut pages) = (Vec::new(), 0);
    loop {
        let page = client.get(&next).await.json();
        names.extend(page["value"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()));
        pages += 1;
        match page["nextLink"].as_str() {
            Some(link) => next = link.to_owned(),
            None => break,
        }
    }
    assert!(pages > 2);
    assert_eq!(names, list(&client, "/resources").await);
}

/// docs: Providers, Get: programs look up there which API version a type has.
#[tokio::test(start_paused = true)]
async fn a_provider_names_its_types_with_api_versions_and_an_unknown_group_is_not_there() {
    let client = client().await;
    let of = async |path: &str| {
        client.get(&format!("/subscriptions/{SUBSCRIPTION}{path}?api-version={}", api_version(path))).await
    };
    let provider = of("/providers/Microsoft.Web").await.json();
    for kind in ["sites", "sites/slots", "serverFarms"] {
        let types = provider["resourceTypes"].as_array().unwrap();
        let found = types.iter().find(|one| one["resourceType"] == kind).unwrap();
        assert!(found["apiVersions"].as_array().unwrap().contains(&Value::from("2023-12-01")), "{kind}");
        assert_eq!(found["locations"][0], "West Europe");
    }
    assert!(list(&client, "/providers").await.contains(&"Microsoft.Insights".to_owned()));
    for path in ["/resourceGroups/none/providers/Microsoft.Web/sites", "/resourceGroups/none/resources"] {
        let missing = of(path).await;
        assert_eq!((missing.status, &missing.json()["error"]["code"]), (404, &Value::from("ResourceGroupNotFound")));
    }
    let head = |group: &str| format!("/subscriptions/{SUBSCRIPTION}/resourcegroups/{group}?api-version=2022-09-01");
    assert_eq!(client.send("HEAD", &head(GROUP), bytes::Bytes::new()).await.status, 204);
    assert_eq!(client.send("HEAD", &head("none"), bytes::Bytes::new()).await.status, 404);
}
