"""What the scripts beside this one run the Azure CLI with."""

import json
import os
import ssl


def world(work):
    """The line of the simulated world, and how its certificate is trusted."""
    line = json.load(open(f"{work}/world.json"))
    return line, ssl.create_default_context(cafile=line["ca_file"])


def environment(line, config):
    """Variables for the Azure CLI, with a folder of its own for what it keeps."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("AZURE_", "GITHUB_", "ACTIONS_"))},
        "AZURE_CONFIG_DIR": config,
        "REQUESTS_CA_BUNDLE": line["ca_file"],
        "AZURE_CORE_INSTANCE_DISCOVERY": "false",
        "AZURE_CORE_COLLECT_TELEMETRY": "false",
        "AZURE_CORE_ENCRYPT_TOKEN_CACHE": "false",
        "AZURE_CORE_ONLY_SHOW_ERRORS": "true",
        "AZURE_EXTENSION_USE_DYNAMIC_INSTALL": "no",
    }
