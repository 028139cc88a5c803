"""Leases."""

import uuid

from azure.storage.blob import BlobLeaseClient
from world import refused, scenario


@scenario
def a_lease_keeps_others_from_writing(w):
    blob = w.blob(content=b"one")
    lease = blob.acquire_lease(15)
    held = blob.get_blob_properties().lease
    assert (held.state, held.status, held.duration) == ("leased", "locked", "fixed")
    with refused(409, "LeaseAlreadyPresent"):
        blob.acquire_lease(15)
    for write in [lambda: blob.upload_blob(b"two", overwrite=True), blob.delete_blob, lambda: blob.set_blob_metadata({})]:
        with refused(412, "LeaseIdMissing"):
            write()
    with refused(412, "LeaseIdMismatchWithBlobOperation"):
        blob.upload_blob(b"two", overwrite=True, lease=str(uuid.uuid4()))
    assert blob.download_blob().readall() == b"one", "reading is free"
    blob.upload_blob(b"two", overwrite=True, lease=lease)
    assert blob.get_blob_properties().lease.state == "leased", "it holds across a write"
    lease.renew()
    other = str(uuid.uuid4())
    lease.change(other)
    assert lease.id == other
    with refused(409, "LeaseIdMismatchWithLeaseOperation"):
        BlobLeaseClient(blob, str(uuid.uuid4())).renew()
    lease.release()
    blob.upload_blob(b"three", overwrite=True)
    with refused(409, "LeaseIdMismatchWithLeaseOperation"):
        BlobLeaseClient(blob, other).renew()


@scenario
def a_lease_is_broken_for_who_waits(w):
    blob = w.blob(content=b"one")
    lease = blob.acquire_lease(-1)
    assert blob.get_blob_properties().lease.duration == "infinite"
    assert lease.break_lease(20) in range(15, 21)
    assert blob.get_blob_properties().lease.state == "breaking"
    with refused(409, "LeaseAlreadyPresent"):
        blob.acquire_lease(15)
    with refused(409, "LeaseIsBrokenAndCannotBeRenewed", "LeaseIsBreakingAndCannotBeChanged"):
        lease.renew()
    assert lease.break_lease(0) == 0
    assert blob.get_blob_properties().lease.state == "broken"
    with refused(409, "LeaseIsBrokenAndCannotBeRenewed"):
        lease.renew()
    blob.upload_blob(b"two", overwrite=True)
    blob.acquire_lease(15)
    with refused(400, "InvalidHeaderValue"):
        w.blob("b", b"x").acquire_lease(5)
    with refused(409, "LeaseNotPresentWithLeaseOperation"):
        BlobLeaseClient(w.blob("c", b"x")).break_lease()
