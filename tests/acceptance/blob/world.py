"""What scenarios have at hand: a container of their own, clients, signatures, and how to say what has to be refused."""

import base64
import hashlib
import uuid
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone

import requests
from azure.core.exceptions import HttpResponseError
from azure.storage.blob import BlobSasPermissions, BlobServiceClient, generate_blob_sas, generate_container_sas

SCENARIOS = []


def scenario(function=None, *, not_on_azurite=None):
    """Registers a scenario; `not_on_azurite` says why Azurite cannot be asked."""

    def register(function):
        SCENARIOS.append((function, not_on_azurite))
        return function

    return register(function) if function else register


class Refused(Exception):
    """A request that was sent without the library was not done."""

    def __init__(self, response):
        super().__init__(response.text)
        self.response, self.status_code = response, response.status_code


class World:
    """A target with a container of its own."""

    def __init__(self, target):
        self.target = target
        self.service = self.client(self.shared_key())
        self.container = self.service.create_container(f"c-{uuid.uuid4().hex[:12]}")

    def shared_key(self):
        return {"account_name": self.target.account, "account_key": self.target.key}

    def client(self, credential, **options):
        return BlobServiceClient(
            self.target.endpoint,
            credential=credential,
            connection_verify=self.target.ca_file,
            retry_total=0,
            **options,
        )

    def name(self):
        return self.container.container_name

    def blob(self, name="a.txt", content=None, **options):
        blob = self.container.get_blob_client(name)
        if content is not None:
            blob.upload_blob(content, overwrite=True, **options)
        return blob

    def commit(self, blob, *blocks):
        """Put Block List as it stands on the wire: the library sends `Latest` whatever state a block is given."""
        entries = "".join(
            f"<{which}>{base64.b64encode(block_id(name).encode()).decode()}</{which}>" for which, name in blocks
        )
        body = f'<?xml version="1.0" encoding="utf-8"?><BlockList>{entries}</BlockList>'
        url = f"{blob.url}?comp=blocklist&{self.blob_sas(BlobSasPermissions(write=True), blob.blob_name)}"
        answer = requests.put(url, data=body, headers={"x-ms-version": "2024-11-04"}, verify=self.target.ca_file)
        if answer.status_code != 201:
            raise Refused(answer)

    def as_holder(self, sas, blob="a.txt"):
        """A client that has nothing but a signature."""
        return self.client(sas).get_blob_client(self.name(), blob)

    def blob_sas(self, permission, blob="a.txt", expires=timedelta(hours=1), **options):
        return generate_blob_sas(
            self.target.account, self.name(), blob,
            account_key=options.pop("account_key", self.target.key),
            permission=permission, expiry=now() + expires, **options,
        )

    def container_sas(self, permission, **options):
        return generate_container_sas(
            self.target.account, self.name(), account_key=self.target.key,
            permission=permission, expiry=now() + timedelta(hours=1), **options,
        )


def now():
    return datetime.now(timezone.utc)


def block_id(text):
    """An id of the most bytes that there may be, as the digests of content are."""
    return hashlib.sha256(text.encode()).hexdigest()


def committed(blob):
    blocks, _ = blob.get_block_list("all")
    return [(block.id, block.size) for block in blocks]


@contextmanager
def refused(status, *codes):
    """What is done within has to be refused so."""
    try:
        yield
    except (HttpResponseError, Refused) as error:
        found = error.response.headers.get("x-ms-error-code")
        assert (error.status_code, found) == (status, found) and found in codes, (
            f"{error.status_code} {found}, not {status} {' or '.join(codes)}"
        )
        return
    raise AssertionError(f"done, and not refused with {status} {' or '.join(codes)}")
