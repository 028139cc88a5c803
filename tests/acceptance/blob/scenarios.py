"""What Microsoft's Python library for blobs has to find, on Azurite and on the simulated Azure alike.

    scenarios.py azurite PORT ACCOUNT KEY CA_FILE
    scenarios.py simulate FILE_WITH_THE_LINE

Prints a line for each scenario and `N passed, N failed`; ends with 1 if one failed.
"""

import json
import sys
import traceback

# Each registers its scenarios.
import access, blocks, containers, content, copies, leases  # noqa: E401, F401
import targets
from world import SCENARIOS, World


def main():
    match sys.argv[1:]:
        case ["azurite", port, account, key, ca_file]:
            target = targets.azurite(port, account, key, ca_file)
        case ["simulate", line]:
            with open(line, encoding="utf-8") as file:
                target = targets.simulate(json.loads(file.readline()))
        case _:
            sys.exit(__doc__)
    passed, failed, left_out = 0, 0, 0
    for function, not_on_azurite in SCENARIOS:
        name = function.__name__.replace("_", " ")
        if not_on_azurite and target.is_azurite:
            left_out += 1
            print(f"  left out  {name}: {not_on_azurite}")
            continue
        try:
            function(World(target))
            passed += 1
            print(f"  passed    {name}")
        except Exception:  # whatever it is, the other scenarios are still worth knowing
            failed += 1
            print(f"  FAILED    {name}\n{traceback.format_exc()}")
    print(f"{target.name}: {passed} passed, {failed} failed, {left_out} left out")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
