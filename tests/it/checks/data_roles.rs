//! The roles that triggers and bindings of Service Bus, Event Hubs and Cosmos DB need, of the identities of both sides.

use super::{check, finding};
use crate::support::{COMMIT, Rehearsal, TestApp, Told, status};
use rehearsal::default_world::{GROUP, IDENTITIES};
use rehearsal::faults::Where;
use rehearsal::state::{DataKind, DataResource, PartRole, ResourceRole, Side};
use serde_json::{Value, json};
use slot_deploy::record::{Finding, Severity};
use slot_deploy::report::{Mark, checklist};

const OF_PRODUCTION: &str = IDENTITIES[0];
const OF_SLOT: &str = IDENTITIES[1];

fn role(principal: &str, role: ResourceRole) -> PartRole {
    PartRole { principal: principal.to_owned(), part: None, role }
}

fn within(principal: &str, role: ResourceRole, part: &str) -> PartRole {
    PartRole { part: Some(part.to_owned()), ..self::role(principal, role) }
}

fn both(of: ResourceRole) -> Vec<PartRole> {
    IDENTITIES.iter().map(|identity| role(identity, of)).collect()
}

/// Both sides run these bindings, and identities open what they name, by settings behind these names.
fn opened(bindings: Value, settings: &'static [(&'static str, &'static str)]) -> Rehearsal {
    let app = |commit: &str| TestApp::new(commit).function_with("TakeOrder", bindings.clone());
    let set = move |side: &mut Side| {
        side.settings.extend(settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    };
    Rehearsal::of(&app(COMMIT), &app("former")).production(set).slot(set)
}

fn there(rehearsal: Rehearsal, kind: DataKind, name: &'static str, roles: Vec<PartRole>) -> Rehearsal {
    rehearsal.world(move |state| {
        let resource = DataResource { name: name.to_owned(), group: GROUP.to_owned(), kind, roles };
        state.data_resources.insert(name.to_owned(), resource);
    })
}

/// It takes orders from a queue, and sends what was sold to a topic.
fn bus(roles: Vec<PartRole>) -> Rehearsal {
    let bindings = json!([
        {"type": "serviceBusTrigger", "queueName": "orders", "connection": "Bus"},
        {"type": "serviceBus", "direction": "out", "topicName": "sold", "connection": "Bus"},
    ]);
    let settings = &[("Bus__fullyQualifiedNamespace", "shop-bus.servicebus.windows.net")];
    there(opened(bindings, settings), DataKind::ServiceBus, "shop-bus", roles)
}

fn hubs(roles: Vec<PartRole>) -> Rehearsal {
    let trigger = json!([{"type": "eventHubTrigger", "eventHubName": "clicks", "connection": "Hub"}]);
    let settings = &[("Hub__fullyQualifiedNamespace", "shop-hub.servicebus.windows.net")];
    there(opened(trigger, settings), DataKind::EventHubs, "shop-hub", roles)
}

fn cosmos(roles: Vec<PartRole>) -> Rehearsal {
    let trigger =
        json!([{"type": "cosmosDBTrigger", "databaseName": "shop", "containerName": "o", "connection": "Db"}]);
    let settings = &[("Db__accountEndpoint", "https://shop-db.documents.azure.com:443/")];
    there(opened(trigger, settings), DataKind::Cosmos, "shop-db", roles).world(|state| {
        state.directory.apps[0].actions.push("Microsoft.DocumentDB/*/read".to_owned());
    })
}

async fn found(rehearsal: Rehearsal) -> (Finding, Told) {
    let told = check(rehearsal).await;
    (finding(&told, "connection-roles").unwrap().clone(), told)
}

fn identity_line(told: &Told) -> Mark {
    checklist(&told.record).into_iter().find(|item| item.line.id == "identity").unwrap().mark
}

#[tokio::test(start_paused = true)]
async fn what_a_service_bus_trigger_and_an_output_need_is_asked_for_both_sides() {
    let all = [both(ResourceRole::Receiver), both(ResourceRole::Sender)].concat();
    let (fine, told) = found(bus(all.clone())).await;
    assert_eq!(fine.severity, Severity::Fine, "{}", fine.says);
    assert_eq!(identity_line(&told), Mark::Ticked);

    // Production cannot send, and the slot cannot receive.
    let lacking = all.into_iter().filter(|one| {
        !(one.principal == OF_PRODUCTION && one.role == ResourceRole::Sender
            || one.principal == OF_SLOT && one.role == ResourceRole::Receiver)
    });
    let (lacks, told) = found(bus(lacking.collect())).await;
    assert_eq!(lacks.severity, Severity::Warning, "{}", lacks.says);
    assert_eq!(identity_line(&told), Mark::Crossed);
    insta::assert_snapshot!(format!("{}\nfix: {}", lacks.says, lacks.fix), @"
    the identity of production of shop-orders lacks Azure Service Bus Data Sender on `shop-bus` for `Bus`; the identity of slot `staging` of shop-orders lacks Azure Service Bus Data Receiver on `shop-bus` for `Bus`
    fix: az role assignment create --role 'Azure Service Bus Data Receiver' --assignee-object-id 1de00000-1b2c-4d3e-8f90-0d4f6b1f0009 --assignee-principal-type ServicePrincipal --scope /subscriptions/a1e6b0c4-2f4d-4a58-8f6e-0d4f6b1f0002/resourceGroups/rg-shop/providers/Microsoft.ServiceBus/namespaces/shop-bus; az role assignment create --role 'Azure Service Bus Data Sender' --assignee-object-id 1de00000-1b2c-4d3e-8f90-0d4f6b1f0008 --assignee-principal-type ServicePrincipal --scope /subscriptions/a1e6b0c4-2f4d-4a58-8f6e-0d4f6b1f0002/resourceGroups/rg-shop/providers/Microsoft.ServiceBus/namespaces/shop-bus
    ");
}

#[tokio::test(start_paused = true)]
async fn a_role_on_the_queue_alone_is_enough_for_it_and_for_nothing_else() {
    let on = |part: &'static str| {
        let sends = both(ResourceRole::Sender);
        bus([sends, IDENTITIES.iter().map(|one| within(one, ResourceRole::Receiver, part)).collect()].concat())
    };
    let (fine, _) = found(on("queues/orders")).await;
    assert_eq!(fine.severity, Severity::Fine, "{}", fine.says);
    let (lacks, _) = found(on("queues/returns")).await;
    assert_eq!(lacks.severity, Severity::Warning);
    assert!(lacks.says.contains("lacks Azure Service Bus Data Receiver on `shop-bus`"), "{}", lacks.says);
}

/// Microsoft's page says that a role on the topic alone fails; on its subscription it does not.
#[tokio::test(start_paused = true)]
async fn a_role_on_a_topic_alone_is_not_called_enough_to_receive() {
    let on = |part: &'static str| {
        let trigger = json!([{"type": "serviceBusTrigger", "topicName": "sold", "subscriptionName": "mail", "connection": "Bus"}]);
        let settings = &[("Bus__fullyQualifiedNamespace", "shop-bus.servicebus.windows.net")];
        let roles = IDENTITIES.iter().map(|one| within(one, ResourceRole::Receiver, part)).collect();
        there(opened(trigger, settings), DataKind::ServiceBus, "shop-bus", roles)
    };
    let (fine, _) = found(on("topics/sold/subscriptions/mail")).await;
    assert_eq!(fine.severity, Severity::Fine, "{}", fine.says);
    let (untold, told) = found(on("topics/sold")).await;
    assert!(untold.says.contains("on the topic `sold` alone"), "{}", untold.says);
    assert_eq!((untold.severity, identity_line(&told)), (Severity::Warning, Mark::NotAsked));
}

