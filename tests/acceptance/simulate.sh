# Sourced by each script beside it: makes a temporary folder `$work` that goes away at the end, together with every process
# whose id is added to `processes`. `start_world FLAGS…` builds this project unless `$SLOT_DEPLOY` names a binary, starts
# `simulate`, and waits for its line of JSON, which is then in `$work/world.json`.
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
work="$(mktemp -d)"
processes=()
end() {
    for process in "${processes[@]}"; do
        kill "$process" 2>/dev/null || true
        wait "$process" 2>/dev/null || true
    done
    rm -rf "$work"
}
trap end EXIT

start_world() {
    if [ -z "${SLOT_DEPLOY:-}" ]; then
        (cd "$root" && cargo build --quiet)
        SLOT_DEPLOY="$root/target/debug/slot-deploy"
    fi
    "$SLOT_DEPLOY" simulate "$@" >"$work/world.json" 2>"$work/world.log" &
    processes+=($!)
    for _ in $(seq 100); do
        [ ! -s "$work/world.json" ] || return 0
        kill -0 "${processes[-1]}" 2>/dev/null || break
        sleep 0.1
    done
    echo "the simulated world did not start:"
    cat "$work/world.log"
    return 1
}
