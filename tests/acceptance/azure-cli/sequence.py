"""What people do with the Azure CLI, and whether all of it sees one state."""

import io
import json
import os
import subprocess
import sys
import time
import traceback
import urllib.request
import zipfile
from xml.etree import ElementTree

# Nothing is left behind in the checkout.
sys.dont_write_bytecode = True
from surroundings import environment, world  # noqa: E402

AZ, WORK = sys.argv[1], sys.argv[2]
WORLD, TLS = world(WORK)
APP, WEB, GROUP, SLOT = WORLD["app_name"], WORLD["web_app_name"], WORLD["resource_group"], WORLD["slot"]
ENVIRONMENT = environment(WORLD, f"{WORK}/config")
passed, failed = 0, []


class Refused(Exception):
    """The command ended with another exit code than 0."""


def az(*arguments):
    """The command's answer, read as JSON when it is."""
    ran = subprocess.run([AZ, *arguments, "-o", "json"], env=ENVIRONMENT, capture_output=True, text=True, timeout=120)
    if ran.returncode:
        raise Refused(f"az {' '.join(arguments)[:200]}\n{ran.stderr[-1500:]}")
    try:
        return json.loads(ran.stdout)
    except ValueError:
        return ran.stdout


def text(*arguments):
    """The command's answer as it is printed."""
    ran = subprocess.run([AZ, *arguments], env=ENVIRONMENT, capture_output=True, text=True, timeout=120)
    if ran.returncode:
        raise Refused(f"az {' '.join(arguments)[:200]}\n{ran.stderr[-1500:]}")
    return ran.stdout


def app(*arguments, slot=None, name=APP):
    """The same for one app and one of its sides."""
    where = ["-g", GROUP, "-n", name] + (["--slot", slot] if slot else [])
    return az(*arguments, *where)


