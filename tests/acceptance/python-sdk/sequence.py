"""The control plane as Microsoft's Python SDK sees it."""

import json
import os
import ssl
import sys
import time
import traceback
import urllib.request
from datetime import datetime, timedelta, timezone

WORLD = json.load(open(sys.argv[1]))
os.environ["REQUESTS_CA_BUNDLE"] = WORLD["ca_file"]

from azure.core.exceptions import HttpResponseError, ResourceNotFoundError
from azure.identity import ClientAssertionCredential
from azure.mgmt.monitor import MonitorManagementClient
from azure.mgmt.web import WebSiteManagementClient

APP, GROUP, SLOT, SUBSCRIPTION = WORLD["app_name"], WORLD["resource_group"], WORLD["slot"], WORLD["subscription_id"]
TLS = ssl.create_default_context(cafile=WORLD["ca_file"])
passed, failed = 0, []


def ask(url, token=None):
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
    with urllib.request.urlopen(request, context=TLS, timeout=60) as answer:
        return json.loads(answer.read())


def assertion():
    url = f"{WORLD['oidc_request_url']}&audience=api://AzureADTokenExchange"
    return ask(url, WORLD["oidc_request_token"])["value"]


credential = ClientAssertionCredential(
    WORLD["tenant_id"], WORLD["client_id"], assertion, authority=WORLD["authority"], disable_instance_discovery=True
)
cloud = {"base_url": WORLD["authority"], "credential_scopes": [f"{WORLD['authority']}/.default"]}
client = WebSiteManagementClient(credential, SUBSCRIPTION, polling_interval=0.2, **cloud)
apps = client.web_apps


def check(sentence):
    def run(body):
        global passed
        try:
            body()
            passed += 1
            print(f"ok      {sentence}", flush=True)
        except Exception:
            failed.append(sentence)
            print(f"FAILED  {sentence}\n{traceback.format_exc(limit=3)}", flush=True)

    return run


def settings(slot=None):
    if slot:
        return apps.list_application_settings_slot(GROUP, APP, slot).properties
    return apps.list_application_settings(GROUP, APP).properties


@check("the app and its slot are read, typed")
def _():
    app, slot = apps.get(GROUP, APP), apps.get_slot(GROUP, APP, SLOT)
    assert (app.name, app.state, app.kind) == (APP, "Running", "functionapp,linux")
    assert slot.name == f"{APP}/{SLOT}" and slot.default_host_name != app.default_host_name
    assert [entry.name for entry in apps.list_slots(GROUP, APP)] == [f"{APP}/{SLOT}"]


@check("an app that is not there is the SDK's own not-found error")
def _():
    try:
        apps.get(GROUP, "no-such-app")
    except ResourceNotFoundError as error:
        assert error.error.code == "ResourceNotFound", error.error
    else:
        raise AssertionError("it was found")


@check("apps, slots and plans are listed, of the subscription, of a group and of a plan")
def _():
    names = {entry.name for entry in apps.list()}
    assert APP in names and names == {entry.name for entry in apps.list_by_resource_group(GROUP)}, names
    with_slots = {entry.name for entry in apps.list_by_resource_group(GROUP, include_slots=True)}
    assert with_slots - names == {f"{APP}/{SLOT}"}, with_slots
    plan = apps.get(GROUP, APP).server_farm_id.split("/")[-1]
    assert plan in {entry.name for entry in client.app_service_plans.list()}
    assert plan in {entry.name for entry in client.app_service_plans.list_by_resource_group(GROUP)}
    assert {entry.name for entry in client.app_service_plans.list_web_apps(GROUP, plan)} == {APP, f"{APP}/{SLOT}"}


