# shellcheck shell=bash
# What the launcher itself says goes to standard error, so that a program's standard output stays its own.

say() { printf '%s\n' "$*" >&2; }

die() {
    say "$*"
    exit 1
}

# stage NAME WHAT-IT-WAITS-FOR: announces a stage; done_stage tells how long it took.
stage() {
    stage_name=$1
    stage_start=$SECONDS
    printf '%-8s %s\n' "$1" "$2" >&2
}

done_stage() { printf '%-8s done in %d s\n' "$stage_name" "$((SECONDS - stage_start))" >&2; }

# logged LOG COMMAND...: runs a command into a log; when it fails, shows the log's end and where all of it is.
logged() {
    local log=$1
    shift
    # Descriptor 9 is the build lock: servers that outlive the build must not keep it.
    if ! "$@" >"$log" 2>&1 9>&-; then
        grep -E ': error |^error' "$log" | sort -u | head -n 20 >&2 || tail -n 20 "$log" >&2
        die "The stage '$stage_name' failed; the whole log is in $log."
    fi
}
