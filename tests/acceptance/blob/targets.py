"""The two services that the scenarios run against, and how a client of each signs in."""

import base64
import json
import time
import urllib.request
import ssl
from dataclasses import dataclass

from azure.core.credentials import AccessToken
from azure.identity import ClientAssertionCredential


@dataclass
class Target:
    """A blob service: where it is, and what opens it."""

    name: str
    endpoint: str
    account: str
    key: str
    ca_file: str
    credential: object
    # Credentials for tokens of another audience, if the service tells them apart.
    stranger: object

    @property
    def is_azurite(self):
        return self.name == "azurite"


class MadeUpToken:
    """A token that only looks like one of Entra ID: Azurite checks issuer, audience and time, and no signature."""

    def __init__(self, audience):
        self.audience = audience

    def get_token(self, *_scopes, **_options):
        now = int(time.time())
        tenant = "5d7a1c52-7a3e-4b7c-9c11-0d4f6b1f0001"
        claims = {
            "aud": self.audience,
            "iss": f"https://sts.windows.net/{tenant}/",
            "oid": "0b1ec700-1b2c-4d3e-8f90-0d4f6b1f0004",
            "tid": tenant,
            "ver": "1.0",
            "nbf": now - 60,
            "iat": now - 60,
            "exp": now + 3600,
        }
        parts = [{"typ": "JWT", "alg": "HS256"}, claims]
        text = ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts)
        return AccessToken(text + ".c2lnbmF0dXJl", now + 3600)


class OtherScope:
    """Asks for another scope than the client wants."""

    def __init__(self, credential, scope):
        self.credential, self.scope = credential, scope

    def get_token(self, *_scopes, **_options):
        return self.credential.get_token(self.scope)


def azurite(port, account, key, ca_file):
    return Target(
        "azurite",
        f"https://localhost:{port}/{account}",
        account,
        key,
        ca_file,
        MadeUpToken("https://storage.azure.com"),
        MadeUpToken("https://vault.azure.net"),
    )


def simulate(line):
    """From the one line that `slot-deploy simulate` prints."""

    def assertion():
        request = urllib.request.Request(line["oidc_request_url"] + "&audience=api://AzureADTokenExchange")
        request.add_header("Authorization", "Bearer " + line["oidc_request_token"])
        context = ssl.create_default_context(cafile=line["ca_file"])
        with urllib.request.urlopen(request, context=context) as answer:
            return json.load(answer)["value"]

    credential = ClientAssertionCredential(
        line["tenant_id"],
        line["client_id"],
        assertion,
        authority=line["authority"],
        disable_instance_discovery=True,
        connection_verify=line["ca_file"],
    )
    return Target(
        "simulate",
        line["blob_endpoint"],
        line["storage_account"],
        line["storage_key"],
        line["ca_file"],
        credential,
        OtherScope(credential, line["authority"] + "/.default"),
    )
