# shellcheck shell=bash
# shellcheck disable=SC2154 # root, state, dotnet come from the launcher and dotnet.sh
# What a machine needs beside .NET: ffmpeg; for drawn training clips and tests espeak-ng; for tests also Chromium and OpenAI's client for Node.js; for tests and the local cluster also PostgreSQL and Azurite, Azure Storage's emulator.
# Tells what is installed and how large it is before it happens.

readonly azurite_version=3.35.0
readonly azurite_folder="$state/azurite"
readonly openai_version=6.49.0
readonly openai_folder="$state/openai"

# Fills the array `as_root` with what runs a command as root; fails where there is no way without a password.
find_root() {
    as_root=()
    if [[ $EUID -eq 0 ]]; then return; fi
    as_root=(sudo -n)
    command -v sudo >/dev/null && sudo -n true 2>/dev/null
}

has_ffmpeg() { command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null; }

has_espeak-ng() { command -v espeak-ng >/dev/null; }

has_chromium() { command -v chromium >/dev/null; }

has_postgresql() { find_postgresql >/dev/null; }

has_azurite() { find_azurite >/dev/null; }

has_openai() { command -v node >/dev/null && [[ -d $openai_folder/node_modules/openai ]]; }

# The folder with initdb and postgres: Debian keeps them off PATH.
find_postgresql() {
    local folder
    for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) "$(dirname "$(command -v initdb || echo /nonexistent)")"; do
        if [[ -x $folder/initdb && -x $folder/postgres ]]; then
            echo "$folder"
            return
        fi
    done
    return 1
}

find_azurite() {
    local program
    for program in "${OMNIAVATAR_AZURITE:-/nonexistent}" "$(command -v azurite-blob || true)" "$azurite_folder/node_modules/.bin/azurite-blob"; do
        if [[ -x $program ]]; then
            echo "$program"
            return
        fi
    done
    return 1
}

# ensure_needs ffmpeg|espeak-ng|postgresql|azurite|chromium|openai...: installs what is missing; fails with the one command to type where it may not.
ensure_needs() {
    local need packages=() modules=()
    for need in "$@"; do
        if "has_$need"; then continue; fi
        case $need in
            azurite | openai) modules+=("$need") ;;
            *) packages+=("$need") ;;
        esac
    done
    ((${#modules[@]} == 0)) || command -v npm >/dev/null || packages+=(nodejs npm)
    ((${#packages[@]} == 0)) || install_packages "${packages[@]}" || return
    for need in "${modules[@]}"; do "install_$need" || return; done
}

install_packages() {
    local names="$*" prefix=""
    [[ $EUID -eq 0 ]] || prefix="sudo sh -c "
    local command="apt-get update && apt-get install --no-install-recommends $names"
    local advice="Missing: $names; install with: ${prefix:+${prefix}\'}$command${prefix:+\'}"
    if ! command -v apt-get >/dev/null; then
        say "Missing: $names; install it with this system's package manager."
        return 1
    fi
    if ! find_root; then
        say "$advice"
        return 1
    fi

    mkdir -p "$state"
    stage install "waits for apt: lists of packages first"
    "${as_root[@]}" apt-get update -q >"$state/apt.log" 2>&1 || { say "$advice (apt-get update failed, see $state/apt.log)"; return 1; }
    announce_packages "$@"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@" >>"$state/apt.log" 2>&1 ||
        { say "$advice (apt-get install failed, see $state/apt.log)"; return 1; }
    done_stage
}

announce_packages() {
    local plan
    plan=$("${as_root[@]}" apt-get install --assume-no --no-install-recommends "$@" 2>/dev/null || true)
    say "         installs the Debian packages $* with what they need:"
    grep -E '^(Need to get|After this operation)|newly installed' <<<"$plan" | sed 's/^/         /' >&2 || true
}

install_azurite() { install_module azurite "$azurite_version" "$azurite_folder" 190; }

install_openai() { install_module openai "$openai_version" "$openai_folder" 20; }

# install_module NAME VERSION FOLDER MEGABYTES: a package of npm into this repository's own build folder; nothing of it reaches the system.
install_module() {
    mkdir -p "$3"
    stage install "waits for npm: $1 $2, about $4 MB on disk in .omniavatar-build"
    if ! npm install --no-audit --no-fund --ignore-scripts --prefix "$3" "$1@$2" >"$state/npm-$1.log" 2>&1; then
        say "$1 could not be installed (see $state/npm-$1.log); install it with: npm install --prefix '$3' $1@$2"
        return 1
    fi
    done_stage
}