@check("an update of a side is kept, and so is a site that is sent back as it was read")
def _():
    before = apps.get(GROUP, APP)
    apps.update_slot(GROUP, APP, SLOT, {"properties": {"httpsOnly": False, "clientAffinityEnabled": True}})
    slot = apps.get_slot(GROUP, APP, SLOT)
    assert (slot.https_only, slot.client_affinity_enabled) == (False, True) and apps.get(GROUP, APP).https_only
    slot.tags = {"owner": "team"}
    apps.begin_create_or_update_slot(GROUP, APP, SLOT, slot).result()
    again = apps.get_slot(GROUP, APP, SLOT)
    assert (again.tags, again.https_only, again.server_farm_id) == ({"owner": "team"}, False, slot.server_farm_id)
    assert apps.get(GROUP, APP).tags == before.tags
    try:
        apps.update(GROUP, APP, {"properties": {"hostNamesDisabled": True}})
    except HttpResponseError as error:
        assert (error.status_code, error.error.code) == (501, "NotSimulated"), error
    else:
        raise AssertionError("it was taken")


@check("settings are replaced as a whole, and sticky names are kept")
def _():
    changed = {**settings(SLOT), "GREETING": "hello", "RING": "inner"}
    apps.update_application_settings_slot(GROUP, APP, SLOT, {"properties": changed})
    names = apps.list_slot_configuration_names(GROUP, APP)
    names.app_setting_names = [*(names.app_setting_names or []), "RING"]
    apps.update_slot_configuration_names(GROUP, APP, names)
    assert settings(SLOT)["GREETING"] == "hello" and "GREETING" not in settings()
    assert "RING" in apps.list_slot_configuration_names(GROUP, APP).app_setting_names


@check("a slot is created with production's settings, and deleted")
def _():
    app = apps.get(GROUP, APP)
    made = apps.begin_create_or_update_slot(
        GROUP, APP, "blue", {"location": app.location, "properties": {"serverFarmId": app.server_farm_id}}
    ).result()
    assert made.name == f"{APP}/blue" and "PAYMENT_API_KEY" in settings("blue")
    apps.delete_slot(GROUP, APP, "blue", delete_empty_server_farm=False)
    assert [entry.name for entry in apps.list_slots(GROUP, APP)] == [f"{APP}/{SLOT}"]


@check("a swap with preview applies production's sticky settings, and a reset takes them back")
def _():
    apps.apply_slot_configuration_slot(GROUP, APP, SLOT, {"targetSlot": "production", "preserveVnet": True})
    assert apps.get(GROUP, APP).target_swap_slot == SLOT and "RING" not in settings(SLOT)
    apps.reset_production_slot_config(GROUP, APP)
    assert apps.get(GROUP, APP).target_swap_slot is None and settings(SLOT)["RING"] == "inner"


@check("a swap is followed to its end, and settings that are not sticky have moved")
def _():
    before = apps.get(GROUP, APP).slot_swap_status
    apps.begin_swap_slot(GROUP, APP, SLOT, {"targetSlot": "production", "preserveVnet": True}).result()
    after = apps.get(GROUP, APP).slot_swap_status
    assert after.source_slot_name == SLOT and after != before
    assert settings()["GREETING"] == "hello" and "RING" not in settings() and "RING" in settings(SLOT)


@check("a second swap while one goes on is a conflict")
def _():
    first = apps.begin_swap_slot(GROUP, APP, SLOT, {"targetSlot": "production", "preserveVnet": True}, polling=False)
    try:
        apps.begin_swap_slot(GROUP, APP, SLOT, {"targetSlot": "production", "preserveVnet": True}, polling=False)
    except HttpResponseError as error:
        assert error.status_code == 409, error
    else:
        raise AssertionError("it was taken")
    assert first is not None
    while apps.get(GROUP, APP).in_progress_operation_id:
        pass


@check("functions and keys are listed")
def _():
    functions = list(apps.list_functions(GROUP, APP))
    assert functions and all(function.config["bindings"] for function in functions)
    keys = apps.list_host_keys(GROUP, APP)
    assert keys.master_key and keys.function_keys["default"]
    assert apps.list_host_keys_slot(GROUP, APP, SLOT).master_key != keys.master_key


