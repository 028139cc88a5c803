// What `@actions/core` and a plain token request make of the simulated GitHub and Entra. The one argument is a file with
// the line that `simulate` prints.
import { readFileSync } from "node:fs";
import * as core from "@actions/core";

const world = JSON.parse(readFileSync(process.argv[2], "utf8"));
const audience = "api://AzureADTokenExchange";
process.env.ACTIONS_ID_TOKEN_REQUEST_URL = world.oidc_request_url;
process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN = world.oidc_request_token;

const claims = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

function equal(actual, expected) {
  if (actual !== expected) throw new Error(`${actual} is not ${expected}`);
}

async function refused(promise, ...parts) {
  const message = await promise.then(() => "nothing was refused", (error) => error.message);
  for (const part of parts) if (!message.includes(part)) throw new Error(`no "${part}" in: ${message}`);
}

async function control(method, path, body) {
  const response = await fetch(`${world.control}${path}`, { method, body: body && JSON.stringify(body) });
  if (!response.ok) throw new Error(`control answers ${response.status}: ${await response.text()}`);
  return response;
}

const github = (changes) => control("PATCH", "/github", changes);

async function exchange(assertion) {
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: world.client_id,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: assertion,
    scope: `${world.arm}.default`,
  });
  const response = await fetch(`${world.authority}/${world.tenant_id}/oauth2/v2.0/token`, { method: "POST", body });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${response.status} ${answer.error_codes[0]}: ${answer.error_description}`);
  return answer;
}

const subjects = [
  ["a tag", { job: { trigger: { tag: "v1.2" } } }, "repo:contoso/shop:ref:refs/tags/v1.2"],
  [
    "a pull request",
    { job: { trigger: { "pull-request": { number: 7, head: "dark-mode", base: "main" } } } },
    "repo:contoso/shop:pull_request",
  ],
  ["an environment", { job: { environment: "eu:west" } }, "repo:contoso/shop:environment:eu%3Awest"],
  [
    "a repository with immutable subjects",
    { immutable_subjects: true, job: { trigger: { branch: "main" }, environment: null } },
    "repo:contoso@5544123/shop@821093847:ref:refs/heads/main",
  ],
  [
    "a template",
    { include_claim_keys: ["repository_id", "job_workflow_ref"], job: { reusable_workflow: "contoso/ci/.github/workflows/d.yml@v1" } },
    "repository_id:821093847:job_workflow_ref:contoso/ci/.github/workflows/d.yml@v1",
  ],
];

const checks = [
  ["a token of the toolkit opens Azure", async () => {
    const granted = await exchange(await core.getIDToken(audience));
    equal(granted.token_type, "Bearer");
    const site = `subscriptions/${world.subscription_id}/resourceGroups/${world.resource_group}/providers/Microsoft.Web/sites/${world.app_name}`;
    const headers = { authorization: `Bearer ${granted.access_token}` };
    const response = await fetch(`${world.arm}${site}?api-version=2023-12-01`, { headers });
    equal((await response.json()).name, world.app_name);
  }],
  ["without an audience it is the owner's", async () => {
    const token = await core.getIDToken();
    equal(claims(token).aud, "https://github.com/contoso");
    await refused(exchange(token), "401", "700212");
  }],
  ["an audience of unusual letters arrives whole", async () => {
    equal(claims(await core.getIDToken("a&b=c d+é")).aud, "a&b=c d+é");
  }],
  ["a token is no longer valid than five minutes", async () => {
    const { iat, exp } = claims(await core.getIDToken(audience));
    equal(exp - iat, 300);
  }],
  ["a service that is away for a moment is asked again", async () => {
    await control("POST", "/faults", [{ at: { service: "oidc" }, what: { kind: "status", status: 503 }, times: 2 }]);
    equal(claims(await core.getIDToken(audience)).repository, "contoso/shop");
  }],
  ["a job that the service has not heard of gets no token", async () => {
    await github({ job: { in_progress_from: "2999-01-01T00:00:00Z" } });
    await refused(core.getIDToken(audience), "403", "Can't issue ID_TOKEN for job in 'Pending' state");
    await github({ job: { in_progress_from: null } });
  }],
  ["a wrong request token is refused", async () => {
    process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN = "somebody-elses";
    await refused(core.getIDToken(audience), "401", "not authorized");
    process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN = world.oidc_request_token;
  }],
  ...subjects.map(([name, changes, subject]) => [`the subject of ${name}, which Entra was not told to trust`, async () => {
    await github(changes);
    const token = await core.getIDToken(audience);
    equal(claims(token).sub, subject);
    await refused(exchange(token), "700213", subject);
  }]),
  ["another GitHub is another issuer", async () => {
    await github({ server: { "enterprise-server": "git.contoso.example" } });
    const token = await core.getIDToken(audience);
    equal(claims(token).iss, "https://git.contoso.example/_services/token");
    await refused(exchange(token), "700211");
  }],
];

let failed = 0;
for (const [name, check] of checks) {
  try {
    await check();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}: ${error.message}`);
  }
}
console.log(`${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
