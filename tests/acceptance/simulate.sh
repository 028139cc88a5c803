# Sourced by each script beside it: makes a temporary folder `$work` that goes away at the end, builds this project unless
# `$SLOT_DEPLOY` names a binary, starts `slot-deploy simulate` with the flags in `$SIMULATE`, and waits for its line of JSON,
# which is then in `$work/world.json`.
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
work="$(mktemp -d)"
world=
trap '[ -z "$world" ] || kill "$world" 2>/dev/null || true; rm -rf "$work"' EXIT

if [ -z "${SLOT_DEPLOY:-}" ]; then
    (cd "$root" && cargo build --quiet)
    SLOT_DEPLOY="$root/target/debug/slot-deploy"
fi
# shellcheck disable=SC2086 # several flags
"$SLOT_DEPLOY" simulate ${SIMULATE:-} >"$work/world.json" 2>"$work/world.log" &
world=$!
for _ in $(seq 100); do
    [ ! -s "$work/world.json" ] || break
    kill -0 "$world" || { cat "$work/world.log"; exit 1; }
    sleep 0.1
done