def ask(url, token=None):
    """Status and body of a plain request."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), context=TLS, timeout=60) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def serves(side, name=APP, path="/api/version"):
    """What a side of the app answers; a host that has just restarted is waited for."""
    host = name if side == "production" else f"{name}-{side}"
    for _ in range(60):
        status, body = ask(f"{WORLD['authority']}/site/{host}{path}")
        if status == 200:
            return json.loads(body)["commit"]
        time.sleep(0.25)
    return f"{status} {body[:80]}"


def package(commit, name):
    """A function app, zipped, whose version is `commit`."""
    path = f"{WORK}/{name}.zip"
    trigger = {"type": "httpTrigger", "direction": "in", "name": "req", "authLevel": "anonymous", "methods": ["get"]}
    answers = {"GET /api/version": {"status": 200, "json": {"commit": commit}}}
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("host.json", '{"version": "2.0"}')
        file.writestr("version/function.json", json.dumps({"bindings": [trigger]}))
        file.writestr("scripted.json", json.dumps({"answers": answers}))
    return path


def settings(slot=None):
    return {entry["name"]: entry for entry in app("functionapp", "config", "appsettings", "list", slot=slot)}


def check(sentence):
    """Registers and runs a check at once: the sequence is one story."""

    def run(body):
        global passed
        begun = time.monotonic()
        try:
            body()
            passed += 1
            print(f"ok      {sentence} ({time.monotonic() - begun:.1f} s)", flush=True)
        except Exception as error:
            failed.append(sentence)
            shown = str(error) if isinstance(error, Refused) else traceback.format_exc(limit=2)
            print(f"FAILED  {sentence}\n{shown}", flush=True)

    return run


@check("the cloud is registered from its one endpoint, and chosen")
def _():
    az("cloud", "register", "-n", "sim", "--endpoint-resource-manager", WORLD["arm"])
    az("cloud", "set", "-n", "sim")
    assert az("cloud", "show")["endpoints"]["resourceManager"] == WORLD["arm"]


@check("login takes the token of a GitHub job")
def _():
    url = f"{WORLD['oidc_request_url']}&audience=api://AzureADTokenExchange"
    token = json.loads(ask(url, WORLD["oidc_request_token"])[1])["value"]
    az("login", "--service-principal", "-u", WORLD["client_id"], "--tenant", WORLD["tenant_id"], "--federated-token", token)
    assert az("account", "show")["id"] == WORLD["subscription_id"]


@check("the app is shown with its plan, its hosts and its settings' sides")
def _():
    shown = app("functionapp", "show")
    assert (shown["name"], shown["state"], shown["resourceGroup"]) == (APP, "Running", GROUP)
    assert {entry["hostType"] for entry in shown["hostNameSslStates"]} == {"Standard", "Repository"}
    assert app("functionapp", "show", slot=SLOT)["name"] in (SLOT, f"{APP}/{SLOT}", f"{APP}({SLOT})")


@check("apps, plans, groups and resources are listed, and a resource is shown by its id alone")
def _():
    assert [one["name"] for one in az("functionapp", "list")] == [APP]
    assert [one["name"] for one in az("webapp", "list", "-g", GROUP)] == [WEB]
    assert {one["name"] for one in az("appservice", "plan", "list", "-g", GROUP)} == {"plan-shop", "plan-web"}
    assert [one["name"] for one in az("functionapp", "plan", "list")] == ["plan-shop", "plan-web"]
    assert [one["name"] for one in az("group", "list")] == [GROUP] and az("group", "exists", "-n", "nowhere") is False
    slots = az("resource", "list", "-g", GROUP, "--resource-type", "Microsoft.Web/sites/slots")
    assert [one["name"] for one in slots] == [f"{APP}/{SLOT}"], slots
    assert az("resource", "show", "--ids", slots[0]["id"])["name"] == f"{APP}/{SLOT}"
    assert az("resource", "show", "-g", GROUP, "-n", APP, "--resource-type", "Microsoft.Web/sites")["name"] == APP
    assert [place["name"] for place in az("account", "list-locations")] == ["westeurope"]


@check("an app that is not there is a not-found error")
def _():
    try:
        app("functionapp", "show", name="no-such-app")
    except Refused as refused:
        assert "not found" in str(refused).lower() or "cannot find" in str(refused).lower(), refused
    else:
        raise AssertionError("it was found")


@check("a slot is created with production's settings, listed, and deleted")
def _():
    app("functionapp", "deployment", "slot", "create", slot="blue")
    names = {slot["name"].split("/")[-1] for slot in app("functionapp", "deployment", "slot", "list")}
    assert names == {SLOT, "blue"}, names
    assert "PAYMENT_API_KEY" in settings("blue")
    app("functionapp", "deployment", "slot", "delete", slot="blue")
    names = {slot["name"].split("/")[-1] for slot in app("functionapp", "deployment", "slot", "list")}
    assert names == {SLOT}, names


@check("settings are set on one side, sticky or not, and deleted")
def _():
    app("functionapp", "config", "appsettings", "set", "--settings", "GREETING=hello", slot=SLOT)
    app("functionapp", "config", "appsettings", "set", "--slot-settings", "RING=inner", slot=SLOT)
    here, there = settings(SLOT), settings()
    assert here["GREETING"]["value"] == "hello" and not here["GREETING"]["slotSetting"]
    assert here["RING"]["slotSetting"] and "GREETING" not in there and "RING" not in there
    app("functionapp", "config", "appsettings", "set", "--settings", "PASSING=by", slot=SLOT)
    app("functionapp", "config", "appsettings", "delete", "--setting-names", "PASSING", slot=SLOT)
    assert "PASSING" not in settings(SLOT)


@check("update keeps what it is told, of that side only, and names what it would not keep")
def _():
    app("functionapp", "update", "--set", "tags.owner=team", "httpsOnly=false", slot=SLOT)
    slot, production = app("functionapp", "show", slot=SLOT), app("functionapp", "show")
    # Each side has the tag that links it with its Application Insights as well.
    assert (slot["tags"]["owner"], slot["httpsOnly"]) == ("team", False), (slot["tags"], slot["httpsOnly"])
    assert ("owner" not in production["tags"], production["httpsOnly"]) == (True, True), "production is as it was"
    az("resource", "tag", "--ids", production["id"], "--tags", "ring=outer")
    assert app("functionapp", "show")["tags"] == {"ring": "outer"}
    app("webapp", "config", "set", "--always-on", "true", "--min-tls-version", "1.3", name=WEB)
    app("webapp", "update", "--client-affinity-enabled", "true", name=WEB)
    web = app("webapp", "show", name=WEB)
    assert (web["siteConfig"]["alwaysOn"], web["siteConfig"]["minTlsVersion"], web["clientAffinityEnabled"]) == (True, "1.3", True)
    try:
        app("functionapp", "update", "--set", "hostNamesDisabled=true", slot=SLOT)
    except Refused as refused:
        assert "slot-deploy does not simulate" in str(refused) and "hostNamesDisabled" in str(refused), refused
    else:
        raise AssertionError("it was taken")


@check("an identity is assigned to a side, shown and removed")
def _():
    app("functionapp", "identity", "remove", slot=SLOT)
    assigned = app("functionapp", "identity", "assign", slot=SLOT)
    assert app("functionapp", "identity", "show", slot=SLOT)["principalId"] == assigned["principalId"]
    assert app("functionapp", "identity", "show")["principalId"] != assigned["principalId"], "production has its own"
    app("functionapp", "identity", "remove", slot=SLOT)
    assert not app("functionapp", "identity", "show", slot=SLOT).strip()


@check("config-zip puts a package into the slot and nowhere else")
def _():
    before = serves("production")
    app("functionapp", "deployment", "source", "config-zip", "--src", package("zipped", "zipped"), slot=SLOT)
    assert serves(SLOT) == "zipped" and serves("production") == before


@check("a swap puts what config-zip deployed into production, and settings that are not sticky")
def _():
    before = serves("production")
    app("functionapp", "deployment", "slot", "swap", slot=SLOT)
    assert (serves("production"), serves(SLOT)) == ("zipped", before)
    assert settings()["GREETING"]["value"] == "hello" and "RING" not in settings()
    assert "RING" in settings(SLOT) and "GREETING" not in settings(SLOT)


@check("a swap with preview applies production's sticky settings, and a reset takes them back")
def _():
    app("functionapp", "config", "appsettings", "set", "--slot-settings", "RING=outer")
    app("functionapp", "deployment", "slot", "swap", "--action", "preview", slot=SLOT)
    assert settings(SLOT)["RING"]["value"] == "outer"
    app("functionapp", "deployment", "slot", "swap", "--action", "reset", slot=SLOT)
    assert settings(SLOT)["RING"]["value"] == "inner"
    assert serves("production") == "zipped", "nothing was swapped"


@check("a swap with preview can be completed")
def _():
    before = serves(SLOT)
    app("functionapp", "deployment", "slot", "swap", "--action", "preview", slot=SLOT)
    app("functionapp", "deployment", "slot", "swap", "--action", "swap", slot=SLOT)
    assert (serves("production"), serves(SLOT)) == (before, "zipped")


@check("config-zip with a remote build asks for one, and leaves its setting behind")
def _():
    app("functionapp", "deployment", "source", "config-zip", "--build-remote", "true", "--src", package("built", "built"), slot=SLOT)
    assert serves(SLOT) == "built"
    assert settings(SLOT)["SCM_DO_BUILD_DURING_DEPLOYMENT"]["value"] == "true"


@check("a package that is no zip fails, and the slot keeps what it had")
def _():
    with open(f"{WORK}/broken.zip", "wb") as file:
        file.write(b"no zip at all")
    try:
        app("functionapp", "deployment", "source", "config-zip", "--src", f"{WORK}/broken.zip", slot=SLOT)
    except Refused:
        pass
    else:
        raise AssertionError("it was taken for a success")
    assert serves(SLOT) == "built"


@check("functionapp deploy puts a package into the slot")
def _():
    app("functionapp", "deploy", "--src-path", package("onedeployed", "onedeployed"), "--type", "zip", slot=SLOT)
    assert serves(SLOT) == "onedeployed"


@check("functions and keys are listed")
def _():
    names = {function["name"].split("/")[-1] for function in app("functionapp", "function", "list")}
    assert "version" in names or "Version" in names, names
    keys = app("functionapp", "keys", "list")
    assert keys["masterKey"] and keys["functionKeys"]["default"]
    assert app("functionapp", "keys", "list", slot=SLOT)["masterKey"] != keys["masterKey"], "keys stay with their side"


@check("a key of one function is set, listed and deleted")
def _():
    function = ["--function-name", "Version"]
    app("functionapp", "function", "keys", "set", *function, "--key-name", "mobile", "--key-value", "k-123")
    assert app("functionapp", "function", "keys", "list", *function)["mobile"] == "k-123"
    app("functionapp", "function", "keys", "delete", *function, "--key-name", "mobile")
    assert "mobile" not in app("functionapp", "function", "keys", "list", *function)


@check("log settings, host names, runtimes and instances are shown")
def _():
    app("webapp", "log", "config", "--application-logging", "filesystem", "--level", "warning", slot=SLOT)
    assert app("webapp", "log", "show", slot=SLOT)["applicationLogs"]["fileSystem"]["level"].lower() == "warning"
    assert app("webapp", "log", "show")["applicationLogs"]["fileSystem"]["level"].lower() == "off"
    names = az("functionapp", "config", "hostname", "list", "-g", GROUP, "--webapp-name", APP)
    assert len(names) == 1 and APP in names[0]["name"], names
    assert "NODE|22" in {entry["linux_fx_version"] for entry in az("functionapp", "list-runtimes")["linux"]}
    assert app("webapp", "list-instances"), "there is one"


@check("the activity log tells of the swaps of the slot, and of writes, minutes later")
def _():
    slot = app("functionapp", "show", slot=SLOT)["id"]
    for _ in range(120):
        events = az("monitor", "activity-log", "list", "--resource-id", slot, "--offset", "1h")
        operations = {event["operationName"]["value"] for event in events}
        if "Microsoft.Web/sites/slots/slotsswap/action" in operations:
            break
        time.sleep(1)
    assert operations >= {"Microsoft.Web/sites/slots/slotsswap/action", "Microsoft.Web/sites/slots/config/write"}, operations
    group = az("monitor", "activity-log", "list", "-g", GROUP, "--offset", "1h", "--max-events", "500")
    assert {event["resourceGroupName"] for event in group} == {GROUP}


@check("a side is stopped, started and restarted")
def _():
    app("functionapp", "stop", slot=SLOT)
    assert app("functionapp", "show", slot=SLOT)["state"] == "Stopped"
    status, _ = ask(f"{WORLD['authority']}/site/{APP}-{SLOT}/api/version")
    assert status == 403, status
    app("functionapp", "start", slot=SLOT)
    app("functionapp", "restart", slot=SLOT)
    assert serves(SLOT) == "onedeployed"


@check("publishing credentials name the SCM site")
def _():
    credentials = app("functionapp", "deployment", "list-publishing-credentials", slot=SLOT)
    assert f"/scm/{APP}-{SLOT}" in credentials["scmUri"], credentials


@check("the publish profile comes as JSON, as a table and as XML, and has three ways to publish")
def _():
    profiles = app("functionapp", "deployment", "list-publishing-profiles", slot=SLOT)
    assert [profile["publishMethod"] for profile in profiles] == ["MSDeploy", "FTP", "ZipDeploy"], profiles
    web_deploy = profiles[0]
    assert web_deploy["profileName"] == f"{APP}-{SLOT} - Web Deploy" and f"/scm/{APP}-{SLOT}" in web_deploy["publishUrl"]
    assert web_deploy["userPWD"] == "REDACTED", "basic authentication is off"
    where = ["-g", GROUP, "-n", APP, "--slot", SLOT]
    xml = text("functionapp", "deployment", "list-publishing-profiles", "--xml", *where)
    document = ElementTree.fromstring(xml)
    assert [entry.get("publishMethod") for entry in document] == ["MSDeploy", "FTP", "ZipDeploy"], xml
    assert "ZipDeploy" in text("functionapp", "deployment", "list-publishing-profiles", *where, "-o", "table")


@check("metrics of the app are listed")
def _():
    resource = app("functionapp", "show")["id"]
    metrics = az("monitor", "metrics", "list", "--resource", resource, "--metric", "Requests", "Http5xx", "--interval", "PT1M")
    assert {metric["name"]["value"] for metric in metrics["value"]} == {"Requests", "Http5xx"}
    counted = [point for metric in metrics["value"] for series in metric["timeseries"] for point in series["data"]]
    assert counted and all("timeStamp" in point for point in counted)
    defined = az("monitor", "metrics", "list-definitions", "--resource", resource)
    assert {"Requests", "Http5xx"} <= {metric["name"]["value"] for metric in defined}


@check("rest reaches the control plane with the token of the login")
def _():
    uri = f"{WORLD['arm']}subscriptions/{WORLD['subscription_id']}/resourceGroups/{GROUP}/providers/Microsoft.Web/sites/{APP}"
    assert az("rest", "--method", "get", "--uri", f"{uri}?api-version=2024-11-01", "--resource", WORLD["arm"])["name"] == APP


@check("webapp deploy puts a package into a Linux web app")
def _():
    app("webapp", "deploy", "--src-path", package("web", "web"), "--type", "zip", name=WEB)
    assert app("webapp", "show", name=WEB)["state"] == "Running"
    assert serves("production", name=WEB, path="/api/version") == "web"


print(f"{passed} passed, {len(failed)} failed")
sys.exit(1 if failed else 0)
