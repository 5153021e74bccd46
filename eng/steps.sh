# Steps with a tick, what they do and how long they took. All of it goes to stderr, so that a command's own output can be piped.

STEP_DOWNLOAD_MS=0
STEP_BUILD_MS=0

if [ -t 2 ] && [ -z "${NO_COLOR:-}" ]; then
    STEP_OK=$'\033[32m✓\033[0m' STEP_BAD=$'\033[31m✗\033[0m' STEP_BUSY=$'\033[2m…\033[0m' STEP_CLEAR=$'\r\033[K'
else
    STEP_OK='✓' STEP_BAD='✗' STEP_BUSY='…' STEP_CLEAR=''
fi

now_ms() { echo $(($(date +%s%N) / 1000000)); }

seconds() { printf '%d.%d s' $(($1 / 1000)) $(($1 % 1000 / 100)); }

say() { printf '%s\n' "$*" >&2; }

# refuse CODE EXIT PROBLEM FIX: the shape of every refusal of the product.
refuse() {
    say "$STEP_BAD $3"
    [ -z "${4:-}" ] || say "  $4"
    say "  ($1)"
    exit "$2"
}

# step KIND TEXT COMMAND…: runs the command with its output in a log that is shown only when it fails.
# KIND is download, build or check; the first two are added up for the report.
step() {
    local kind=$1 text=$2 started elapsed log status=0
    shift 2
    mkdir -p "$ROOT/.build/logs"
    log="$ROOT/.build/logs/$(echo "$text" | tr -cs 'A-Za-z0-9' '-' | cut -c1-40)$$.log"
    started=$(now_ms)
    [ -z "$STEP_CLEAR" ] || printf '%s %s' "$STEP_BUSY" "$text" >&2
    # Locks stay with this script: a build server that inherited one would keep it long after.
    "$@" >"$log" 2>&1 8>&- 9>&- </dev/null || status=$?
    elapsed=$(($(now_ms) - started))
    printf '%s' "$STEP_CLEAR" >&2
    if [ $status -ne 0 ]; then
        say "$STEP_BAD $text failed after $(seconds $elapsed):"
        tail -n 40 "$log" >&2
        say "  whole log: $log"
        exit $status
    fi
    rm -f "$log"
    case $kind in
        download) STEP_DOWNLOAD_MS=$((STEP_DOWNLOAD_MS + elapsed)) ;;
        build) STEP_BUILD_MS=$((STEP_BUILD_MS + elapsed)) ;;
    esac
    say "$STEP_OK $text  $(seconds $elapsed)"
}
