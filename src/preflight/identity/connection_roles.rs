use crate::azure::DataRights;
use crate::preflight::{
    About, Answer, Check, ConnectionRights, DataUse, Fact, Lowers, OpenedResource, Part, PreflightOptions,
    ResourceRights, SideFact, Survey, Weight,
};
use crate::record::{Explanation, shell_line};

const WHAT: &str = "whether the identities of both sides have the roles that their connections need";

/// The identities of both sides have the roles that the connections of triggers, of other bindings and of the host need (facts: identity-connections;
/// facts: what-moves).
pub(in crate::preflight) struct ConnectionRoles;

const ABOUT: About = About {
    explanation: Explanation {
        id: "connection-roles",
        title: "Both identities have the roles that their connections need",
        why: "A connection that an identity opens is refused where the identity has no role for the data. The slot's identity may have \
              it and production's not: roles stay with the identity, and the identity with its side, while the connection moves. \
              Looked at are triggers and bindings of blobs, queues, tables, Service Bus, Event Hubs and Cosmos DB, the storage of the host \
              and that of Durable Functions. Those of other kinds are named, and what a group has in Cosmos DB is not seen. \
              Reading the roles of Cosmos DB takes Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments/read and \
              …/sqlRoleDefinitions/read.",
        fix: "Assign the role with the command of the finding.",
        rights: &[
            "Microsoft.Authorization/roleAssignments/read",
            "Microsoft.Authorization/roleDefinitions/read",
            "Microsoft.Resources/subscriptions/resources/read",
        ],
    },
    reads: &[
        Fact::Production(SideFact::Site),
        Fact::Production(SideFact::Functions),
        Fact::Production(SideFact::Settings),
        Fact::Production(SideFact::ConnectionStrings),
        Fact::Slot(SideFact::Site),
        Fact::Slot(SideFact::Functions),
        Fact::Slot(SideFact::Settings),
        Fact::Slot(SideFact::ConnectionStrings),
        Fact::StickySettings,
        Fact::ConnectionRoles,
    ],
    weight: Weight::Warns,
    lowers: Lowers::Yes,
};

impl Check for ConnectionRoles {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn applies(&self, options: &PreflightOptions) -> bool {
        options.is_check
    }

    fn look(&self, survey: &Survey) -> Option<Answer> {
        if let Err(unread) = survey.after_swap(WHAT)? {
            return Some(unread);
        }
        let unread = survey.listed_functions(WHAT).1;
        Some(match (judge(&survey.connection_roles), unread) {
            (Answer::Fine(_) | Answer::Unseen { .. }, Some(unread)) => unread,
            (answer, _) => answer,
        })
    }
}

/// What is seen of all connections.
#[derive(Default)]
struct Seen {
    missing: Vec<String>,
    grants: Vec<String>,
    untold: Vec<String>,
    mends: Vec<String>,
}

fn judge(rights: &ConnectionRights) -> Answer {
    let mut seen = Seen::default();
    for (opened, rights) in &rights.known {
        seen.look(opened, rights);
    }
    let Seen { mut missing, mut grants, untold, mut mends } = seen;
    mends.push("see that each side has the identity, and the identity its role on what it opens".to_owned());
    grants.sort();
    grants.dedup();
    let unknown = || format!("{WHAT} is not known of {}", untold.join("; "));
    match (missing.is_empty(), untold.is_empty(), rights.not_looked_at.is_empty()) {
        (false, is_all, _) => {
            missing.extend((!is_all).then(unknown));
            Answer::wrong(missing.join("; "), grants.join("; "))
        }
        (true, false, _) => Answer::untold(unknown(), mends.swap_remove(0)),
        (true, true, false) => Answer::unseen(
            format!("the roles of these are not asked: {}", rights.not_looked_at.join("; ")),
            "see that the identities of both sides have the roles that these bindings need",
        ),
        (true, true, true) if rights.known.is_empty() => Answer::fine("no connection is opened by an identity"),
        (true, true, true) => Answer::fine("the identities of both sides have the roles that their connections need"),
    }
}

