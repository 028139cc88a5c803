"""Copies, and releases that are made of them."""

import time

from azure.core import MatchConditions
from azure.storage.blob import BlobBlock, BlobSasPermissions, ContentSettings
from world import block_id, committed, refused, scenario


@scenario
def a_copy_has_the_blocks_and_their_ids(w):
    source = w.blob("base.zip")
    for name in "ab":
        source.stage_block(block_id(name), name * 1000)
    source.commit_block_list(
        [BlobBlock(block_id("a")), BlobBlock(block_id("b"))],
        metadata={"release": "1"}, content_settings=ContentSettings(content_type="application/zip"),
    )
    target = w.blob("copy.zip")
    began = target.start_copy_from_url(source.url)
    assert began["copy_status"] in ("success", "pending") and began["copy_id"]
    for _ in range(100):
        found = target.get_blob_properties()
        if found.copy.status != "pending":
            break
        time.sleep(0.1)
    assert (found.copy.status, found.copy.id) == ("success", began["copy_id"])
    assert found.copy.progress == "2000/2000" and found.copy.source.endswith("base.zip")
    assert found.metadata == {"release": "1"} and found.content_settings.content_type == "application/zip"
    assert committed(target) == committed(source) == [(block_id("a"), 1000), (block_id("b"), 1000)]
    assert target.download_blob().readall() == source.download_blob().readall()
    with refused(409, "NoPendingCopyOperation"):
        target.abort_copy(began["copy_id"])


@scenario
def a_copy_at_once_is_there_when_it_is_answered(w):
    source = w.blob("base.zip")
    source.stage_block(block_id("a"), b"a" * 10)
    source.commit_block_list([BlobBlock(block_id("a"))])
    signed = source.url + "?" + w.blob_sas(BlobSasPermissions(read=True), "base.zip")
    target = w.blob("copy.zip")
    done = target.start_copy_from_url(signed, requires_sync=True, metadata={"own": "yes"})
    assert done["copy_status"] == "success"
    assert committed(target) == [(block_id("a"), 10)] and target.get_blob_properties().metadata == {"own": "yes"}
    with refused(409, "BlobAlreadyExists"):
        target.start_copy_from_url(signed, requires_sync=True, match_condition=MatchConditions.IfMissing)


@scenario
def a_copy_is_refused_when_its_source_is_missing_or_changed(w):
    source, target = w.blob("base.zip", b"x"), w.blob("copy.zip")
    with refused(404, "BlobNotFound", "CannotVerifyCopySource"):
        target.start_copy_from_url(w.blob("missing").url)
    old = source.get_blob_properties().etag
    source.upload_blob(b"y", overwrite=True)
    with refused(412, "SourceConditionNotMet", "ConditionNotMet"):
        target.start_copy_from_url(source.url, source_etag=old, source_match_condition=MatchConditions.IfNotModified)
    assert not target.exists()


@scenario
def a_layered_release_is_staged_from_its_base_with_only_new_blocks_uploaded(w):
    base = w.blob("releases/1.zip")
    for name in ["deps", "code-1"]:
        base.stage_block(block_id(name), name.encode())
    base.commit_block_list([BlobBlock(block_id("deps")), BlobBlock(block_id("code-1"))])
    staging = w.blob("staging/run.zip")
    staging.start_copy_from_url(base.url + "?" + w.blob_sas(BlobSasPermissions(read=True), "releases/1.zip"), requires_sync=True)
    staging.stage_block(block_id("code-2"), b"code-2")
    w.commit(staging, ("Committed", "deps"), ("Uncommitted", "code-2"))
    release = w.blob("releases/2.zip")
    signed = staging.url + "?" + w.blob_sas(BlobSasPermissions(read=True), "staging/run.zip")
    release.start_copy_from_url(signed, requires_sync=True, match_condition=MatchConditions.IfMissing)
    staging.delete_blob()
    assert [id for id, _ in committed(release)] == [block_id("deps"), block_id("code-2")]
    assert release.download_blob().readall() == b"depscode-2"


@scenario(not_on_azurite="Azurite answers 501 to Put Blob From URL")
def a_blob_is_made_of_a_url(w):
    base = w.blob("base.zip", b"base", content_settings=ContentSettings(content_type="application/zip"))
    signed = base.url + "?" + w.blob_sas(BlobSasPermissions(read=True), "base.zip")
    w.blob("new.zip").upload_blob_from_url(signed)
    found = w.blob("new.zip").download_blob()
    assert found.readall() == b"base" and found.properties.content_settings.content_type == "application/zip"
