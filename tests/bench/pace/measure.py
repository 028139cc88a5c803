"""Releases one package with our program, and deploys and swaps it with the Azure CLI: how long each takes."""

import json
import os
import subprocess
import sys
import time
import urllib.request
import zipfile
from datetime import datetime

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../acceptance/azure-cli"))
from surroundings import environment, world  # noqa: E402

PROGRAM, AZ, WORK, KIND = sys.argv[1:5]
WORLD, TLS = world(WORK)
COMMITS = ["1" * 40, "2" * 40]


def app(commit):
    """A folder with an app: 100 KB, or 60 MB in 3,000 files."""
    folder = f"{WORK}/{KIND}-{commit[0]}"
    os.makedirs(f"{folder}/version")
    trigger = {"type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "anonymous", "methods": ["get"]}
    answers = {"GET /api/version": {"status": 200, "json": {"commit": commit}}}
    for name, value in [
        ("host.json", {"version": "2.0"}),
        ("version/function.json", {"bindings": [trigger]}),
        ("scripted.json", {"answers": answers}),
    ]:
        with open(f"{folder}/{name}", "w") as file:
            json.dump(value, file)
    count, size = (5, 20_000) if KIND == "small" else (3_000, 20_000)
    for number in range(count):
        with open(f"{folder}/{number}.bin", "wb") as file:
            # Half of it does not compress.
            file.write(os.urandom(size // 2) + bytes(size // 2))
    return folder


def requests():
    """All requests that the world has answered so far."""
    with urllib.request.urlopen(f"{WORLD['control']}/requests", context=TLS) as answer:
        return json.load(answer)


def ours(folder, commit):
    """Seconds from the start to the request for the swap, requests until then, and seconds until its end was noticed."""
    before = len(requests())
    probes = "checks: [{ name: version, request: { path: /api/version }, expect: { json: [{ path: '$.commit', equals: '${release.commit}' }] } }]"
    report = f"{WORK}/report-{KIND}-{commit[0]}"
    job = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "ACTIONS_", "INPUT_", "AZURE_"))},
        "ACTIONS_ID_TOKEN_REQUEST_URL": WORLD["oidc_request_url"],
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": WORLD["oidc_request_token"],
        "GITHUB_SHA": commit,
    }
    named = {
        "app-name": WORLD["app_name"],
        "package": folder,
        "slot": WORLD["slot"],
        "cloud": WORLD["arm"],
        "auth": "oidc",
        "client-id": WORLD["client_id"],
        "tenant-id": WORLD["tenant_id"],
        "subscription-id": WORLD["subscription_id"],
        "ca-file": WORLD["ca_file"],
        "probes": probes,
        "watch": "1m",
        "report": report,
    }
    flags = [text for name, value in named.items() for text in (f"--{name}", value)]
    began = time.time()
    ran = subprocess.Popen([PROGRAM, "release", *flags], env=job, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    journal, swap, noticed = f"{report}/journal.jsonl", None, None
    while noticed is None and ran.poll() is None:
        time.sleep(0.02)
        for line in open(journal) if os.path.exists(journal) else []:
            try:
                event = json.loads(line)
            except ValueError:
                continue
            at = datetime.fromisoformat(event["at"][:26] + "+00:00").timestamp()
            if event["event"] == "intent" and "swap" in json.dumps(event["data"]):
                swap = swap or at
            if event["event"] == "phase" and event["data"] == "verify":
                noticed = at
    assert swap and noticed, ran.communicate()[0][-3000:]
    of_run = requests()[before:]
    asked = next(at for at, request in enumerate(of_run) if request["path"].endswith("/slotsswap"))
    # The watch is not measured, and the next release waits for its end.
    output = ran.communicate(timeout=300)[0]
    assert ran.returncode == 0, output[-3000:]
    return swap - began, asked, noticed - swap


def theirs(folder):
    """Seconds that `az login`, `config-zip` and `swap` take together."""
    package = f"{folder}.zip"
    began = time.time()
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as file:
        for root, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(root, name)
                file.write(path, os.path.relpath(path, folder))
    variables = environment(WORLD, f"{WORK}/az-{KIND}")

    def az(*arguments):
        ran = subprocess.run([AZ, *arguments], env=variables, capture_output=True, text=True, timeout=600)
        assert ran.returncode == 0, ran.stderr[-2000:]

    url = f"{WORLD['oidc_request_url']}&audience=api://AzureADTokenExchange"
    asked = urllib.request.Request(url, headers={"Authorization": f"Bearer {WORLD['oidc_request_token']}"})
    token = json.load(urllib.request.urlopen(asked, context=TLS))["value"]
    az("cloud", "register", "-n", "sim", "--endpoint-resource-manager", WORLD["arm"])
    az("cloud", "set", "-n", "sim")
    az("login", "--service-principal", "-u", WORLD["client_id"], "--tenant", WORLD["tenant_id"], "--federated-token", token)
    where = ["-g", WORLD["resource_group"], "-n", WORLD["app_name"], "--slot", WORLD["slot"]]
    az("functionapp", "deployment", "source", "config-zip", *where, "--src", package)
    before_the_swap = time.time() - began
    az("functionapp", "deployment", "slot", "swap", *where)
    return before_the_swap, time.time() - began


for name, commit in zip(["first", "later"], COMMITS):
    seconds, asked, swap = ours(app(commit), commit)
    print(f"{KIND:5} {name} release: {seconds:6.2f} s and {asked} requests up to the swap, its end noticed {swap:.2f} s after it", flush=True)
before, whole = theirs(app("3" * 40))
print(f"{KIND:5} Azure CLI:     {before:6.2f} s up to the swap (sign-in, zip, config-zip), {whole:.2f} s with it", flush=True)