/// Whether an identity may do what a connection is opened for.
enum Held {
    Yes,
    No,
    Untold(String),
}

impl Seen {
    fn look(&mut self, opened: &OpenedResource, rights: &ResourceRights) {
        let (at, connection) = (&opened.at, &opened.connection);
        let of = |why: &str| format!("`{connection}` of {at}: {why}");
        let (name, identity, rights) = match (&opened.name, &opened.identity, rights) {
            (_, _, Err(unread)) => {
                self.mends.extend(Some(unread.fix()).filter(|fix| !fix.is_empty()));
                return self.untold.push(of(&format!("its roles could not be read ({unread})")));
            }
            (Some(name), Some(identity), Ok(Some(rights))) => (name, identity, rights),
            (None, ..) => return self.untold.push(of("where it leads is given by reference")),
            (_, None, _) => return self.untold.push(of("it is not seen by which identity it is opened")),
            (Some(name), Some(_), Ok(None)) => {
                return self.untold.push(of(&format!("`{name}` is not seen in the app's subscription")));
            }
        };
        for (what, part) in &opened.uses {
            let role = what.role();
            match held(rights, *what, part) {
                Held::Yes => {}
                Held::No => {
                    let says = format!("the identity of {at} lacks {role} on `{name}` for `{connection}`");
                    // A further part of the same needs the same role.
                    if !self.missing.contains(&says) {
                        self.missing.push(says);
                    }
                    self.grants.push(grant(*what, identity, &rights.scope));
                }
                Held::Untold(why) => self.untold.push(of(&why)),
            }
        }
    }
}

fn held(rights: &DataRights, what: DataUse, part: &Part) -> Held {
    let actions = what.actions();
    if actions.iter().any(|action| rights.allow(action)) {
        return Held::Yes;
    }
    let parts: Vec<&str> = actions.iter().flat_map(|action| rights.parts_for(action)).collect();
    let name = match part {
        Part::Named(name) => name,
        Part::Unseen if !parts.is_empty() => {
            return Held::Untold("its roles are on parts, and which part is used is not seen".to_owned());
        }
        Part::Unseen | Part::Whole => return Held::No,
    };
    let is_within = |part: &&&str| part.split('/').any(|segment| segment.eq_ignore_ascii_case(name));
    let within: Vec<&&str> = parts.iter().filter(is_within).collect();
    let topic = format!("/topics/{name}");
    match within.as_slice() {
        [] => Held::No,
        // Microsoft's page says that this fails (facts: identity-connections).
        all if what == DataUse::ReceiveMessages && all.iter().all(|part| part.eq_ignore_ascii_case(&topic)) => {
            Held::Untold(format!("its role is on the topic `{name}` alone, and not on the subscription"))
        }
        _ => Held::Yes,
    }
}

/// The command that assigns the role.
fn grant(what: DataUse, identity: &str, scope: &str) -> String {
    let of_cosmos = match what {
        DataUse::Items => "00000000-0000-0000-0000-000000000002",
        DataUse::ReadItems => "00000000-0000-0000-0000-000000000001",
        _ => {
            let words = ["az", "role", "assignment", "create", "--role", what.role()];
            let whom = ["--assignee-object-id", identity, "--assignee-principal-type", "ServicePrincipal"];
            return shell_line(words.into_iter().chain(whom).chain(["--scope", scope]));
        }
    };
    let segments: Vec<&str> = scope.split('/').collect();
    let (group, account) = (segments.get(4).unwrap_or(&""), segments.last().unwrap_or(&""));
    let words = ["az", "cosmosdb", "sql", "role", "assignment", "create", "--account-name", account];
    let rest =
        ["--resource-group", group, "--scope", "/", "--principal-id", identity, "--role-definition-id", of_cosmos];
    shell_line(words.into_iter().chain(rest))
}
