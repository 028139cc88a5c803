use super::{Code, codes};

codes! {
    OIDC_NOT_PERMITTED: "oidc-not-permitted" {
        title: "The job may not ask GitHub for an OIDC token",
        why: "GitHub gives a token only to jobs with the permission `id-token: write`. Runs of pull requests from forks never \
              get one.",
        fix: "Add `permissions: { id-token: write, contents: read }` to the job, or sign in another way with `auth`.",
        rights: ["permissions: id-token: write"],
    }
    OIDC_UNAVAILABLE: "oidc-unavailable" {
        title: "GitHub gave no OIDC token",
        why: "The runner's token service did not answer, or answered with something that is not a token.",
        fix: "Run the job again. On a self-hosted runner check that it can reach the token service.",
    }
    FEDERATED_CREDENTIAL_MISMATCH: "federated-credential-mismatch" {
        title: "No federated credential matches the job's token",
        why: "The token of the job says which repository, branch or environment it is from. The application in Entra ID has no \
              federated credential for just that subject, issuer and audience. Comparison is case-sensitive.",
        fix: "Run the command that the report prints: it creates the credential for exactly the claims that were presented.",
    }
    SIGN_IN_WRONG_TENANT_OR_CLIENT: "sign-in-wrong-tenant-or-client" {
        title: "The tenant does not know the application",
        why: "`client-id` or `tenant-id` is not the right one, or the tenant lies in another cloud.",
        fix: "Check both, and `cloud`. For a user-assigned identity take its client id, not its object id.",
    }
    CLIENT_SECRET_REFUSED: "client-secret-refused" {
        title: "The client secret is wrong or has expired",
        why: "Entra ID knows the application and does not accept the secret.",
        fix: "Create a new secret; better, use OIDC, which needs none.",
    }
    SIGN_IN_REJECTED: "sign-in-rejected" {
        title: "Entra ID refused the sign-in",
        why: "The report has Entra ID's own words. Conditional Access policies and clocks that are wrong are frequent causes.",
        fix: "Look up the AADSTS number of the report in Microsoft's list of error codes.",
    }
    SIGN_IN_FAILED: "sign-in-failed" {
        title: "No token could be obtained",
        why: "The chosen way of signing in (`auth`) does not work here: for example there is no managed identity on this \
              machine, or the Azure CLI is not signed in.",
        fix: "Check that `auth` fits the machine; the report has the details.",
    }
}
