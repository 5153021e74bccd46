# What the tests drive besides our own program: real front ends and real clients, from Debian.

TEST_PACKAGES=(chromium jupyter-notebook podman protobuf-compiler python3-grpcio python3-ipykernel python3-jupyter-client python3-jupyter-kernel-test python3-nbclient python3-numpy python3-pandas python3-protobuf python3-scipy python3-sklearn runc curl procps)

bring_test_tools() {
    local package missing=()
    if ! is_debian; then
        say "$STEP_BUSY not a Debian system: tests that drive Jupyter and Chromium need ${TEST_PACKAGES[*]}"
        return
    fi
    for package in "${TEST_PACKAGES[@]}"; do
        has_package "$package" || missing+=("$package")
    done
    if [ ${#missing[@]} -eq 0 ]; then
        return
    elif is_root; then
        step download "install ${missing[*]} from Debian" apt_install "${missing[@]}"
    else
        say "$STEP_BAD not installed: ${missing[*]}"
        say "  The tests that drive them will fail. As root: apt-get install ${missing[*]}"
    fi
}
