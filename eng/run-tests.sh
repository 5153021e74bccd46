# Runs built test projects, each in a process of its own, and adds up what they report.

PASSED=0 FAILED=0 SKIPPED=0

# Prints the value of one attribute of the <Counters …/> element of a result file.
counter() { sed -n "s/.*<Counters [^>]*\\b$1=\"\\([0-9]*\\)\".*/\\1/p" "$2" | head -1; }

run_project() {
    local project=$1 name trx log started status=0 total passed failed
    shift
    name=$(basename "$project" .csproj)
    trx="$RESULTS/$name.trx" log="$RESULTS/$name.log"
    rm -f "$trx"
    started=$(now_ms)
    [ -z "$STEP_CLEAR" ] || printf '%s %s' "$STEP_BUSY" "$name" >&2
    MLPLATFORM_HOME="$RUN/home" XDG_RUNTIME_DIR="$RUN/run" MLPLATFORM_TEST_RUN="$RUN" \
        dotnet test "$(dirname "$project")/bin/$CONFIGURATION/net10.0/$name.dll" --logger "trx;LogFileName=$trx" --logger "console;verbosity=minimal" \
        --results-directory "$RESULTS" --blame-hang-timeout 15m --blame-hang-dump-type none "$@" \
        >"$log" 2>&1 </dev/null || status=$?
    printf '%s' "$STEP_CLEAR" >&2
    if [ ! -f "$trx" ]; then
        # A project whose tests are all filtered out, or that has none, writes no result file.
        if [ $status -eq 0 ]; then return; fi
        say "$STEP_BAD $name ended without results (exit code $status)"
        tail -n 40 "$log" >&2
        FAILED=$((FAILED + 1))
        return
    fi
    total=$(counter total "$trx") passed=$(counter passed "$trx") failed=$(counter failed "$trx")
    PASSED=$((PASSED + passed)) FAILED=$((FAILED + failed)) SKIPPED=$((SKIPPED + total - passed - failed))
    if [ "$failed" -gt 0 ]; then
        say "$STEP_BAD $name  $passed passed, $failed failed  $(seconds $(($(now_ms) - started)))"
        cat "$log" >&2
    elif [ $status -ne 0 ]; then
        say "$STEP_BAD $name  $passed passed, then the test process ended with exit code $status"
        tail -n 40 "$log" >&2
        FAILED=$((FAILED + 1))
    elif [ "$total" -gt 0 ]; then
        say "$STEP_OK $name  $passed passed$([ "$total" -eq "$passed" ] || echo ", $((total - passed)) skipped")  $(seconds $(($(now_ms) - started)))"
    fi
}

# Rooms first, from the bottom; the whole product last.
test_projects() {
    find tests -mindepth 2 -maxdepth 2 -name '*Tests.csproj' | grep -v EndToEnd | LC_ALL=C sort
    find tests -mindepth 2 -maxdepth 2 -name 'EndToEndTests.csproj'
}

# Processes that tests left behind carry this run's home in their environment; nothing else does.
end_leftovers() {
    local pid environ
    for environ in /proc/[0-9]*/environ; do
        pid=${environ#/proc/} pid=${pid%/environ}
        [ "$pid" != $$ ] && [ "$pid" != "$BASHPID" ] || continue
        if { tr '\0' '\n' <"$environ"; } 2>/dev/null | grep -qxF "MLPLATFORM_TEST_RUN=$RUN"; then
            kill "$pid" 2>/dev/null || true
        fi
    done
}

run_all() {
    local project
    PASSED=0 FAILED=0 SKIPPED=0
    for project in $(test_projects); do
        case $project in *"$ONLY"*) run_project "$project" "$@" ;; esac
    done
}
