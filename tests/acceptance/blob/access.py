"""Who is let in: keys, signatures, identities, and how answers can be traced."""

import asyncio
import base64
import hashlib
import hmac
from datetime import timedelta
from urllib.parse import urlencode

from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import (
    AccessPolicy,
    AccountSasPermissions,
    BlobBlock,
    BlobClient,
    BlobSasPermissions,
    BlobServiceClient,
    ContainerSasPermissions,
    ResourceTypes,
    generate_account_sas,
    generate_blob_sas,
)
from azure.storage.blob.aio import BlobServiceClient as AsyncBlobServiceClient
from world import block_id, now, refused, scenario


@scenario
def a_wrong_key_opens_nothing(w):
    wrong = {"account_name": w.target.account, "account_key": base64.b64encode(b"another key").decode()}
    with refused(400 if w.target.is_azurite else 403, "AuthenticationFailed", "InvalidAuthenticationInfo"):
        w.client(wrong).get_blob_client(w.name(), "a.txt").upload_blob(b"x")


@scenario
def nobody_is_let_in_without_a_credential(w):
    w.blob(content=b"x")
    anonymous = w.client(None).get_blob_client(w.name(), "a.txt")
    with refused(403 if w.target.is_azurite else 401, "AuthorizationFailure", "NoAuthenticationInformation"):
        anonymous.download_blob()


@scenario
def a_signature_permits_what_it_says_for_the_blob_it_names(w):
    w.blob(content=b"x"), w.blob("other.txt", b"y")
    reader = w.blob_sas(BlobSasPermissions(read=True))
    assert w.as_holder(reader).download_blob().readall() == b"x"
    with refused(403, "AuthorizationPermissionMismatch"):
        w.as_holder(reader).upload_blob(b"new", overwrite=True)
    for sas in [
        w.blob_sas(BlobSasPermissions(read=True), expires=timedelta(minutes=-1)),
        w.blob_sas(BlobSasPermissions(read=True), start=now() + timedelta(minutes=30)),
        reader.replace("sp=r", "sp=rw"),
        w.blob_sas(BlobSasPermissions(read=True), account_key=base64.b64encode(b"another key").decode()),
    ]:
        with refused(403, "AuthenticationFailed", "AuthorizationFailure"):
            w.as_holder(sas).download_blob()
    with refused(403, "AuthenticationFailed", "AuthorizationFailure"):
        w.as_holder(reader, "other.txt").download_blob()


@scenario
def who_may_create_may_not_write_over(w):
    creator = w.container_sas(ContainerSasPermissions(create=True))
    w.as_holder(creator, "new.txt").upload_blob(b"x")
    with refused(403, "AuthorizationPermissionMismatch"):
        w.as_holder(creator, "new.txt").upload_blob(b"y", overwrite=True)
    assert w.blob("new.txt").download_blob().readall() == b"x"


@scenario
def a_signature_of_a_container_covers_its_blobs_and_its_list(w):
    holder = w.client(w.container_sas(ContainerSasPermissions(read=True, write=True, list=True, delete=True)))
    container = holder.get_container_client(w.name())
    blob = container.get_blob_client("up.bin")
    blob.stage_block(block_id("1"), b"up")
    blob.commit_block_list([BlobBlock(block_id("1"))])
    assert list(container.list_blob_names()) == ["up.bin"]
    blob.delete_blob()
    with refused(403, "AuthorizationFailure", "AuthorizationPermissionMismatch"):
        container.delete_container()


@scenario
def a_signature_can_name_the_headers_of_the_answer(w):
    w.blob(content=b"x")
    sas = w.blob_sas(BlobSasPermissions(read=True), content_disposition="attachment; filename=x.zip", content_type="a/b")
    settings = w.as_holder(sas).download_blob().properties.content_settings
    assert (settings.content_disposition, settings.content_type) == ("attachment; filename=x.zip", "a/b")


