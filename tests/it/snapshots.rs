//! What users read, whole: a change of these texts is seen in review.
//!
//! `cargo insta test --review` writes what has changed; `cargo test` only compares.

use crate::support::Rehearsal;
use crate::support::served::program;
use crate::support::stable::stable;

fn help(arguments: &[&str]) -> String {
    String::from_utf8(program(arguments).output().unwrap().stdout).unwrap()
}

#[test]
fn the_help_lists_every_command() {
    insta::assert_snapshot!(help(&["--help"]), @r#"
    Releases Azure Functions apps through deployment slots

    Usage: slot-deploy <COMMAND>

    Commands:
      release    deploy to the slot, prove and probe it, swap, verify, and watch production
      stage      deploy to the slot, prove and probe it, and write a ticket for `promote`
      promote    take a ticket, compare it with Azure's current state, swap, verify, watch production, roll back if needed
      rollback   roll production back to what it served before its last swap, verified
      reconcile  finish or report a release whose run was cancelled, killed or lost
      check      say whether a release would start, with all that stops it, and what it would do; changes nothing
      diff       compare the app settings of the configuration, of the slot and of production, and of another environment, by name and never by value; changes nothing
      status     say what production and the slot run, by which release and since when, with the newest releases and what contradicts them; changes nothing
      layer      say whether the container of packages has the dependencies of the app, so that they need not be installed
      gc         list what no app needs of the container of packages, or delete it
      pack       make the package of a folder and print its digest
      rehearse   the whole release against a simulated Azure and GitHub, with faults on request
      simulate   serve the simulated Azure and GitHub on a loopback port, for other clients
      explain    say what a code, a check or an outcome means, and what to do; without a name, list them all
      config     print what `slot-deploy.yml` and the inputs come to, each value with the line or input that it came from
      schema     print the JSON Schema of `slot-deploy.yml`, for editors
      help       Print this message or the help of the given subcommand(s)

    Options:
      -h, --help     Print help
      -V, --version  Print version
    "#);
}

#[test]
fn the_help_of_a_command_lists_its_arguments_and_options() {
    insta::assert_snapshot!(help(&["rehearse", "--help"]), @r#"
    the whole release against a simulated Azure and GitHub, with faults on request

    Usage: slot-deploy rehearse [OPTIONS] [APP-FOLDER]

    Arguments:
      [APP-FOLDER]  a folder with an app of your own; the built-in sample when not given

    Options:
          --app <TEXT>                     the app of `apps:` in `slot-deploy.yml`; needed where that has several
          --environment <TEXT>             the environment of `environments:` in `slot-deploy.yml`; `environment-name`, or the only one, when not given
          --app-name <TEXT>                the function app
          --resource-group <TEXT>          its resource group; looked for by name when not given
          --slot <TEXT>                    the slot that is deployed to [default: staging]
          --target-slot <TEXT>             the slot that serves users [default: production]
          --package-unchanged[=<BOOL>]     send a given zip as it is, without the entry that names its content
          --digest <TEXT>                  release a package again that is in `storage-container`, by the content digest of a former release; instead of `package`
          --strategy <CHOICE>              how the package reaches the slot; `auto`: `package-url` where a `storage-container` is given, else `site-package` where a Linux slot runs from packages on its share, else `zip-deploy` [default: auto] [one of: auto, zip-deploy, package-url, site-package]
          --build <CHOICE>                 where the app is built; `local`: in the job, and what was packed is what runs; `remote`: by Azure in the slot, on Linux [default: local] [one of: local, remote]
          --dependencies <NAME>            folders of the package that hold dependencies, each with `/` at its end, and the lock files that decide what they are; `.python_packages/`, `node_modules/` and the lock files beside host.json when not given
          --storage-container <TEXT>       the URL of a blob container for packages and for the memory of releases: only what changed is uploaded, and the slot is switched to it
          --ticket <TEXT>                  the output `ticket` of the job that staged, for `command: promote`
          --allow-foreign-ticket[=<BOOL>]  accept a ticket of another workflow run
          --probes <YAML>                  the probes of the app, as YAML; in place of those of `config`
          --config <PATH>                  the file with probes, rules and all that inputs may say as well; `slot-deploy.yml` is read when it is there
          --settings <TEXT>                app settings that the slot gets and that travel with the swap, one NAME=VALUE a line; they win over `settings:` in `config`
          --create-slot[=<BOOL>]           create the slot where it is missing: stopped at first, with settings that a host needs and nothing else of production's, its triggers held
          --dry-run[=<BOOL>]               check everything, print what would be done, and change nothing
          --busy <CHOICE>                  what to do while another release of the app is in progress, its watch included [default: wait] [one of: wait, fail]
          --force[=<BOOL>]                 release content that was rolled back before, as recorded in GitHub Deployments
          --swap <CHOICE>                  `preview` runs and probes the slot with production's settings first; `none` stops after the probes, as `stage` does [default: direct] [one of: direct, preview, none]
          --drain[=<BOOL>]                 let executions in production finish before the swap, which would cut them; at most ten minutes
          --hold[=<BOOL>]                  triggers are held in the slot while it is staged and probed; production has them again by the swap itself
          --after <CHOICE>                 what becomes of the old version in the slot once the release is verified: it runs on, its triggers are held, or the slot is stopped [one of: keep, hold, stop]
          --watch <DURATION>               how long production is watched after the swap; at least `1m` [default: 10m]
          --timeout <DURATION>             time for everything before the swap, and again for the watch [default: 45m]
          --deployment <CHOICE>            whether a GitHub Deployment is made; `auto`: where the job may make one [default: auto] [one of: auto, true, false]
          --environment-name <TEXT>        the environment of that deployment [default: production]
          --strict[=<BOOL>]                warnings stop the release, and an unverified promotion exits 3
          --report <PATH>                  where the record goes; flag only
          --step <NAME>                    a command that is rehearsed, as a job of its own; several times for several jobs, such as `stage` and `promote`; `release` when not given
          --expect <TEXT>                  how it has to end, such as `rolled-back`: then this is success, and all else a failure
          --cancel-at <TEXT>               a phase in which the run is cancelled, such as `swap`; its post-step follows
          --kill-at <TEXT>                 a phase in which the step is killed, such as `watch`; its post-step follows, unless the next job is `reconcile`
          --run-app[=<BOOL>]               start that app's custom handler for real; its code runs on this machine
          --fault <NAME>                   what goes wrong; several times for several: probe-fails, slot-redeployed, staging-eats-queue, wrong-subject, swap-fails, swap-417, swap-answer-lost, swap-silently-reverted, production-5xx-after-swap, functions-throw, token-expires-mid-watch
          --real-time[=<BOOL>]             run the clock in real time
          --world <PATH>                   a world file with apps of your own; the built-in world when not given
      -h, --help                           Print help
    "#);
}

#[tokio::test(start_paused = true)]
async fn the_log_of_a_verified_release_names_each_phase_and_its_result() {
    let told = Rehearsal::new().run().await;
    insta::assert_snapshot!(stable(&told.log, &told), @"
    ::group::Package
    ::endgroup::
    ✓ Package ([TIME]): 3 files, 722 bytes, content cfa2b2556630
    ::group::Sign in
    ::endgroup::
    ✓ Sign in ([TIME]): signed in as repo:contoso/shop:ref:refs/heads/main, found shop-orders
    ::group::Preflight
    waiting for an answer of sim.test: [TIME]
    ok: shop-orders is a function app
    ok: the plan plan-shop (EP1) gives 3 slots
    ok: the slot `staging` exists
    ok: production and the slot are on one plan
    ok: production and the slot are running
    ok: the identity may upload, restart and swap
    ok: no lock blocks the release
    ok: no swap or other operation is in progress
    ok: no swap with preview is waiting
    ok: the slot does not swap by itself
    ok: function keys stay with their slot
    ok: production and the slot have host ids of their own
    ok: what is deployed to the slot reaches production by the swap only
    ok: no build on the server changes the package
    ok: the SCM site of the slot takes packages, as far as the settings say
    ok: both sides run one version of the Functions host
    ok: both sides run on CUSTOM
    ok: both sides are pinned to a major version of the Functions host
    ok: no end of support within 180 days is known of CUSTOM, its host and its plan
    ok: production runs deployment [ID] (not made by slot-deploy)
    ok: a swap back would give production deployment [ID] (not made by slot-deploy) again
    ok: no fault of production is visible
    ok: sim.test/site/shop-orders-staging answers
    ok: sim.test/scm/shop-orders-staging answers
    ok: from this runner the control plane answers in [TIME], the slot in [TIME] and its SCM site in [TIME]: every strategy works from here
    ok: the slot takes none of production's events
    ok: no function would be switched off in production by the swap
    ok: production keeps all its settings in the swap
    ok: production listens after the swap where it listens now
    ok: production's host keeps its storage account in the swap
    ok: every reference to a Key Vault resolves on both sides
    ok: every reference to App Configuration resolves on both sides
    ok: no setting says that the storage account is closed to all but the app's network
    ok: both sides say the same of what moves in a swap
    ok: every connection that an identity opens is whole
    ok: both sides have identities of the same kind, or none
    ok: the run was started by `push`
    ok: it runs as a job of GitHub Actions
    ok: every function of production is in the release
    ::endgroup::
    ✓ Preflight ([TIME]): 39 checks, 0 warnings; production runs deployment [ID] (not made by slot-deploy)
    the package goes to the slot by zip-deploy: no `storage-container` is given, and the slot runs from its own files
    ::group::Deliver to the slot
    ::endgroup::
    ✓ Deliver to the slot ([TIME]): deployment [GUID] succeeded
    ::group::Prove it is running
    ::endgroup::
    ✓ Prove it is running ([TIME]): the host runs release cfa2b2556630 with 1 function on 1 instance; content proved by the bytes of all 3 files
    ::group::Probe the slot
    ok: version (GET /api/version answered as expected, [TIME])
    ::endgroup::
    ✓ Probe the slot ([TIME]): 1 of 1 probes passed
    the platform will warm the slot up by `GET /`, which answers 200 now
    ::group::Fence
    ::endgroup::
    ✓ Fence ([TIME]): the slot, production's release and the settings are as they were when this was staged
    production serves content that slot-deploy did not release; to roll back to it by hand: az functionapp deployment slot swap --name shop-orders --resource-group rg-shop --slot staging --target-slot production
    ::group::Swap
    ::endgroup::
    ✓ Swap ([TIME]): Azure swapped in [TIME]
    ::group::Verify
    ::endgroup::
    ✓ Verify ([TIME]): production runs release cfa2b2556630; the slot holds deployment [ID] (not made by slot-deploy)
    ::group::Watch production
    in the first minute production was asked [COUNT] and always answered
    ::endgroup::
    ✓ Watch production ([TIME]): healthy for [TIME] by its critical probes
    ✅ verified: Production runs this release and stayed healthy
      ✓ runtime pinned and aligned
      – not asked: tests passed on this commit
      ✓ artifact immutable and traceable: content cfa2b2556630 of commit 111111111111
      – not asked: identity proved for all triggers: only a check looks at it
      ✓ staging deployed: 1 instance ran it
      ✓ smoke passed before swap: 1 probe
      – not asked: rollback possible and when last rehearsed: no rollback is in the part of the release history that was read
      ✓ not from a laptop: a step of a workflow run
      ✓ no missing settings
      – not asked: identity instead of connection strings: only a check looks at it
      ✓ extensions compatible: content cfa2b2556630
      ✓ sticky settings right
    ::notice title=verified%3A Production runs this release and stayed healthy::production runs the release, read back and watched for the whole window
    ");
}

#[tokio::test(start_paused = true)]
async fn the_summary_of_a_verified_release_says_what_runs_where_and_why_it_is_healthy() {
    let told = Rehearsal::new().run().await;
    insta::assert_snapshot!(stable(&told.summary, &told), @r#"
    ## ✅ verified — Production runs this release and stayed healthy

    ### Checklist

    - ✅ runtime pinned and aligned (`host-version`, `stack-version`, `host-version-pinned`, `end-of-support`)
    - ⬜ not asked: tests passed on this commit
    - ✅ artifact immutable and traceable: content cfa2b2556630 of commit 111111111111 (`no-server-build`)
    - ⬜ not asked: identity proved for all triggers: only a check looks at it
    - ✅ staging deployed: 1 instance ran it (`slot-exists`, `both-running`)
    - ✅ smoke passed before swap: 1 probe (`slot-reachable`)
    - ⬜ not asked: rollback possible and when last rehearsed: no rollback is in the part of the release history that was read (`way-back`)
    - ✅ not from a laptop: a step of a workflow run (`not-from-a-laptop`)
    - ✅ no missing settings (`settings-kept`)
    - ⬜ not asked: identity instead of connection strings: only a check looks at it
    - ✅ extensions compatible: content cfa2b2556630
    - ✅ sticky settings right (`content-moves`, `live-triggers`, `disabled-stays-in-slot`, `connections-stay`, `host-storage-stays`, `overrides-agree`)

    From 2026-11-18 [CLOCK] to [CLOCK] UTC: [TIME]

    ### What was released

    | App | `shop-orders` · slot `staging` → `production` · [open](https://sim.test/site/shop-orders) |
    | --- | --- |
    | Commit | `111111111111` · [open](https://github.com/contoso/shop/commit/1111111111111111111111111111111111111111) |
    | Content | `cfa2b2556630` |
    | Content proved by | the bytes of all 3 files |
    | Package | 3 files, 722 bytes, 722 bytes sent (by zip-deploy: no \`storage-container\` is given, and the slot runs from its own files) |
    | Deployment | `[GUID]` |
    | Production before | deployment [ID] (not made by slot-deploy) |
    | Production now | release cfa2b2556630 |
    | In the slot now | deployment [ID] (not made by slot-deploy) |
    | Asked for by | octocat |
    | Run | [log](https://github.com/contoso/shop/actions/runs/77) |
    | Look at | [slot](https://sim.test/site/shop-orders-staging) · [log stream of production](https://sim.test/scm/shop-orders/api/logstream) · [log stream of the slot](https://sim.test/scm/shop-orders-staging/api/logstream) |

    ### Probes

    |  | Probe | Where | Request | Latency | Result |
    | --- | --- | --- | --- | --- | --- |
    | ✅ | version | slot | `GET /api/version` | [TIME] | 2 expectations held |
    | ✅ | version | production | `GET /api/version` | [TIME] | 2 expectations held |

    ### Watch

    Production was watched for [TIME] of [TIME] with [COUNT]: healthy, by its critical probes.

    - In the first minute production was asked [COUNT] (`GET /api/version`) and always answered.

    | Rule | Mode | Saw | In numbers |
    | --- | --- | --- | --- |
    | probes | enforce | good | good in [COUNT] |
    | host | enforce | good | good in [COUNT] |
    | content | enforce | good | good in [COUNT] |
    | functions | enforce | good | good in [COUNT] |
    | errors | enforce | too little data | 0 requests were counted since the swap |
    | latency | observe | too little data | 0 requests are too few to compare times |
    | silence | observe | too little data | 0.0 requests a minute before the swap are too few to miss them |

    ### Functions

    The same 1 as before.

    <details><summary>All 1</summary>

    - `version` · `httpTrigger`

    </details>

    ### Preflight

    <details><summary>39 checks in order</summary>

    - ✅ shop-orders is a function app (`function-app`)
    - ✅ the plan plan-shop (EP1) gives 3 slots (`plan-has-slots`)
    - ✅ the slot `staging` exists (`slot-exists`)
    - ✅ production and the slot are on one plan (`same-plan`)
    - ✅ production and the slot are running (`both-running`)
    - ✅ the identity may upload, restart and swap (`rights-suffice`)
    - ✅ no lock blocks the release (`management-lock`)
    - ✅ no swap or other operation is in progress (`no-pending-operation`)
    - ✅ no swap with preview is waiting (`no-prepared-swap`)
    - ✅ the slot does not swap by itself (`no-auto-swap`)
    - ✅ function keys stay with their slot (`key-storage`)
    - ✅ production and the slot have host ids of their own (`own-host-id`)
    - ✅ what is deployed to the slot reaches production by the swap only (`content-moves`)
    - ✅ no build on the server changes the package (`no-server-build`)
    - ✅ the SCM site of the slot takes packages, as far as the settings say (`scm-takes-packages`)
    - ✅ both sides run one version of the Functions host (`host-version`)
    - ✅ both sides run on CUSTOM (`stack-version`)
    - ✅ both sides are pinned to a major version of the Functions host (`host-version-pinned`)
    - ✅ no end of support within 180 days is known of CUSTOM, its host and its plan (`end-of-support`)
    - ✅ production runs deployment [ID] (not made by slot-deploy) (`production-readable`)
    - ✅ a swap back would give production deployment [ID] (not made by slot-deploy) again (`way-back`)
    - ✅ no fault of production is visible (`production-healthy`)
    - ✅ sim.test/site/shop-orders-staging answers (`slot-reachable`)
    - ✅ sim.test/scm/shop-orders-staging answers (`scm-reachable`)
    - ✅ from this runner the control plane answers in [TIME], the slot in [TIME] and its SCM site in [TIME]: every strategy works from here (`runner-reach`)
    - ✅ the slot takes none of production's events (`live-triggers`)
    - ✅ no function would be switched off in production by the swap (`disabled-stays-in-slot`)
    - ✅ production keeps all its settings in the swap (`settings-kept`)
    - ✅ production listens after the swap where it listens now (`connections-stay`)
    - ✅ production's host keeps its storage account in the swap (`host-storage-stays`)
    - ✅ every reference to a Key Vault resolves on both sides (`key-vault-references`)
    - ✅ every reference to App Configuration resolves on both sides (`app-configuration-references`)
    - ✅ no setting says that the storage account is closed to all but the app's network (`secured-storage`)
    - ✅ both sides say the same of what moves in a swap (`overrides-agree`)
    - ✅ every connection that an identity opens is whole (`connection-form`)
    - ✅ both sides have identities of the same kind, or none (`same-identities`)
    - ✅ the run was started by `push` (`hostile-trigger`)
    - ✅ it runs as a job of GitHub Actions (`not-from-a-laptop`)
    - ✅ every function of production is in the release (`functions-kept`)

    </details>
    "#);
}

#[tokio::test(start_paused = true)]
async fn the_summary_of_a_dry_run_is_the_plan() {
    let told = Rehearsal::new().input("dry-run", "true").run().await;
    insta::assert_snapshot!(stable(&told.summary, &told), @r#"
    ## ✅ checked — Nothing was changed: this is what would be done

    ### Checklist

    - ✅ runtime pinned and aligned (`host-version`, `stack-version`, `host-version-pinned`, `end-of-support`)
    - ❌ tests passed on this commit (`tests-passed`)
    - ✅ artifact immutable and traceable: content cfa2b2556630 of commit 111111111111 (`no-server-build`)
    - ✅ identity proved for all triggers (`key-vault-references`, `app-configuration-references`, `same-identities`, `connection-roles`)
    - ⬜ not asked: staging deployed: nothing was deployed to the slot (`slot-exists`, `both-running`)
    - ⬜ not asked: smoke passed before swap: no probe asked the slot (`slot-reachable`)
    - ⬜ not asked: rollback possible and when last rehearsed: no rollback is in the part of the release history that was read (`way-back`)
    - ✅ not from a laptop: a step of a workflow run (`not-from-a-laptop`)
    - ✅ no missing settings (`connections-exist`, `settings-kept`, `settings-gained`)
    - ❌ identity instead of connection strings (`keys-in-connections`)
    - ✅ extensions compatible: content cfa2b2556630
    - ✅ sticky settings right (`content-moves`, `live-triggers`, `disabled-stays-in-slot`, `connections-stay`, `host-storage-stays`, `overrides-agree`)

    ### Plan

    1. deploy 3 files, 722 bytes, content cfa2b2556630, to the slot `staging` (by zip-deploy, `POST /api/zipdeploy` of its SCM site: no `storage-container` is given, and the slot runs from its own files)
    2. prove that every instance of the slot runs this content, with all its functions
    3. probe the slot: version
    4. swap `staging` into `production` (`POST …/slotsswap`), which serves deployment [ID] (not made by slot-deploy)
    5. watch production for [TIME] by its probes (version), host, functions and content
    6. roll production back to what it serves now if it becomes unhealthy; by hand: az functionapp deployment slot swap --name shop-orders --resource-group rg-shop --slot staging --target-slot production
    7. in all: what is before the swap takes [TIME] at most (`timeout`), the swap 1 to [TIME] on an idle app, and the watch [TIME]; until then the next release of this app waits

    ### What the swap moves

    | | Production now | Slot now | In the swap |
    | --- | --- | --- | --- |
    | content | deployment [ID] (not made by slot-deploy) | what the release brings | moves |
    | sticky app settings | – | `AzureWebJobs.Nightly.Disabled` (only here), `AzureWebJobs.TakeOrder.Disabled` (only here) | stays |
    | host names and their certificates | sim.test/site/shop-orders | sim.test/site/shop-orders-staging | stays |
    | managed identities | its own | its own | stays |

    From 2026-11-18 [CLOCK] to [CLOCK] UTC: [TIME]

    ### What it is about

    | App | `shop-orders` · slot `staging` → `production` · [open](https://sim.test/site/shop-orders) |
    | --- | --- |
    | Commit | `111111111111` · [open](https://github.com/contoso/shop/commit/1111111111111111111111111111111111111111) |
    | Content | `cfa2b2556630` |
    | Package | 3 files, 722 bytes, nothing sent (by zip-deploy: no \`storage-container\` is given, and the slot runs from its own files) |
    | Production before | deployment [ID] (not made by slot-deploy) |
    | Asked for by | octocat |
    | Run | [log](https://github.com/contoso/shop/actions/runs/77) |
    | Look at | [slot](https://sim.test/site/shop-orders-staging) · [log stream of production](https://sim.test/scm/shop-orders/api/logstream) · [log stream of the slot](https://sim.test/scm/shop-orders-staging/api/logstream) |

    ### Preflight

    ℹ️ since the app has a slot, the portal shows its functions read only: a repair there is not possible (`portal-is-read-only`)

    repair by a release; to say that this is meant, which restarts production:

    ```
    az functionapp config appsettings set --name shop-orders --resource-group rg-shop --settings FUNCTION_APP_EDIT_MODE=readOnly
    ```

    ℹ️ the platform's warm-up asks each instance of the slot for `/` before the swap, and takes any answer for warm, also a 500 (`warm-up-tells`)

    name a function that needs no key and says whether the app works, and the answer that counts, on both sides, since these settings move in a swap and a side restarts by them; for the slot:

    ```
    az functionapp config appsettings set --name shop-orders --resource-group rg-shop --slot staging --settings WEBSITE_SWAP_WARMUP_PING_PATH=/api/version WEBSITE_SWAP_WARMUP_PING_STATUSES=200
    ```

    ℹ️ these connections are opened by a key in a setting: `AzureWebJobsStorage` (`keys-in-connections`)

    let the identity of each side open them: in place of `AzureWebJobsStorage` set `AzureWebJobsStorage__accountName` (or `AzureWebJobsStorage__blobServiceUri`, where the account has other addresses)

    ℹ️ the subject `repo:contoso/shop:ref:refs/heads/main` is bound to no environment, so that no environment's reviewers guard the identity (`oidc-subject`)

    give the job `environment: production`, and the federated credential the subject that the job then has, such as `repo:contoso/shop:environment:production`

    ℹ️ no check but this run's own passed on the commit 1111111 (`tests-passed`)

    let the release wait for the tests: `needs:` in one workflow, or a required check on the branch

    ℹ️ whether the workflow has a concurrency group is not known: its file is not in the checkout, is not YAML, or is longer than 1 MiB (`concurrency-group`)

    check the repository out before this step, with the workflow file in it

    <details><summary>48 checks in order</summary>

    - ✅ shop-orders is a function app (`function-app`)
    - ✅ the plan plan-shop (EP1) gives 3 slots; 2 are used (production, staging), 1 free (`plan-has-slots`)
    - ✅ the slot `staging` exists (`slot-exists`)
    - ✅ production and the slot are on one plan (`same-plan`)
    - ✅ the plan plan-shop (EP1) has 1 machine of 3584 MiB; apps and slots on it: 2, so 1792 MiB for each (`room-on-plan`)
    - ✅ production and the slot are running (`both-running`)
    - ✅ the identity may upload, restart and swap (`rights-suffice`)
    - ✅ no lock blocks the release (`management-lock`)
    - ✅ no swap or other operation is in progress (`no-pending-operation`)
    - ✅ no swap with preview is waiting (`no-prepared-swap`)
    - ✅ the slot does not swap by itself (`no-auto-swap`)
    - ✅ function keys stay with their slot (`key-storage`)
    - ✅ production and the slot have host ids of their own (`own-host-id`)
    - ✅ no other slot has the host id of production or of the slot by its name (`host-ids-of-slots`)
    - ✅ the slot is as well protected as production, as far as its configuration says (`slot-as-protected`)
    - ✅ no function of production takes events that a swap could end (`executions-end`)
    - ✅ production has no orchestrations (`running-orchestrations`)
    - ✅ what is deployed to the slot reaches production by the swap only (`content-moves`)
    - ✅ no build on the server changes the package (`no-server-build`)
    - ✅ no build setting is old or contradicts another (`old-build-settings`)
    - ✅ the SCM site of the slot takes packages, as far as the settings say (`scm-takes-packages`)
    - ✅ both sides run one version of the Functions host (`host-version`)
    - ✅ both sides run on CUSTOM (`stack-version`)
    - ✅ both sides are pinned to a major version of the Functions host (`host-version-pinned`)
    - ✅ no end of support within 180 days is known of CUSTOM, its host and its plan (`end-of-support`)
    - ✅ production runs deployment [ID] (not made by slot-deploy) (`production-readable`)
    - ✅ a swap back would give production deployment [ID] (not made by slot-deploy) again (`way-back`)
    - ✅ no fault of production is visible (`production-healthy`)
    - ✅ sim.test/site/shop-orders-staging answers (`slot-reachable`)
    - ✅ sim.test/scm/shop-orders-staging answers (`scm-reachable`)
    - ✅ from this runner the control plane answers in [TIME], the slot in [TIME] and its SCM site in [TIME]: every strategy works from here (`runner-reach`)
    - ✅ the slot takes none of production's events (`live-triggers`)
    - ✅ every trigger finds its connection in production after the swap (`connections-exist`)
    - ✅ no function would be switched off in production by the swap (`disabled-stays-in-slot`)
    - ✅ production keeps all its settings in the swap (`settings-kept`)
    - ✅ the swap brings no new setting to production (`settings-gained`)
    - ✅ production listens after the swap where it listens now (`connections-stay`)
    - ✅ production's host keeps its storage account in the swap (`host-storage-stays`)
    - ✅ every reference to a Key Vault resolves on both sides (`key-vault-references`)
    - ✅ every reference to App Configuration resolves on both sides (`app-configuration-references`)
    - ✅ no setting says that the storage account is closed to all but the app's network (`secured-storage`)
    - ✅ both sides say the same of what moves in a swap (`overrides-agree`)
    - ✅ every connection that an identity opens is whole (`connection-form`)
    - ✅ both sides have identities of the same kind, or none (`same-identities`)
    - ✅ no connection is opened by an identity (`connection-roles`)
    - ✅ the run was started by `push` (`hostile-trigger`)
    - ✅ it runs as a job of GitHub Actions (`not-from-a-laptop`)
    - ✅ every function of production is in the release (`functions-kept`)

    </details>
    "#);
}

#[tokio::test(start_paused = true)]
async fn the_log_and_the_summary_of_an_unknown_app_say_what_to_check() {
    let told = Rehearsal::new().input("app-name", "nobody").run().await;
    insta::assert_snapshot!(stable(&told.log, &told), @r#"
    ::group::Package
    ::endgroup::
    ✓ Package ([TIME]): 3 files, 722 bytes, content cfa2b2556630
    ::group::Sign in
    ::endgroup::
    ✗ Sign in ([TIME]): there is no app `nobody` in subscription [GUID] that this identity can see
    ❌ aborted: Production was not changed: the release stopped before the swap
      why: there is no app `nobody` in subscription [GUID] that this identity can see
      - check `app-name` and `subscription-id`; the identity needs Microsoft.Web/sites/Read on the app, and to find it without `resource-group` also the right to list resources
    ::error title=aborted%3A Production was not changed%3A the release stopped before the swap::check `app-name` and `subscription-id`; the identity needs Microsoft.Web/sites/Read on the app, and to find it without `resource-group` also the right to list resources%0Athere is no app `nobody` in subscription [GUID] that this identity can see
    "#);
    insta::assert_snapshot!(stable(&told.summary, &told), @r#"
    ## ❌ aborted — Production was not changed: the release stopped before the swap

    **There is no app `nobody` in subscription [GUID] that this identity can see**

    ### What to do

    - check `app-name` and `subscription-id`; the identity needs Microsoft.Web/sites/Read on the app, and to find it without `resource-group` also the right to list resources

    From 2026-11-18 [CLOCK] to [CLOCK] UTC: [TIME]

    ### What it is about

    | App | `nobody` · slot `staging` → `production` |
    | --- | --- |
    | Commit | `111111111111` · [open](https://github.com/contoso/shop/commit/1111111111111111111111111111111111111111) |
    | Content | `cfa2b2556630` |
    | Package | 3 files, 722 bytes, nothing sent |
    | Asked for by | octocat |
    | Run | [log](https://github.com/contoso/shop/actions/runs/77) |
    "#);
}
