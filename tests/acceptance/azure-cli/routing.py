"""Traffic routing by the Azure CLI, which makes the names of slots from that of the app."""

import json
import subprocess
import sys
import urllib.request

# Nothing is left behind in the checkout.
sys.dont_write_bytecode = True
from surroundings import environment, world  # noqa: E402

AZ, WORK = sys.argv[1:3]
WORLD, TLS = world(WORK)
ENVIRONMENT = environment(WORLD, f"{WORK}/routing")
APP, SLOT, GROUP = WORLD["app_name"], WORLD["slot"], WORLD["resource_group"]


def az(*arguments):
    ran = subprocess.run([AZ, *arguments, "-o", "json"], env=ENVIRONMENT, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, f"{arguments}\n{ran.stderr[-2000:]}"
    return json.loads(ran.stdout) if ran.stdout.strip() else None


def routing(action, *arguments):
    return az("webapp", "traffic-routing", action, "-g", GROUP, "-n", APP, *arguments)


request = urllib.request.Request(f"{WORLD['oidc_request_url']}&audience=api://AzureADTokenExchange")
request.add_header("Authorization", f"Bearer {WORLD['oidc_request_token']}")
token = json.load(urllib.request.urlopen(request, context=TLS))["value"]
az("cloud", "register", "-n", "sim", "--endpoint-resource-manager", WORLD["arm"])
az("cloud", "set", "-n", "sim")
az("login", "--service-principal", "-u", WORLD["client_id"], "--tenant", WORLD["tenant_id"], "--federated-token", token)

host = az("functionapp", "show", "-g", GROUP, "-n", APP)["defaultHostName"]
assert host.startswith(f"{APP}.azurewebsites.localhost:"), host
routing("set", "--distribution", f"{SLOT}=25")
rules = routing("show")
assert [(rule["name"], rule["reroutePercentage"]) for rule in rules] == [(SLOT, 25.0)], rules
assert rules[0]["actionHostName"].startswith(f"{APP}-{SLOT}.azurewebsites.localhost"), rules
routing("clear")
assert routing("show") == []
print("ok: traffic routing is set, shown and cleared")
