"""The set-up of the README, as a newcomer copies it, and a deployment to the slot by the identity that it makes."""

import json
import os
import re
import stat
import subprocess
import sys
import urllib.request

# Nothing is left behind in the checkout.
sys.dont_write_bytecode = True
from surroundings import environment, world  # noqa: E402

AZ, WORK, ROOT, PROGRAM = sys.argv[1:5]
WORLD, TLS = world(WORK)
BIN = f"{WORK}/bin"
ENVIRONMENT = {**environment(WORLD, f"{WORK}/newcomer"), "PATH": f"{BIN}:{os.environ['PATH']}"}


def command(name, text):
    """A command of this name for the blocks of the README."""
    with open(f"{BIN}/{name}", "w") as file:
        file.write(f"#!/usr/bin/env bash\n{text}\n")
    os.chmod(f"{BIN}/{name}", os.stat(f"{BIN}/{name}").st_mode | stat.S_IEXEC)


def bash(script, folder=WORK):
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], env=ENVIRONMENT, cwd=folder, capture_output=True, text=True, timeout=600
    )
    assert ran.returncode == 0, f"{script}\n{ran.stdout[-2000:]}\n{ran.stderr[-3000:]}"
    return ran.stdout


def set_up():
    """Every block for the shell between the first release's heading and its workflow, in one shell."""
    readme = open(f"{ROOT}/README.md").read()
    part = readme.split("## Your first release")[1].split("**5. The workflow**")[0]
    blocks = re.findall(r"```sh\n(.*?)```", part, re.S)
    assert len(blocks) == 5, len(blocks)
    return "\n".join(blocks)


def token():
    """A token of the GitHub job."""
    request = urllib.request.Request(f"{WORLD['oidc_request_url']}&audience=api://AzureADTokenExchange")
    request.add_header("Authorization", f"Bearer {WORLD['oidc_request_token']}")
    return json.load(urllib.request.urlopen(request, context=TLS))["value"]


os.makedirs(BIN)
command("az", f'exec "{AZ}" "$@"')
# GitHub's CLI only keeps what it is told.
command("gh", f'[ "$1" != variable ] || echo "$3=${{@: -1}}" >>"{WORK}/variables"; [ "$*" != "${{*/--method/}}" ] || exit 0')
# From a clone it is `cargo run`, which is built already.
command("cargo", f'shift 2; exec "{PROGRAM}" "$@"')

bash(
    f"az cloud register -n sim --endpoint-resource-manager {WORLD['arm']}; az cloud set -n sim; "
    f"az login --service-principal -u {WORLD['client_id']} --tenant {WORLD['tenant_id']} --federated-token {token()}"
)
for time in ["first", "second"]:
    bash(set_up())
    print(f"ok: the set-up of the README runs the {time} time")

variables = dict(line.split("=", 1) for line in open(f"{WORK}/variables").read().split())
assert set(variables) == {"AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_SUBSCRIPTION_ID"}, variables
assert variables["AZURE_CLIENT_ID"] != WORLD["client_id"]

app = f"{WORK}/app"
os.makedirs(f"{app}/version")
open(f"{app}/host.json", "w").write('{"version": "2.0"}')
trigger = {"type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "anonymous", "methods": ["get"]}
open(f"{app}/version/function.json", "w").write(json.dumps({"bindings": [trigger]}))
answers = {"GET /api/version": {"status": 200, "json": {"commit": "new"}}}
open(f"{app}/scripted.json", "w").write(json.dumps({"answers": answers}))
job = {
    **ENVIRONMENT,
    "GITHUB_REPOSITORY": "contoso/shop",
    "GITHUB_SHA": "n" * 40,
    "ACTIONS_ID_TOKEN_REQUEST_URL": WORLD["oidc_request_url"],
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN": WORLD["oidc_request_token"],
}
flags = {
    "app-name": WORLD["app_name"],
    "package": app,
    "cloud": WORLD["arm"],
    "ca-file": WORLD["ca_file"],
    "auth": "oidc",
    "client-id": variables["AZURE_CLIENT_ID"],
    "tenant-id": variables["AZURE_TENANT_ID"],
    "subscription-id": variables["AZURE_SUBSCRIPTION_ID"],
    "report": f"{WORK}/report",
    "probes": '[{ name: version, request: { path: /api/version }, expect: { json: [{ path: "$.commit", equals: new }] } }]',
}
arguments = [word for name, value in flags.items() for word in (f"--{name}", value)]
ran = subprocess.run([PROGRAM, "stage", *arguments], env=job, cwd=WORK, capture_output=True, text=True, timeout=900)
assert ran.returncode == 0, f"{ran.stdout[-3000:]}{ran.stderr[-4000:]}"
print("ok: the identity of the set-up deploys to the slot and proves it, with the role that the program prints")
