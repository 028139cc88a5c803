"""Containers, names and listings."""

import uuid

from azure.storage.blob import BlobSasPermissions
from world import refused, scenario


@scenario
def containers_are_made_listed_described_and_deleted(w):
    name = f"m-{uuid.uuid4().hex[:12]}"
    made = w.service.create_container(name, metadata={"team": "shop"})
    with refused(409, "ContainerAlreadyExists"):
        w.service.create_container(name)
    assert made.get_container_properties().metadata == {"team": "shop"}
    made.set_container_metadata({"team": "other"})
    listed = list(w.service.list_containers(name_starts_with=name, include_metadata=True))
    assert [(one.name, one.metadata) for one in listed] == [(name, {"team": "other"})], listed
    assert made.exists()
    made.delete_container()
    assert not made.exists()
    with refused(404, "ContainerNotFound"):
        made.get_blob_client("x").upload_blob(b"x")


@scenario
def containers_are_listed_in_pages(w):
    prefix = f"p-{uuid.uuid4().hex[:8]}-"
    names = [f"{prefix}{number}" for number in range(5)]
    for name in names:
        w.service.create_container(name)
    pages = w.service.list_containers(name_starts_with=prefix, results_per_page=2).by_page()
    found = [[one.name for one in page] for page in pages]
    assert found == [names[0:2], names[2:4], names[4:]], found


@scenario
def names_that_are_none_are_refused(w):
    with refused(400, "InvalidResourceName"):
        w.service.create_container("has--two-hyphens")
    with refused(400, "OutOfRangeInput", "InvalidResourceName"):
        w.service.create_container("ab")


@scenario
def blobs_are_listed_by_prefix_by_folder_and_in_pages(w):
    names = ["layers/a.json", "layers/b.json", "releases/1.zip", "releases/old/0.zip", "top.txt"]
    for name in names:
        w.blob(name, b"x", metadata={"name": "n"})
    assert list(w.container.list_blob_names()) == names
    assert list(w.container.list_blob_names(name_starts_with="layers/")) == names[:2]
    assert [one.name for one in w.container.walk_blobs()] == ["layers/", "releases/", "top.txt"]
    assert [one.name for one in w.container.walk_blobs("releases/")] == ["releases/old/", "releases/1.zip"]
    pages = [[one.name for one in page] for page in w.container.list_blobs(results_per_page=2).by_page()]
    assert pages == [names[0:2], names[2:4], names[4:]], pages
    one = next(iter(w.container.list_blobs(name_starts_with="top", include=["metadata"])))
    properties = w.blob("top.txt").get_blob_properties()
    assert one.metadata == {"name": "n"} and one.size == 1 and one.etag.strip('"') == properties.etag.strip('"')
    assert one.last_modified == properties.last_modified and one.blob_type == "BlockBlob"


@scenario
def names_keep_every_character(w):
    names = ["a b.txt", "ä/ö ü.txt", "plus+and%25percent.txt", "q?uestion#mark&and=so.txt", "a//b.txt", "c,d;e:f@g.txt"]
    for name in names:
        w.blob(name, name.encode())
    assert sorted(w.container.list_blob_names()) == sorted(names)
    for name in names:
        assert w.blob(name).download_blob().readall() == name.encode()
        sas = w.blob_sas(BlobSasPermissions(read=True), name)
        assert w.as_holder(sas, name).download_blob().readall() == name.encode()
