# shellcheck shell=bash
# shellcheck disable=SC2154 # root, state, dotnet come from the launcher and dotnet.sh
# `test`: every test project, a few at a time; the last line of standard output is the sum alone.

readonly results="$state/results"
readonly test_needs=(ffmpeg espeak-ng postgresql azurite chromium openai)

run_tests() {
    parse_test_options "$@"
    [[ $install == no ]] || ensure_needs "${test_needs[@]}" || exit 1
    say_what_is_missing
    OMNIAVATAR_AZURITE=$(find_azurite || true)
    OMNIAVATAR_OPENAI=$openai_folder
    export OMNIAVATAR_AZURITE OMNIAVATAR_OPENAI
    ensure_built tests
    rm -rf "$results"
    mkdir -p "$results"

    stage tests "waits for the test projects, $jobs at a time"
    local project running=0 projects
    mapfile -t projects < <(slowest_first)
    for project in "${projects[@]}"; do
        if ((running >= jobs)); then
            wait -n || true
            running=$((running - 1))
        fi
        run_project "$project" &
        running=$((running + 1))
    done
    wait
    done_stage
    sum_up
}

say_what_is_missing() {
    local need
    for need in "${test_needs[@]}"; do
        "has_$need" || say "$need is missing and --no-install was given: tests that need it are skipped (servers, browser, OpenAI's client) or fail (ffmpeg, espeak-ng), and counted."
    done
}

parse_test_options() {
    install=yes
    jobs=2
    filter=()
    while [[ $# -gt 0 ]]; do
        case $1 in
            --no-install) install=no ;;
            --jobs) jobs=${2:-}; shift ;;
            --filter) filter=(--filter "${2:-}"); shift ;;
            -h | --help) test_help; exit 0 ;;
            *) say "test has no option '$1'; it has --no-install, --jobs N and --filter EXPRESSION."; exit 2 ;;
        esac
        shift || { say "The last option of test lacks its value."; exit 2; }
    done
    [[ $jobs =~ ^[1-9][0-9]*$ ]] || { say "--jobs takes a number from 1."; exit 2; }
}

test_help() {
    cat <<'TEXT'
Usage: ./omniavatar test [--no-install] [--jobs N] [--filter EXPRESSION]

  --no-install   do not install ffmpeg, espeak-ng, PostgreSQL, Azurite, Chromium and OpenAI's client where they are missing; tests that need a server, a browser or that client are then skipped, those that need another fail
  --jobs N       test projects at a time (default 2)
  --filter E     only tests that match, as in `dotnet test --filter`
TEXT
}

# The longest first, so that no core idles while the last one runs.
slowest_first() {
    local slow=("$root"/tests/OmniAvatar.{Chaos,Cli,Cluster,Datasets,Diffusion}.Tests/*.csproj) project
    printf '%s\n' "${slow[@]}"
    for project in "$root"/tests/*/*.Tests.csproj; do
        [[ " ${slow[*]} " == *" $project "* ]] || printf '%s\n' "$project"
    done
}

run_project() {
    local name log code=0 start=$SECONDS
    name=$(basename "$1" .csproj)
    log=$results/$name.log
    "$dotnet" test "$1" --configuration Release --no-build --nologo "${filter[@]}" \
        --logger "trx;LogFileName=$name.trx" --results-directory "$results" >"$log" 2>&1 </dev/null || code=$?
    echo "$code" >"$results/$name.code"
    printf '%-36s %s\n' "$name" "$(describe "$name"), $((SECONDS - start)) s" >&2
    if ((code != 0)); then cat "$log" >&2; fi
}

# counts NAME: sets passed, failed and skipped of one project from its results file.
counts() {
    local counters code
    counters=$(grep -o '<Counters [^>]*>' "$results/$1.trx" 2>/dev/null || true)
    code=$(cat "$results/$1.code")
    passed=$(counter passed "$counters")
    failed=$(counter failed "$counters")
    skipped=$(($(counter total "$counters") - $(counter executed "$counters")))
    # A host that crashed, or a project that ran nothing though all was asked for, is a failure of its own.
    if ((failed == 0)) && { ((code != 0)) || { ((passed + skipped == 0)) && ((${#filter[@]} == 0)); }; }; then failed=1; fi
}

counter() {
    local value
    value=$(grep -o " $1=\"[0-9]*\"" <<<"$2" | grep -o '[0-9]*' || true)
    echo "${value:-0}"
}

describe() {
    counts "$1"
    echo "$passed passed, $failed failed, $skipped skipped"
}

sum_up() {
    local all_passed=0 all_failed=0 all_skipped=0 code
    for code in "$results"/*.code; do
        counts "$(basename "$code" .code)"
        all_passed=$((all_passed + passed))
        all_failed=$((all_failed + failed))
        all_skipped=$((all_skipped + skipped))
    done
    local skips=""
    ((all_skipped == 0)) || skips=", $all_skipped skipped"
    echo "$all_passed passed, $all_failed failed$skips"
    ((all_failed == 0 && all_passed > 0))
}
