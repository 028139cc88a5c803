"""Blocks and the lists that make blobs of them."""

import hashlib
import threading

from azure.core import MatchConditions
from azure.core.exceptions import HttpResponseError, ResourceExistsError
from azure.storage.blob import BlobBlock, BlobSasPermissions
from world import block_id, committed, refused, scenario


@scenario
def blocks_are_invisible_until_they_are_committed(w):
    blob = w.blob()
    blob.stage_block(block_id("1"), b"one")
    assert not blob.exists() and list(w.container.list_blob_names()) == []
    waiting = [one.name for one in w.container.list_blobs(include=["uncommittedblobs"])]
    assert waiting == ["a.txt"], waiting
    done, uncommitted = blob.get_block_list("all")
    assert (done, [(one.id, one.size) for one in uncommitted]) == ([], [(block_id("1"), 3)])
    blob.stage_block(block_id("2"), b"second")
    blob.commit_block_list([BlobBlock(block_id("2")), BlobBlock(block_id("1"))])
    assert blob.download_blob().readall() == b"secondone"
    assert committed(blob) == [(block_id("2"), 6), (block_id("1"), 3)]
    assert blob.get_block_list("uncommitted")[1] == []
    assert blob.get_blob_properties().content_settings.content_md5 is None, "nobody gave one"


@scenario
def a_list_mixes_blocks_that_are_there_with_new_ones_and_drops_the_rest(w):
    blob = w.blob()
    for name in "abc":
        blob.stage_block(block_id(name), name * 3)
    blob.commit_block_list([BlobBlock(block_id(name)) for name in "abc"])
    blob.stage_block(block_id("b"), b"BBBB")
    blob.stage_block(block_id("unused"), b"x")
    w.commit(blob, ("Committed", "a"), ("Latest", "b"), ("Committed", "b"), ("Uncommitted", "b"))
    assert blob.download_blob().readall() == b"aaaBBBBbbbBBBB"
    for dropped in ["c", "unused"]:
        with refused(400, "InvalidBlockList"):
            blob.commit_block_list([BlobBlock(block_id(dropped))])
    with refused(400, "InvalidBlockList"):
        w.commit(blob, ("Uncommitted", "a"))
    assert blob.download_blob().readall() == b"aaaBBBBbbbBBBB", "a refused list changes nothing"


@scenario
def the_ids_of_a_blob_all_have_the_same_length(w):
    blob = w.blob()
    blob.stage_block("abcd", b"one")
    with refused(400, "InvalidBlobOrBlock"):
        blob.stage_block("abcdefgh", b"two")


@scenario
def a_new_blob_is_never_written_over_when_it_must_not_be(w):
    blob = w.blob(content=b"first")
    with refused(409, "BlobAlreadyExists"):
        blob.upload_blob(b"second")
    blob.stage_block(block_id("1"), b"second")
    with refused(409, "BlobAlreadyExists"):
        blob.commit_block_list([BlobBlock(block_id("1"))], match_condition=MatchConditions.IfMissing)
    assert blob.download_blob().readall() == b"first"


@scenario
def of_four_that_commit_the_same_release_exactly_one_wins(w):
    outcomes = []

    def commit(content):
        blob = w.client(w.shared_key()).get_blob_client(w.name(), "release.zip")
        blob.stage_block(block_id("1"), content)
        try:
            blob.commit_block_list([BlobBlock(block_id("1"))], match_condition=MatchConditions.IfMissing)
            outcomes.append("won")
        except ResourceExistsError as error:
            outcomes.append(error.error_code)
        except HttpResponseError as error:
            # Who comes after the winner may find that its block is gone.
            outcomes.append(error.error_code)

    threads = [threading.Thread(target=commit, args=(b"same",)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("won") == 1 and set(outcomes) <= {"won", "BlobAlreadyExists", "InvalidBlockList"}, outcomes
    assert w.blob("release.zip").download_blob().readall() == b"same"


@scenario(not_on_azurite="Azurite answers 501 to Put Block From URL")
def a_release_is_made_of_ranges_of_another_blob_on_the_server(w):
    base = w.blob("base.zip", bytes(range(200)))
    signed = base.url + "?" + w.blob_sas(BlobSasPermissions(read=True), "base.zip")
    release = w.blob("release.zip")
    release.stage_block_from_url(block_id("1"), signed, source_offset=10, source_length=20)
    release.stage_block_from_url(
        block_id("2"), signed, source_offset=100, source_length=5,
        source_content_md5=bytearray(hashlib.md5(bytes(range(100, 105))).digest()),
    )
    release.stage_block(block_id("3"), b"new")
    release.commit_block_list([BlobBlock(block_id(number)) for number in "231"])
    assert release.download_blob().readall() == bytes(range(100, 105)) + b"new" + bytes(range(10, 30))
    with refused(400, "Md5Mismatch"):
        release.stage_block_from_url(
            block_id("4"), signed, source_offset=0, source_length=5,
            source_content_md5=bytearray(hashlib.md5(b"other").digest()),
        )


@scenario(not_on_azurite="Azurite answers 501 to Put Block From URL")
def a_source_needs_a_right_of_its_own_and_its_conditions_count(w):
    base, release = w.blob("base.zip", b"base"), w.blob("release.zip")
    with refused(401, "CannotVerifyCopySource"):
        release.stage_block_from_url(block_id("1"), base.url, source_offset=0, source_length=4)
    token = w.target.credential.get_token("https://storage.azure.com/.default").token
    release.stage_block_from_url(
        block_id("1"), base.url, source_offset=0, source_length=4, source_authorization="Bearer " + token,
    )
    old = base.get_blob_properties().etag
    base.upload_blob(b"BASE", overwrite=True)
    with refused(412, "SourceConditionNotMet"):
        release.stage_block_from_url(
            block_id("1"), base.url, source_offset=0, source_length=4, source_authorization="Bearer " + token,
            headers={"x-ms-source-if-match": old},
        )
    with refused(404, "CannotVerifyCopySource", "BlobNotFound"):
        release.stage_block_from_url(
            block_id("1"), w.blob("missing").url, source_offset=0, source_length=4, source_authorization="Bearer " + token,
        )
