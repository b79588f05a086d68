# shellcheck shell=bash
# shellcheck disable=SC2154 # root, state, dotnet come from the launcher and dotnet.sh
# System packages: only ffmpeg. Tells what is installed and how large it is before it happens.

readonly install_ffmpeg="apt-get update && apt-get install --no-install-recommends ffmpeg"

# Fills the array `as_root` with what runs a command as root; fails where there is no way without a password.
find_root() {
    as_root=()
    if [[ $EUID -eq 0 ]]; then return; fi
    as_root=(sudo -n)
    command -v sudo >/dev/null && sudo -n true 2>/dev/null
}

has_ffmpeg() { command -v ffmpeg >/dev/null && command -v ffprobe >/dev/null; }

# ensure_ffmpeg: installs ffmpeg where it is missing; fails with the one command to type where it may not.
ensure_ffmpeg() {
    if has_ffmpeg; then return; fi
    local prefix=""
    [[ $EUID -eq 0 ]] || prefix="sudo sh -c "
    local advice="ffmpeg is missing; install it with: ${prefix:+${prefix}\'}$install_ffmpeg${prefix:+\'}"
    if ! command -v apt-get >/dev/null; then
        say "ffmpeg is missing; install it with this system's package manager."
        return 1
    fi
    if ! find_root; then
        say "$advice"
        return 1
    fi

    mkdir -p "$state"
    stage install "waits for apt: lists of packages first"
    "${as_root[@]}" apt-get update -q >"$state/apt.log" 2>&1 || { say "$advice (apt-get update failed, see $state/apt.log)"; return 1; }
    announce_ffmpeg
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends ffmpeg >>"$state/apt.log" 2>&1 ||
        { say "$advice (apt-get install failed, see $state/apt.log)"; return 1; }
    done_stage
}

announce_ffmpeg() {
    local plan
    plan=$("${as_root[@]}" apt-get install --assume-no --no-install-recommends ffmpeg 2>/dev/null || true)
    say "         installs the Debian package ffmpeg with what it needs:"
    grep -E '^(Need to get|After this operation)|newly installed' <<<"$plan" | sed 's/^/         /' >&2 || true
}
