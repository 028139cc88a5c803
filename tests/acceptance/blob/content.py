"""Content and its properties, ranges, checksums, conditions."""

import base64
import hashlib
from datetime import timedelta

from azure.core import MatchConditions
from azure.core.exceptions import ResourceNotFoundError
from azure.storage.blob import ContentSettings
from world import block_id, committed, now, refused, scenario


@scenario
def what_is_put_comes_back_with_its_properties(w):
    content = b"hello" * 100
    settings = ContentSettings(content_type="text/plain", content_language="de", cache_control="no-cache")
    blob = w.blob(content=content, content_settings=settings, metadata={"commit": "abc"})
    found = blob.get_blob_properties()
    assert (found.size, found.metadata, found.blob_type) == (500, {"commit": "abc"}, "BlockBlob")
    assert found.content_settings.content_type == "text/plain" and found.content_settings.content_language == "de"
    assert found.content_settings.cache_control == "no-cache"
    assert bytes(found.content_settings.content_md5) == hashlib.md5(content).digest()
    assert found.lease.state == "available" and found.lease.status == "unlocked"
    assert found.etag.startswith('"0x') and found.creation_time <= found.last_modified
    got = blob.download_blob()
    assert got.readall() == content and got.properties.etag == found.etag


@scenario
def an_empty_blob_is_a_blob(w):
    blob = w.blob(content=b"")
    assert blob.get_blob_properties().size == 0 and blob.download_blob().readall() == b""


@scenario
def a_range_is_read(w):
    blob = w.blob(content=bytes(range(100)))
    assert blob.download_blob(offset=10, length=5).readall() == bytes(range(10, 15))
    assert blob.download_blob(offset=90).readall() == bytes(range(90, 100))
    assert blob.download_blob(offset=90, length=50).readall() == bytes(range(90, 100))


@scenario(not_on_azurite="Azurite answers a range beyond the end with 206 and nothing")
def a_range_beyond_the_end_is_refused(w):
    blob = w.blob(content=bytes(range(100)))
    with refused(416, "InvalidRange"):
        blob.download_blob(offset=100, length=1).readall()


@scenario
def a_checksum_of_a_range_comes_on_request(w):
    content = bytes(range(256)) * 8
    blob = w.client(w.shared_key(), max_single_get_size=512, max_chunk_get_size=512).get_blob_client(w.name(), "r")
    blob.upload_blob(content)
    assert blob.download_blob(validate_content=True).readall() == content


@scenario
def large_content_goes_up_in_blocks_and_comes_down_in_ranges(w):
    client = w.client(
        w.shared_key(), max_single_put_size=64 * 1024, max_block_size=64 * 1024,
        max_single_get_size=64 * 1024, max_chunk_get_size=64 * 1024,
    )
    content = b"".join(hashlib.sha256(str(number).encode()).digest() for number in range(16 * 1024))
    blob = client.get_blob_client(w.name(), "large")
    blob.upload_blob(content, max_concurrency=4, validate_content=True)
    assert [size for _, size in committed(blob)] == [64 * 1024] * 8
    assert blob.download_blob(max_concurrency=4).readall() == content


@scenario
def a_change_by_somebody_else_is_noticed(w):
    blob = w.blob(content=b"one")
    old = blob.get_blob_properties().etag
    blob.upload_blob(b"two", overwrite=True, etag=old, match_condition=MatchConditions.IfNotModified)
    for write in [
        lambda **terms: blob.upload_blob(b"three", overwrite=True, **terms),
        lambda **terms: blob.set_blob_metadata({"a": "b"}, **terms),
        lambda **terms: blob.set_http_headers(ContentSettings(content_type="a/b"), **terms),
        lambda **terms: blob.delete_blob(**terms),
        lambda **terms: blob.download_blob(**terms),
        lambda **terms: blob.get_blob_properties(**terms),
    ]:
        with refused(412, "ConditionNotMet"):
            write(etag=old, match_condition=MatchConditions.IfNotModified)
    assert blob.download_blob().readall() == b"two"
    with refused(412, "ConditionNotMet"):
        w.blob("new.txt").upload_blob(b"x", overwrite=True, etag=old, match_condition=MatchConditions.IfNotModified)


@scenario
def what_is_known_already_is_not_sent_again(w):
    blob = w.blob(content=b"one")
    etag = blob.get_blob_properties().etag
    with refused(304, "ConditionNotMet"):
        blob.get_blob_properties(etag=etag, match_condition=MatchConditions.IfModified)
    with refused(304, "ConditionNotMet"):
        blob.download_blob(if_modified_since=now() + timedelta(minutes=1))
    with refused(412, "ConditionNotMet"):
        blob.download_blob(if_unmodified_since=now() - timedelta(hours=1))
    assert blob.download_blob(if_modified_since=now() - timedelta(hours=1)).readall() == b"one"


@scenario
def content_that_changed_on_the_way_is_refused(w):
    blob = w.blob()
    wrong = base64.b64encode(hashlib.md5(b"other").digest()).decode()
    with refused(400, "InvalidOperation" if w.target.is_azurite else "Md5Mismatch"):
        blob.stage_block(block_id("1"), b"content", headers={"Content-MD5": wrong})
    blob.stage_block(block_id("1"), b"content", validate_content=True)


@scenario
def metadata_and_headers_are_replaced_as_a_whole(w):
    blob = w.blob(content=b"x", metadata={"one": "1"}, content_settings=ContentSettings(content_type="a/b", content_language="de"))
    before = blob.get_blob_properties()
    blob.set_blob_metadata({"two": "2"})
    blob.set_http_headers(ContentSettings(content_type="c/d"))
    after = blob.get_blob_properties()
    assert after.metadata == {"two": "2"} and after.etag != before.etag
    assert after.content_settings.content_type == "c/d" and not after.content_settings.content_language


@scenario
def what_is_deleted_is_gone(w):
    blob = w.blob(content=b"x")
    blob.delete_blob()
    for ask in [blob.delete_blob, blob.download_blob, lambda: blob.set_blob_metadata({}), lambda: blob.get_block_list()]:
        with refused(404, "BlobNotFound"):
            ask()
    try:
        blob.get_blob_properties()
        raise AssertionError("it is still there")
    except ResourceNotFoundError as error:
        assert error.error_code == "BlobNotFound"
