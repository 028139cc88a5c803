"""What a release writes of settings, sticky names and references, as the Azure CLI reads it back."""

import json
import os
import subprocess
import sys
import urllib.request

# Nothing is left behind in the checkout.
sys.dont_write_bytecode = True
from surroundings import environment, world  # noqa: E402

AZ, WORK, PROGRAM = sys.argv[1:4]
WORLD, TLS = world(WORK)
ENVIRONMENT = environment(WORLD, f"{WORK}/settings")
APP, GROUP, SLOT = WORLD["app_name"], WORLD["resource_group"], "staging"
NAMED = ["--name", APP, "--resource-group", GROUP]


def az(*arguments):
    """The command's answer, read as JSON when it is."""
    ran = subprocess.run([AZ, *arguments, "-o", "json"], env=ENVIRONMENT, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, f"az {' '.join(arguments)}\n{ran.stderr[-2000:]}"
    return json.loads(ran.stdout) if ran.stdout.strip() else None


def token():
    """A token of the GitHub job."""
    request = urllib.request.Request(f"{WORLD['oidc_request_url']}&audience=api://AzureADTokenExchange")
    request.add_header("Authorization", f"Bearer {WORLD['oidc_request_token']}")
    return json.load(urllib.request.urlopen(request, context=TLS))["value"]


az("cloud", "register", "-n", "sim", "--endpoint-resource-manager", WORLD["arm"])
az("cloud", "set", "-n", "sim")
az("login", "--service-principal", "-u", WORLD["client_id"], "--tenant", WORLD["tenant_id"], "--federated-token", token())
az("functionapp", "config", "appsettings", "set", *NAMED, "--slot", SLOT, "--settings", "KEPT=as it was", "OLD_FLAG=1")
az("functionapp", "config", "appsettings", "set", *NAMED, "--slot-settings", "REGION=north")

app = f"{WORK}/app-with-settings"
os.makedirs(f"{app}/version")
open(f"{app}/host.json", "w").write('{"version": "2.0"}')
trigger = {"type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "anonymous", "methods": ["get"]}
open(f"{app}/version/function.json", "w").write(json.dumps({"bindings": [trigger]}))
answers = {"GET /api/version": {"status": 200, "json": {"commit": "new"}}}
open(f"{app}/scripted.json", "w").write(json.dumps({"answers": answers}))
configuration = f"{WORK}/slot-deploy.yml"
open(configuration, "w").write(
    """
probes:
  checks:
    - { name: version, request: { path: /api/version }, expect: { json: [{ path: "$.commit", equals: new }] } }
settings:
  FEATURE_X: "on"
  API_KEY: { variable: SHOP_KEY }
  QUEUE: { value: orders-staging, sticky: true }
  DB: { vault: kv-shop/db }
remove: [OLD_FLAG]
"""
)
flags = {
    "app-name": APP,
    "resource-group": GROUP,
    "package": app,
    "config": configuration,
    "cloud": WORLD["arm"],
    "ca-file": WORLD["ca_file"],
    "auth": "oidc",
    "client-id": WORLD["client_id"],
    "tenant-id": WORLD["tenant_id"],
    "subscription-id": WORLD["subscription_id"],
    "report": f"{WORK}/report-of-settings",
    # Nothing of production's is released from here.
    "environment-name": "test",
}
job = {
    **ENVIRONMENT,
    "GITHUB_REPOSITORY": "contoso/shop",
    "GITHUB_SHA": "n" * 40,
    "ACTIONS_ID_TOKEN_REQUEST_URL": WORLD["oidc_request_url"],
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": WORLD["oidc_request_token"],
    "SHOP_KEY": "a key of the shop",
}
arguments = [word for name, value in flags.items() for word in (f"--{name}", value)]
ran = subprocess.run([PROGRAM, "stage", *arguments], env=job, cwd=WORK, capture_output=True, text=True, timeout=900)
assert ran.returncode == 0, f"{ran.stdout[-3000:]}{ran.stderr[-4000:]}"


def settings(*side):
    listed = az("functionapp", "config", "appsettings", "list", *NAMED, *side)
    return {setting["name"]: (setting["value"], setting["slotSetting"]) for setting in listed}


slot = settings("--slot", SLOT)
for name, expected in {
    "FEATURE_X": ("on", False),
    "API_KEY": ("a key of the shop", False),
    "QUEUE": ("orders-staging", True),
    "DB": ("@Microsoft.KeyVault(VaultName=kv-shop;SecretName=db)", False),
    "KEPT": ("as it was", False),
}.items():
    assert slot.get(name) == expected, f"{name}: {slot.get(name)}"
assert "OLD_FLAG" not in slot, slot
print("ok: settings that a release wrote, kept and took away are read back")
production = settings()
assert production["REGION"] == ("north", True) and "FEATURE_X" not in production, production
print("ok: production's settings are as they were, and its sticky names are kept")
site = az("functionapp", "show", *NAMED, "--slot", SLOT)["id"]
url = f"{WORLD['arm'].rstrip('/')}{site}/config/configreferences/appsettings?api-version=2023-12-01"
references = az("rest", "--method", "get", "--url", url)
states = {one["name"]: one["properties"]["status"] for one in references["value"]}
assert states == {"DB": "Resolved"}, states
print("ok: the reference that a release wrote resolves")
