# What has to be on the machine before anything of ours is: the .NET 10 SDK, Node with npm, and the Debian packages a step asks for.

is_debian() { [ -r /etc/debian_version ] && command -v apt-get >/dev/null; }

is_root() { [ "$(id -u)" -eq 0 ]; }

has_package() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get install -y --no-install-recommends "$@" && return
    # An image without package lists, or with lists older than the archive.
    apt-get update && apt-get install -y --no-install-recommends "$@"
}

# Where installers put .NET, in the order of preference; prints the folder that holds an SDK of version 10.
find_dotnet() {
    local dotnet candidate
    dotnet=$(command -v dotnet || true)
    [ -z "$dotnet" ] || dotnet=$(dirname "$(readlink -f "$dotnet")")
    for candidate in "${DOTNET_ROOT:-}" "$dotnet" "$HOME/.dotnet" /usr/lib/dotnet /usr/share/dotnet /usr/local/share/dotnet; do
        if [ -n "$candidate" ] && [ -x "$candidate/dotnet" ] && compgen -G "$candidate/sdk/10.*" >/dev/null; then
            echo "$candidate"
            return
        fi
    done
    return 1
}

require_dotnet() {
    local folder
    if ! folder=$(find_dotnet); then
        refuse MLP-CONFIG-0004 3 "The .NET 10 SDK is not on this machine." \
            "Ubuntu: apt-get install dotnet-sdk-10.0. Debian has no package: take it from https://dotnet.microsoft.com/download (dotnet-install.sh --channel 10.0 puts it into ~/.dotnet, where it is found)."
    fi
    export DOTNET_ROOT=$folder PATH="$folder:$PATH"
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_WORKLOAD_UPDATE_NOTIFY_DISABLE=true MSBUILDDISABLENODEREUSE=1
    # A small image has no ICU; the SDK starts without it when told so. Cultures play no part in the build.
    export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
    if [ ! -w "${HOME:-/nonexistent}" ]; then
        export DOTNET_CLI_HOME="$ROOT/.build/home" NUGET_PACKAGES="$ROOT/.build/packages"
        mkdir -p "$DOTNET_CLI_HOME"
    fi
    # The published program looks for .NET here first, so it starts from a kernel spec or a service without DOTNET_ROOT.
    mkdir -p "$ROOT/.build"
    [ "$(readlink "$ROOT/.build/dotnet" 2>/dev/null)" = "$folder" ] || ln -sfn "$folder" "$ROOT/.build/dotnet"
}

require_node() {
    if command -v node >/dev/null && command -v npm >/dev/null; then
        return
    fi
    if is_debian && is_root; then
        step download "install nodejs and npm from Debian" apt_install nodejs npm ca-certificates
    else
        refuse MLP-CONFIG-0004 3 "Node with npm is not on this machine; it brings the native libraries by their lock file." \
            "Debian and Ubuntu: apt-get install nodejs npm (as root), or any Node 18 or newer on PATH."
    fi
}

# Package downloads need TLS, which a minimal image lacks; the SDK loads the library by name and fails late without it.
require_tls() {
    if [ -n "$(compgen -G '/usr/lib/*/libssl.so.3')" ] && [ -s /etc/ssl/certs/ca-certificates.crt ]; then
        return
    fi
    if is_debian && is_root; then
        step download "install libssl3 and ca-certificates from Debian" apt_install libssl3 ca-certificates
    elif is_debian; then
        refuse MLP-CONFIG-0004 3 "libssl3 or ca-certificates is not on this machine; packages are downloaded over TLS." "As root: apt-get install libssl3 ca-certificates."
    fi
}