@check("a host key is made, listed and deleted")
def _():
    apps.create_or_update_host_secret(GROUP, APP, "functionKeys", "mobile", {"properties": {"name": "mobile", "value": "k-123"}})
    assert apps.list_host_keys(GROUP, APP).function_keys["mobile"] == "k-123"
    apps.delete_host_secret(GROUP, APP, "functionKeys", "mobile")
    assert "mobile" not in apps.list_host_keys(GROUP, APP).function_keys


@check("a side is stopped, started and restarted")
def _():
    apps.stop_slot(GROUP, APP, SLOT)
    assert apps.get_slot(GROUP, APP, SLOT).state == "Stopped"
    apps.start_slot(GROUP, APP, SLOT)
    apps.restart_slot(GROUP, APP, SLOT)
    assert apps.get_slot(GROUP, APP, SLOT).state == "Running"


@check("publishing credentials name the SCM site of the side")
def _():
    credentials = apps.begin_list_publishing_credentials_slot(GROUP, APP, SLOT).result()
    assert f"/scm/{APP}-{SLOT}" in credentials.scm_uri


@check("publish profiles, log settings, host names, instances and stacks are read, typed")
def _():
    for kind in ["WebDeploy", "Ftp"]:
        parts = apps.list_publishing_profile_xml_with_secrets_slot(GROUP, APP, SLOT, {"format": kind})
        xml = b"".join(parts).decode()
        assert xml.count("<publishProfile ") == 3 and 'publishMethod="MSDeploy"' in xml, xml
    logs = apps.get_diagnostic_logs_configuration_slot(GROUP, APP, SLOT)
    assert logs.application_logs.file_system.level == "Off"
    assert [entry.site_name for entry in apps.list_host_name_bindings_slot(GROUP, APP, SLOT)] == [f"{APP}({SLOT})"]
    instances = list(apps.list_instance_identifiers(GROUP, APP))
    assert apps.get_instance_info(GROUP, APP, instances[0].name).name == instances[0].name
    assert "node" in {stack.name for stack in client.provider.get_function_app_stacks()}
    assert list(apps.list_production_site_deployment_statuses(GROUP, APP)), "the newest one is known"


@check("plans say how many slots they give room for")
def _():
    plan = client.app_service_plans.get(GROUP, apps.get(GROUP, APP).server_farm_id.split("/")[-1])
    assert (plan.sku.tier, plan.reserved) == ("ElasticPremium", True)


@check("metrics are read, typed")
def _():
    monitor = MonitorManagementClient(credential, SUBSCRIPTION, **cloud)
    now = datetime.now(timezone.utc).replace(microsecond=0)
    span = f"{(now - timedelta(minutes=30)).isoformat().replace('+00:00', 'Z')}/{now.isoformat().replace('+00:00', 'Z')}"
    answer = monitor.metrics.list(
        apps.get(GROUP, APP).id, timespan=span, interval="PT1M", metricnames="Requests,Http5xx", aggregation="Total"
    )
    assert [metric.name.value for metric in answer.value] == ["Requests", "Http5xx"]
    assert all(point.time_stamp for metric in answer.value for series in metric.timeseries for point in series.data)


@check("a sync of triggers is answered 200, which the SDK takes for an error, as it does with the real service")
def _():
    for _ in range(120):
        try:
            apps.sync_function_triggers_slot(GROUP, APP, SLOT)
        except HttpResponseError as error:
            if error.status_code == 400 and "host runtime" in str(error):
                time.sleep(0.25)  # the host has just been restarted
                continue
            assert error.status_code == 200, error
            return
        raise AssertionError("the SDK took it")
    raise AssertionError("the host did not come up")


@check("nothing of all this was refused for want of a right")
def _():
    control = f"{WORLD['control']}/requests"
    refused = [entry for entry in ask(control) if entry["service"] == "arm" and entry["status"] == 403]
    assert not refused, "nothing was refused in this whole sequence"


print(f"{passed} passed, {len(failed)} failed")
sys.exit(1 if failed else 0)
