# Official native libraries, plotly.js, Mermaid and sample data: from the npm lock file (hashes checked by npm) and from Debian.
# Nothing of npm runs here: no install scripts, no JavaScript of these packages.

XGBOOST_LIBRARY=/usr/lib/x86_64-linux-gnu/libxgboost.so.0

# npm writes node_modules/.package-lock.json last, so a broken-off install is seen.
npm_is_current() {
    [ -f node_modules/.package-lock.json ] && [ -f .bundled/package-lock.json ] && cmp -s package-lock.json .bundled/package-lock.json
}

npm_install() {
    # npm empties the folder behind a link first: that folder belongs to another checkout.
    if [ -L node_modules ]; then
        echo "node_modules is a link to $(readlink node_modules). Bring the libraries there, or remove the link." >&2
        return 1
    fi
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error || {
        echo "npm could not install what package-lock.json names. Check the network and 'npm config get registry'; a changed package.json needs 'npm install --package-lock-only'." >&2
        return 1
    }
    # The package carries every platform's library: 250 MB that nobody here loads.
    rm -rf node_modules/onnxruntime-node/bin/napi-v6/{darwin,win32} node_modules/onnxruntime-node/bin/napi-v6/linux/arm64
}

place() {
    [ -f "$1" ] || { echo "$1 is missing: remove node_modules and try again." >&2; return 1; }
    cp -f "$1" ".bundled/$2.new" && mv -f ".bundled/$2.new" ".bundled/$2"
}

place_npm_files() {
    local duckdb=node_modules/@duckdb/node-bindings-linux-x64
    mkdir -p .bundled/licenses sample-notebooks
    place $duckdb/libduckdb.so libduckdb.so &&
        place node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1 libonnxruntime.so.1 &&
        place node_modules/plotly.js-dist-min/plotly.min.js plotly.min.js &&
        place node_modules/@mermaid-js/tiny/dist/mermaid.tiny.js mermaid.js &&
        place $duckdb/LICENSE licenses/duckdb.txt &&
        place node_modules/plotly.js-dist-min/LICENSE licenses/plotly.js.txt &&
        place node_modules/@mermaid-js/tiny/LICENSE licenses/mermaid.txt &&
        place eng/licenses/onnxruntime.txt licenses/onnxruntime.txt &&
        place eng/licenses/vega-datasets.txt licenses/vega-datasets.txt &&
        link_sample_data &&
        place package-lock.json package-lock.json
}

link_sample_data() {
    mkdir -p sample-notebooks
    [ -e sample-notebooks/data ] || ln -sfn ../node_modules/vega-datasets/data sample-notebooks/data
}

# Without root: the packages are unpacked beside the checkout's other caches, with the two libraries that a small system lacks.
unpack_debs() {
    local lists=()
    mkdir -p .debs/apt/lists/partial .debs/root
    if [ -z "$(apt-cache policy libxgboost0 2>/dev/null | sed -n 's/.*Candidate: *\([^(]\)/\1/p')" ]; then
        lists=(-o "Dir::State::lists=$ROOT/.debs/apt/lists" -o "Dir::Cache=$ROOT/.debs/apt")
        apt-get "${lists[@]}" update || return
    fi
    (cd .debs && apt-get "${lists[@]}" download libxgboost0 libdmlc0 libgomp1) || return
    local deb
    for deb in .debs/*.deb; do
        dpkg -x "$deb" .debs/root || return
    done
}

place_xgboost() {
    local folder name
    if [ -f "$XGBOOST_LIBRARY" ]; then
        place "$XGBOOST_LIBRARY" libxgboost.so.0
    else
        folder=.debs/root/usr/lib/x86_64-linux-gnu
        for name in libxgboost.so.0 libdmlc.so.0 libgomp.so.1; do
            place "$(readlink -f $folder/$name)" $name || return
        done
    fi
    for name in .debs/root/usr/share/doc/libxgboost0 /usr/share/doc/libxgboost0; do
        [ ! -f $name/copyright ] || place $name/copyright licenses/xgboost.txt
    done
}

require_xgboost() {
    [ ! -f .bundled/libxgboost.so.0 ] || return 0
    mkdir -p .bundled/licenses
    if [ ! -f "$XGBOOST_LIBRARY" ]; then
        is_debian || refuse MLP-DATA-0007 3 "XGBoost's library is not on this machine and this is not a Debian or Ubuntu system." \
            "Put libxgboost.so.0 (1.7) into $ROOT/.bundled."
        if is_root; then
            step download "install libxgboost0 from Debian" apt_install libxgboost0
        else
            step download "unpack libxgboost0 from Debian into .debs (not root)" unpack_debs
        fi
    fi
    step check "place XGBoost" place_xgboost
}

bring_natives() {
    cd "$ROOT"
    if ! npm_is_current; then
        require_node
        step download "bring DuckDB, ONNX Runtime, plotly.js, Mermaid and sample data (npm, by lock file)" npm_install
        step check "place native libraries in .bundled" place_npm_files
    fi
    [ -e sample-notebooks/data ] || link_sample_data
    require_xgboost
}