@scenario
def a_signature_of_the_account_counts_by_type_of_resource(w):
    def sas(types, permission):
        return generate_account_sas(
            w.target.account, w.target.key, resource_types=types, permission=permission, expiry=now() + timedelta(hours=1),
        )

    everything = w.client(sas(ResourceTypes(service=True, container=True, object=True), AccountSasPermissions(
        read=True, write=True, list=True, delete=True, create=True)))
    everything.get_blob_client(w.name(), "a.txt").upload_blob(b"x")
    assert any(one.name == w.name() for one in everything.list_containers())
    only_containers = w.client(sas(ResourceTypes(container=True), AccountSasPermissions(read=True, list=True)))
    assert list(only_containers.get_container_client(w.name()).list_blob_names()) == ["a.txt"]
    with refused(403, "AuthorizationResourceTypeMismatch"):
        only_containers.get_blob_client(w.name(), "a.txt").download_blob()
    only_read = w.client(sas(ResourceTypes(object=True), AccountSasPermissions(read=True)))
    with refused(403, "AuthorizationPermissionMismatch"):
        only_read.get_blob_client(w.name(), "a.txt").delete_blob()


@scenario
def a_stored_policy_opens_and_closes(w):
    w.blob(content=b"x")
    policy = AccessPolicy(permission="r", expiry=now() + timedelta(hours=1), start=now() - timedelta(hours=1))
    w.container.set_container_access_policy({"readers": policy})
    stored = w.container.get_container_access_policy()["signed_identifiers"]
    assert [(one.id, one.access_policy.permission) for one in stored] == [("readers", "r")]
    sas = generate_blob_sas(w.target.account, w.name(), "a.txt", account_key=w.target.key, policy_id="readers")
    assert w.as_holder(sas).download_blob().readall() == b"x"
    w.container.set_container_access_policy({})
    with refused(403, "AuthenticationFailed", "AuthorizationFailure"):
        w.as_holder(sas).download_blob()


@scenario
def an_identity_with_a_role_reads_and_writes(w):
    client = w.client(w.target.credential)
    blob = client.get_blob_client(w.name(), "by-token.txt")
    blob.upload_blob(b"x")
    assert blob.download_blob().readall() == b"x"
    target = client.get_blob_client(w.name(), "copy.txt")
    target.start_copy_from_url(blob.url)
    assert target.exists()
    blob.delete_blob()


@scenario
def a_token_for_somebody_else_is_not_taken(w):
    with refused(403 if w.target.is_azurite else 401, "AuthorizationFailure", "AuthenticationFailed", "InvalidAuthenticationInfo"):
        w.client(w.target.stranger).get_blob_client(w.name(), "a.txt").upload_blob(b"x")


@scenario(not_on_azurite="Azurite knows no roles")
def an_identity_may_only_what_its_role_says(w):
    container = w.client(w.target.credential).get_container_client(w.name())
    with refused(403, "AuthorizationPermissionMismatch"):
        container.get_container_access_policy()


