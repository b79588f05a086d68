# shellcheck shell=bash
# Finds the SDK, builds one target when its sources changed, and runs what was built.

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1

# With standard output closed, the next file that a program opens would become its standard output, and be written into. Opened for
# reading alone, the descriptor fails as a closed one does.
{ : 8<&0; } 2>/dev/null || exec 0</dev/null
{ : 8>&1; } 2>/dev/null || exec 1</dev/null
{ : 8>&2; } || exec 2>/dev/null

# shellcheck disable=SC2154 # root is set by the launcher
readonly state="$root/.omniavatar-build"
readonly accelerator=${OMNIAVATAR_ACCELERATOR:-cpu}
# .NET dies with a stack trace where it can open fewer files than its own libraries are.
readonly least_open_files=512

project_of() {
    case $1 in
        cli) echo src/OmniAvatar.Cli/OmniAvatar.Cli.csproj ;;
        gateway) echo silos/OmniAvatar.Silos.Gateway/OmniAvatar.Silos.Gateway.csproj ;;
        renderer) echo silos/OmniAvatar.Silos.Renderer/OmniAvatar.Silos.Renderer.csproj ;;
        bench) echo bench/OmniAvatar.Benchmarks/OmniAvatar.Benchmarks.csproj ;;
        tests) echo OmniAvatar.Cluster.sln ;;
    esac
}

program_of() {
    case $1 in
        cli) echo "$root/src/OmniAvatar.Cli/bin/Release/net10.0/OmniAvatar.Cli.dll" ;;
        gateway) echo "$root/silos/OmniAvatar.Silos.Gateway/bin/Release/net10.0/OmniAvatar.Silos.Gateway.dll" ;;
        renderer) echo "$root/silos/OmniAvatar.Silos.Renderer/bin/Release/net10.0/OmniAvatar.Silos.Renderer.dll" ;;
        bench) echo "$root/bench/OmniAvatar.Benchmarks/bin/Release/net10.0/OmniAvatar.Benchmarks.dll" ;;
        tests) echo "$root/tests/OmniAvatar.Cli.Tests/bin/Release/net10.0/OmniAvatar.Cli.Tests.dll" ;;
    esac
}

find_dotnet() {
    local candidate open_files
    open_files=$(ulimit -Hn)
    [[ $open_files == unlimited ]] || ((open_files >= least_open_files)) ||
        die "This shell lets a program open $open_files files, and OmniAvatar needs $least_open_files: raise the limit (ulimit -Hn) and run the command again."
    for candidate in "${DOTNET_ROOT:-/nonexistent}/dotnet" "$(command -v dotnet || true)" "${HOME:-/nonexistent}/.dotnet/dotnet" \
        /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet; do
        if [[ -x $candidate ]] && "$candidate" --list-sdks 2>/dev/null | grep -q '^10\.'; then
            dotnet=$candidate
            return
        fi
    done
    die "OmniAvatar needs the .NET 10 SDK, which is missing on this machine: install it from https://dot.net/download and run the command again."
}

# One hash over the content of everything that a target is built from. Which SDK built it is not in it: any runtime of .NET 10 runs it.
fingerprint() {
    local folders=(src grains silos build)
    case $1 in
        bench) folders+=(bench tools) ;;
        tests) folders+=(bench tools tests) ;;
    esac
    (
        cd "$root" || exit
        echo "$accelerator"
        {
            find "${folders[@]}" \( -name bin -o -name obj -o -name launcher \) -prune -o -type f -print0
            find . -maxdepth 1 -type f \( -name 'Directory.*' -o -name '*.sln' -o -name '*.json' -o -name .editorconfig \) -print0
        } | sort -z | xargs -0 sha256sum
    ) | sha256sum | cut -d' ' -f1
}

is_built() { [[ -f $(program_of "$1") && $(cat "$state/$1.stamp" 2>/dev/null) == "$2" ]]; }

# ensure_built TARGET: builds it unless that was done for these very sources; one launcher at a time builds.
ensure_built() {
    find_dotnet
    local target=$1 sources
    sources=$(fingerprint "$target")
    if is_built "$target" "$sources"; then return; fi

    if ! mkdir -p "$state" 2>/dev/null || [[ ! -w $state ]]; then
        die "The build in $root is out of date, and you may not write there: its owner must run ./omniavatar $target --help once."
    fi
    exec 9>"$state/lock"
    if ! flock --nonblock 9; then
        say "Another omniavatar is building; this one waits for it."
        flock 9
    fi
    if ! is_built "$target" "$sources"; then
        build "$target"
        echo "$sources" >"$state/$target.stamp"
    fi
    exec 9>&-
}

build() {
    local project options
    project=$root/$(project_of "$1")
    options=(--nologo -nodeReuse:false "-p:Accelerator=$accelerator")
    stage restore "waits for NuGet packages: about 300 MB the first time, minutes on a slow connection"
    logged "$state/restore.log" in_root "$dotnet" restore "$project" "${options[@]}"
    done_stage
    stage build "waits for the compiler: under two minutes the first time"
    logged "$state/build.log" in_root "$dotnet" build "$project" --configuration Release --no-restore "${options[@]}"
    done_stage
}

# in_root COMMAND...: where the user stands may be gone, or have a global.json of its own; and NuGet wants a home, which services lack.
in_root() (
    cd "$root" || exit
    if [[ ! -d ${HOME:-} ]]; then
        export HOME=$state/home
        mkdir -p "$HOME"
    fi
    "$@"
)

# run_program TARGET ARGUMENTS...: becomes the program.
run_program() {
    local program
    program=$(program_of "$1")
    shift
    exec "$dotnet" "$program" "$@"
}
