# The published program in .build/mlplatform: framework-dependent, ReadyToRun, renewed only when a source changed.

CONFIGURATION=Release

# One hash over names and contents of everything the program is built from.
sources_hash() {
    cd "$ROOT"
    {
        find src kernels magics \( -name bin -o -name obj -o -name node_modules \) -prune -o -type f -print0
        printf '%s\0' Directory.Build.props Directory.Packages.props global.json BannedSymbols.txt .editorconfig eng/publish.sh
    } | LC_ALL=C sort -z | xargs -0 sha256sum | { cat; readlink .build/dotnet; ls .build/dotnet/sdk; } | sha256sum | cut -d' ' -f1
}

is_published() { [ -x "$ROOT/.build/mlplatform/mlplatform" ] && [ "$(cat "$ROOT/.build/mlplatform/.sources" 2>/dev/null)" = "$1" ]; }

publish_program() {
    local next=.build/next
    rm -rf $next
    # Analyzers judge the sources, not the program: ./test builds with them, people who only want to run it don't wait for them.
    dotnet publish src/MLPlatform.Cli -c $CONFIGURATION --no-restore -o $next -v q -nologo -clp:NoSummary \
        -p:RunAnalyzers=false -p:EnforceCodeStyleInBuild=false || return
    ln -sfn ../../.bundled $next/bundled
    echo "$1" >$next/.sources
    # Processes that run keep the files they have open; a rename never tears them.
    rm -rf .build/previous
    [ ! -e .build/mlplatform ] || mv .build/mlplatform .build/previous
    mv $next .build/mlplatform
    rm -rf .build/previous
}

bring_program() {
    local hash
    cd "$ROOT"
    hash=$(sources_hash)
    is_published "$hash" && return
    require_tls
    step download "restore packages" dotnet restore src/MLPlatform.Cli -v q -nologo
    step build "build and publish mlplatform (ReadyToRun)" publish_program "$hash"
    note_older_control_plane
}

# Stopping it here would end jobs and endpoints without being asked.
note_older_control_plane() {
    local address="${MLPLATFORM_HOME:-$HOME/.mlplatform}/control-plane.json" pid
    [ -r "$address" ] || return 0
    pid=$(sed -n 's/.*"processId": *\([0-9]*\).*/\1/p' "$address")
    if [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; then
        say "… the control plane that runs (process $pid) is of an earlier build; ./mlplatform down ends it, and the next command starts this one"
    fi
}