@scenario
def a_delegated_signature_of_an_older_version_is_good(w):
    """Signed by hand: the library knows the fields of its newest version only."""
    w.blob(content=b"x")
    client = w.client(w.target.credential)
    key = client.get_user_delegation_key(now() - timedelta(minutes=5), now() + timedelta(hours=1))
    expiry = (now() + timedelta(minutes=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    of_key = {
        "skoid": key.signed_oid, "sktid": key.signed_tid, "skt": key.signed_start,
        "ske": key.signed_expiry, "sks": key.signed_service, "skv": key.signed_version,
    }
    lines = ["r", "", expiry, f"/blob/{w.target.account}/{w.name()}/a.txt", *of_key.values()]
    lines += [""] * 5 + ["2024-11-04", "b"] + [""] * 7
    made = hmac.new(base64.b64decode(key.value), "\n".join(lines).encode(), hashlib.sha256).digest()
    fields = {"sp": "r", "se": expiry, "sv": "2024-11-04", "sr": "b", **of_key, "sig": base64.b64encode(made).decode()}
    assert w.as_holder(urlencode(fields)).download_blob().readall() == b"x"
    with refused(403, "AuthenticationFailed", "AuthorizationFailure"):
        w.as_holder(urlencode({**fields, "sp": "rw"})).download_blob()


@scenario(not_on_azurite="the library signs fields that Azurite 3.35 does not know yet")
def an_identity_delegates_a_part_of_its_rights(w):
    w.blob(content=b"x")
    client = w.client(w.target.credential)
    key = client.get_user_delegation_key(key_start_time=now() - timedelta(minutes=5), key_expiry_time=now() + timedelta(hours=1))

    def sas(permission):
        return generate_blob_sas(
            w.target.account, w.name(), "a.txt", user_delegation_key=key, permission=permission, expiry=now() + timedelta(minutes=30),
        )

    reader = sas(BlobSasPermissions(read=True))
    assert w.as_holder(reader).download_blob().readall() == b"x"
    with refused(403, "AuthorizationPermissionMismatch"):
        w.as_holder(reader).upload_blob(b"y", overwrite=True)
    with refused(403, "AuthenticationFailed"):
        w.as_holder(reader.replace("sp=r", "sp=rw")).download_blob()
    key.value = base64.b64encode(b"another key").decode()
    with refused(403, "AuthenticationFailed"):
        w.as_holder(sas(BlobSasPermissions(read=True))).download_blob()
    with refused(403, "AuthenticationFailed", "AuthorizationFailure"):
        w.service.get_user_delegation_key(key_start_time=now(), key_expiry_time=now() + timedelta(hours=1))


@scenario
def clients_can_be_made_of_a_connection_string_and_of_a_url(w):
    w.blob("deep/a.txt", b"x")
    text = (
        f"DefaultEndpointsProtocol=https;AccountName={w.target.account};AccountKey={w.target.key};"
        f"BlobEndpoint={w.target.endpoint}"
    )
    client = BlobServiceClient.from_connection_string(text, connection_verify=w.target.ca_file)
    assert client.get_blob_client(w.name(), "deep/a.txt").download_blob().readall() == b"x"
    url = w.blob("deep/a.txt").url + "?" + w.blob_sas(BlobSasPermissions(read=True), "deep/a.txt")
    assert BlobClient.from_blob_url(url, connection_verify=w.target.ca_file).download_blob().readall() == b"x"
    by_key = BlobServiceClient(w.target.endpoint, credential=w.target.key, connection_verify=w.target.ca_file)
    assert by_key.get_blob_client(w.name(), "deep/a.txt").download_blob().readall() == b"x"


@scenario
def the_asynchronous_client_works_too(w):
    async def there_and_back():
        client = AsyncBlobServiceClient(w.target.endpoint, credential=w.shared_key(), connection_verify=w.target.ca_file)
        async with client:
            blob = client.get_blob_client(w.name(), "as ync/ä.txt")
            await blob.upload_blob(b"x" * 1000)
            return await (await blob.download_blob()).readall()

    assert asyncio.run(there_and_back()) == b"x" * 1000


@scenario
def every_answer_can_be_traced(w):
    seen = {}
    w.blob().upload_blob(b"x", raw_response_hook=lambda answer: seen.update(answer.http_response.headers))
    heads = {name.lower(): value for name, value in seen.items()}
    for name in ["x-ms-request-id", "x-ms-version", "date", "etag", "last-modified", "x-ms-client-request-id"]:
        assert heads.get(name), name
    try:
        w.blob("missing").download_blob()
        raise AssertionError("it is there")
    except ResourceNotFoundError as error:
        assert error.response.headers["x-ms-request-id"] in error.message
        assert "The specified blob does not exist." in error.message


@scenario
def the_account_says_what_it_is(w):
    assert w.service.get_account_information()["account_kind"] == "StorageV2"
    assert "static_website" in w.service.get_service_properties()
