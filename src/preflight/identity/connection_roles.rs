use crate::preflight::connection_roles::{AccountRights, StorageUse};
use crate::preflight::{About, Answer, Check, Fact, Lowers, PreflightOptions, SideFact, Survey, Weight};
use crate::record::{Explanation, shell_line};

const WHAT: &str = "whether the identities of both sides may use the storage of their connections";

/// The identities of both sides have the roles that their connections to storage need (facts: identity-connections;
/// facts: what-moves).
pub(in crate::preflight) struct ConnectionRoles;

const ABOUT: About = About {
    explanation: Explanation {
        id: "connection-roles",
        title: "Both identities may use the storage of their connections",
        why: "A connection that an identity opens is refused where the identity has no role for the data. The slot's identity may have \
              it and production's not: roles stay with the identity, and the identity with its side, while the connection moves. \
              Looked at is storage: of the host, of blob and queue triggers, and of Durable Functions. Service Bus, Event Hubs and \
              Cosmos DB are not asked.",
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
        Some(match &survey.connection_roles {
            Ok(rights) => match (judge(rights), unread) {
                (Answer::Fine(_), Some(unread)) => unread,
                (answer, _) => answer,
            },
            Err(error) => Answer::unread(WHAT, error),
        })
    }
}

fn judge(rights: &[AccountRights]) -> Answer {
    let (mut missing, mut grants, mut untold) = (Vec::new(), Vec::new(), Vec::new());
    for (opened, rights) in rights {
        let (at, connection, account) = (&opened.at, &opened.connection, &opened.account);
        match (&opened.identity, rights) {
            (Some(identity), Some(rights)) => {
                for one in opened.uses.iter().filter(|one| !rights.allow(one.action())) {
                    let role = one.role();
                    missing.push(format!("the identity of {at} lacks {role} on `{account}` for `{connection}`"));
                    grants.push(grant(*one, identity, &rights.scope));
                }
            }
            (Some(_), None) => {
                untold.push(format!("`{connection}` of {at}: `{account}` is not seen in the app's subscription"))
            }
            (None, _) => untold.push(format!("`{connection}` of {at}: it is not seen by which identity it is opened")),
        }
    }
    grants.sort();
    grants.dedup();
    match (missing.is_empty(), untold.is_empty()) {
        (false, _) => Answer::wrong(missing.join("; "), grants.join("; ")),
        (true, false) => Answer::untold(
            format!("{WHAT} is not known of {}", untold.join("; ")),
            "see that each side has the identity, and the identity its role on the account",
        ),
        (true, true) if rights.is_empty() => Answer::fine("no connection to storage is opened by an identity"),
        (true, true) => Answer::fine("the identities of both sides may use the storage of their connections"),
    }
}

fn grant(one: StorageUse, identity: &str, scope: &str) -> String {
    let words = ["az", "role", "assignment", "create", "--role", one.role()];
    let whom = ["--assignee-object-id", identity, "--assignee-principal-type", "ServicePrincipal"];
    shell_line(words.into_iter().chain(whom).chain(["--scope", scope]))
}