#[tokio::test(start_paused = true)]
async fn an_event_hubs_trigger_needs_its_role_on_both_sides() {
    let (fine, _) = found(hubs(both(ResourceRole::Receiver))).await;
    assert_eq!(fine.severity, Severity::Fine, "{}", fine.says);
    // Who may send may not receive.
    let roles = vec![role(OF_PRODUCTION, ResourceRole::Receiver), role(OF_SLOT, ResourceRole::Sender)];
    let (lacks, _) = found(hubs(roles)).await;
    assert_eq!(lacks.severity, Severity::Warning, "{}", lacks.says);
    assert!(
        lacks.says.contains("slot `staging` of shop-orders lacks Azure Event Hubs Data Receiver"),
        "{}",
        lacks.says
    );
    assert!(!lacks.says.contains("production of"), "{}", lacks.says);
}

#[tokio::test(start_paused = true)]
async fn a_cosmos_db_trigger_needs_a_data_role_of_the_account() {
    let (fine, told) = found(cosmos(both(ResourceRole::Owner))).await;
    assert_eq!((fine.severity, identity_line(&told)), (Severity::Fine, Mark::Ticked), "{}", fine.says);
    let roles = vec![role(OF_PRODUCTION, ResourceRole::Receiver), role(OF_SLOT, ResourceRole::Owner)];
    let (lacks, _) = found(cosmos(roles)).await;
    assert_eq!(lacks.severity, Severity::Warning, "{}", lacks.says);
    insta::assert_snapshot!(format!("{}\nfix: {}", lacks.says, lacks.fix), @"
    the identity of production of shop-orders lacks Cosmos DB Built-in Data Contributor on `shop-db` for `Db`
    fix: az cosmosdb sql role assignment create --account-name shop-db --resource-group rg-shop --scope / --principal-id 1de00000-1b2c-4d3e-8f90-0d4f6b1f0008 --role-definition-id 00000000-0000-0000-0000-000000000002
    ");
    // Which database is used is not in the listing that is read.
    let parts = IDENTITIES.iter().map(|one| within(one, ResourceRole::Owner, "dbs/shop")).collect();
    let (untold, told) = found(cosmos(parts)).await;
    assert_eq!((untold.severity, identity_line(&told)), (Severity::Warning, Mark::NotAsked), "{}", untold.says);
}

#[tokio::test(start_paused = true)]
async fn roles_that_one_resource_keeps_to_itself_hide_no_others() {
    let bindings = json!([
        {"type": "serviceBusTrigger", "queueName": "orders", "connection": "Bus"},
        {"type": "cosmosDB", "direction": "out", "connection": "Db"},
    ]);
    let settings = &[
        ("Bus__fullyQualifiedNamespace", "shop-bus.servicebus.windows.net"),
        ("Db__accountEndpoint", "https://shop-db.documents.azure.com:443/"),
    ];
    let rehearsal = there(opened(bindings, settings), DataKind::ServiceBus, "shop-bus", Vec::new());
    let rehearsal = there(rehearsal, DataKind::Cosmos, "shop-db", both(ResourceRole::Owner));
    let (lacks, told) = found(rehearsal).await;
    assert!(lacks.says.contains("lacks Azure Service Bus Data Receiver"), "{}", lacks.says);
    assert!(lacks.says.contains("`Db` of production of shop-orders: its roles could not be read"), "{}", lacks.says);
    assert!(lacks.says.contains("sqlRoleAssignments/read"), "{}", lacks.says);
    assert_eq!(identity_line(&told), Mark::Crossed);
}

#[tokio::test(start_paused = true)]
async fn roles_of_a_namespace_that_may_not_be_read_are_not_called_enough() {
    let all = [both(ResourceRole::Receiver), both(ResourceRole::Sender)].concat();
    let at = Where::service("arm").path("namespaces/shop-bus/providers/Microsoft.Authorization/roleAssignments");
    let (untold, told) = found(bus(all).fault(at, status(403))).await;
    assert!(untold.says.contains("could not be read"), "{}", untold.says);
    assert_eq!((untold.severity, identity_line(&told)), (Severity::Warning, Mark::NotAsked));
}

/// What is opened for a binding that this tool does not know, or leads nobody sees where, is no reason to tick the line.
#[tokio::test(start_paused = true)]
async fn what_is_not_looked_at_leaves_the_line_of_identities_open() {
    let bindings = json!([{"type": "signalRTrigger", "hubName": "shop", "connection": "Live"}]);
    let settings = &[("Live__serviceUri", "https://shop.service.signalr.net")];
    let (unseen, told) = found(opened(bindings, settings)).await;
    assert_eq!((unseen.severity, identity_line(&told)), (Severity::Note, Mark::NotAsked), "{}", unseen.says);
    assert!(unseen.says.contains("`signalRTrigger`"), "{}", unseen.says);

    let bindings = json!([{"type": "serviceBusTrigger", "queueName": "orders", "connection": "Bus"}]);
    let settings =
        &[("Bus__fullyQualifiedNamespace", "@Microsoft.AppConfiguration(Endpoint=https://c.azconfig.io; Key=bus)")];
    let (untold, told) = found(opened(bindings, settings)).await;
    assert!(untold.says.contains("where it leads is given by reference"), "{}", untold.says);
    assert_eq!((untold.severity, identity_line(&told)), (Severity::Warning, Mark::NotAsked));
}
