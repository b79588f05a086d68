# shellcheck shell=bash
# shellcheck disable=SC2154 # cluster_folder comes from cluster.sh
# Processes in the background of `cluster up`: started, watched while they start, ended.
#
#   out/cluster/logs/NAME.log       what a process says
#   out/cluster/pids/NAME           its number and when it started, which together nobody else ever has

# in_background NAME COMMAND...: a process of its own session, so that Ctrl-C here does not reach it.
in_background() {
    local name=$1
    shift
    # Descriptors 8 and 9 are locks of starts and builds, which a process that stays must not keep.
    setsid "$@" >"$cluster_folder/logs/$name.log" 2>&1 </dev/null 8>&- 9>&- &
    echo "$! $(started_of "$!" || true)" >"$cluster_folder/pids/$name"
}

# started_of PID: when a process began, in ticks since the machine's start; fails where there is none.
started_of() {
    local fields
    fields=$(cat "/proc/$1/stat" 2>/dev/null) || return
    # A name may have blanks and brackets; what follows it has not.
    read -r -a fields <<<"${fields##*) }"
    [[ ${fields[0]} != Z ]] && echo "${fields[19]}"
}

# process_names PATTERN: the processes of this cluster that there are files of.
process_names() { (cd "$cluster_folder/pids" 2>/dev/null && compgen -G "$1") || true; }

is_alive() {
    local pid started
    read -r pid started <"$cluster_folder/pids/$1" || return
    [[ -n $started && $(started_of "$pid") == "$started" ]]
}

living_processes() {
    local name
    for name in $(process_names '*'); do ! is_alive "$name" || echo "$name"; done
}

signal_process() {
    local pid _
    is_alive "$1" || return 0
    read -r pid _ <"$cluster_folder/pids/$1"
    # PostgreSQL's fast stop is SIGINT; everybody else leaves on SIGTERM. It may have ended by now.
    kill "-$([[ $1 == postgres ]] && echo INT || echo TERM)" "$pid" 2>/dev/null || true
}

wait_for_end() {
    local end=$((SECONDS + 40)) pid _
    while is_alive "$1"; do
        if ((SECONDS > end)); then
            say "$1 did not stop within 40 s and is killed."
            read -r pid _ <"$cluster_folder/pids/$1"
            kill -KILL "$pid" 2>/dev/null || true
        fi
        sleep 0.2
    done
    rm -f "$cluster_folder/pids/$1"
}

# last_sentence NAME: why a process ended, as it said itself.
last_sentence() {
    local log=$cluster_folder/logs/$1.log
    grep -E 'FATAL: |^Error: |^Exit due to ' "$log" | tail -n 1 | grep . || grep -v '^[[:space:]]*$' "$log" | tail -n 1 | grep . || echo "it said nothing."
}

# Fails where one of the processes has ended, and says which and why: nobody need wait for its answer.
all_live() {
    local name pid _ status
    for name in $(process_names '*'); do
        ! is_alive "$name" || continue
        read -r pid _ <"$cluster_folder/pids/$name"
        status=0
        wait "$pid" 2>/dev/null || status=$?
        say "$name ended with exit code $status: $(last_sentence "$name")"
        return 1
    done
}

# wait_until WHAT COMMAND...
wait_until() {
    local what=$1 end=$((SECONDS + 120))
    shift
    until ("$@") 2>/dev/null; do
        all_live || return
        ((SECONDS < end)) || { say "No program answered at $what within 120 s."; return 1; }
        sleep 0.2
    done
}

wait_for_port() { wait_until "port $1" eval "exec 3<>/dev/tcp/127.0.0.1/$1"; }

wait_until_ready() { wait_until "127.0.0.1:$1/readyz" answers_ok "$1" /readyz; }

# answers_ok PORT PATH [KEY]: whether a server on this machine answers 200. A bare Debian has no curl; bash speaks enough HTTP.
answers_ok() {
    local status
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf 'GET %s HTTP/1.0\r\nHost: localhost\r\n%s\r\n' "$2" "${3:+Authorization: Bearer $3$'\r\n'}" >&3
    read -r status <&3
    [[ $status == *' 200 '* ]]
}
