# shellcheck shell=bash
# shellcheck disable=SC2154 # root, state, dotnet come from the launcher and dotnet.sh
# `cluster up`, `cluster down`: a whole cluster on this machine for trying out: PostgreSQL, Azurite, two gateways, renderers.
#
#   out/cluster/postgres, blobs     data; stay until they are deleted
#   out/cluster/logs                one file per process
#   out/cluster/pids                one file per process
#   out/cluster/key                 the key of the tenant `local`

readonly cluster_folder="$root/out/cluster"
readonly cluster_postgres_port=15432 cluster_blobs_port=15433
# Azurite's own well-known account, which protects nothing; it listens on loopback alone.
readonly cluster_account_key='Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

run_cluster() {
    case ${1:-} in
        up) shift; cluster_up "$@" ;;
        down) cluster_down ;;
        init) ensure_built gateway; run_program gateway cluster "$@" ;;
        -h | --help) cluster_help ;;
        *) cluster_help >&2; exit 2 ;;
    esac
}

cluster_help() {
    cat <<'TEXT'
Usage: ./omniavatar cluster init [OPTIONS]                            (its --help tells the options)
       ./omniavatar cluster up [--model DIR] [--renderers N] [--no-install]
       ./omniavatar cluster down

  init   make or migrate the schema and the store of a cluster; create or change a tenant
  up     start PostgreSQL, Azurite, two gateways and N renderers (default 3) on this machine, data in out/cluster
  down   stop them; data stays
TEXT
}

cluster_up() {
    local model=out/models/tiny renderers=3 install=yes
    while [[ $# -gt 0 ]]; do
        case $1 in
            --model) model=${2:-}; shift ;;
            --renderers) renderers=${2:-}; shift ;;
            --no-install) install=no ;;
            *) say "cluster up has no option '$1'; it has --model DIR, --renderers N and --no-install."; exit 2 ;;
        esac
        shift || { say "The last option of cluster up lacks its value."; exit 2; }
    done
    [[ $renderers =~ ^[1-9]$ ]] || { say "--renderers takes a number from 1 to 9."; exit 2; }
    [[ $install == no ]] || ensure_needs ffmpeg postgresql azurite || exit 1
    if ! { has_postgresql && has_azurite && has_ffmpeg; }; then die "PostgreSQL, Azurite or ffmpeg is missing here, and --no-install was given."; fi
    ! compgen -G "$cluster_folder/pids/*" >/dev/null || die "A cluster is up, or was not stopped well: ./omniavatar cluster down stops what is left of it."
    cd "$root" || exit

    ensure_built gateway
    ensure_built renderer
    if [[ $model == out/models/tiny && ! -f $model/omniavatar.json ]]; then
        ensure_built cli
        "$dotnet" "$(program_of cli)" models create "$model" --preset tiny >/dev/null
    fi
    mkdir -p "$cluster_folder"/{logs,pids,blobs}
    chmod 700 "$cluster_folder"
    trap 'cluster_failed' ERR EXIT
    start_servers
    start_processes "$model" "$renderers"
    trap - ERR EXIT
    cluster_farewell
}

cluster_failed() {
    trap - ERR EXIT
    say "The cluster did not start; its logs are in $cluster_folder/logs."
    cluster_down
    exit 1
}

start_servers() {
    stage servers "waits for PostgreSQL and Azurite"
    local programs as_user=()
    programs=$(find_postgresql)
    # PostgreSQL refuses to run as root.
    [[ $EUID -ne 0 ]] || as_user=(setpriv --reuid=postgres --regid=postgres --clear-groups)
    if [[ ! -f $cluster_folder/password ]]; then
        (umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$cluster_folder/password")
    fi
    [[ -d $cluster_folder/postgres ]] || make_database "$programs" "${as_user[@]}"
    in_background postgres "${as_user[@]}" "$programs/postgres" -D "$(readlink -f "$cluster_folder/postgres")" -p "$cluster_postgres_port" \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200
    in_background azurite "$(find_azurite)" --blobHost 127.0.0.1 --blobPort "$cluster_blobs_port" --location "$cluster_folder/blobs" \
        --skipApiVersionCheck --disableTelemetry --silent
    wait_for_port "$cluster_postgres_port"
    wait_for_port "$cluster_blobs_port"
    done_stage
}

# make_database PROGRAMS RUN-AS...: its folder is outside this one, to which an unprivileged user may not have a way.
make_database() {
    local programs=$1 fresh password
    shift
    fresh=$(mktemp -d /var/tmp/omniavatar-postgres.XXXXXX)
    password=$(mktemp)
    cat "$cluster_folder/password" >"$password"
    [[ $EUID -ne 0 ]] || chown postgres "$fresh" "$password"
    "$@" "$programs/initdb" -D "$fresh" -U omniavatar --auth=scram-sha-256 --pwfile="$password" --encoding=UTF8 --locale=C.UTF-8 \
        >"$cluster_folder/logs/initdb.log" 2>&1
    rm "$password"
    ln -s "$fresh" "$cluster_folder/postgres"
}

start_processes() {
    local model=$1 renderers=$2 i
    OMNIAVATAR_POSTGRES="Host=127.0.0.1;Port=$cluster_postgres_port;Username=omniavatar;Password=$(cat "$cluster_folder/password");Database=postgres"
    OMNIAVATAR_BLOBS="DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=$cluster_account_key;BlobEndpoint=http://127.0.0.1:$cluster_blobs_port/devstoreaccount1;"
    export OMNIAVATAR_POSTGRES OMNIAVATAR_BLOBS OMNIAVATAR_CLUSTER_ID=local OMNIAVATAR_ADVERTISE=127.0.0.1

    stage cluster "waits for the schema, two gateways and $renderers renderers"
    (umask 077 && "$dotnet" "$(program_of gateway)" cluster init --data "$cluster_folder/init" --tenant local --key-file "$cluster_folder/key" \
        >"$cluster_folder/logs/init.log" 2>&1)
    for i in 1 2; do
        in_background "gateway-$i" "$dotnet" "$(program_of gateway)" gateway --data "$cluster_folder/gateway-$i" --http "127.0.0.1:$((8079 + i))" \
            --ops "127.0.0.1:$((9089 + i))" --silo-port "$((11110 + i))" --client-port "$((30000 + i))"
    done
    for ((i = 1; i <= renderers; i++)); do
        in_background "renderer-$i" "$dotnet" "$(program_of renderer)" renderer --data "$cluster_folder/renderer-$i" --model "$model" --machine-slots "$renderers" \
            --ops "127.0.0.1:$((9100 + i))" --silo-port "$((11120 + i))"
    done
    for i in 9090 9091; do wait_until_ready "$i"; done
    for ((i = 1; i <= renderers; i++)); do wait_until_ready "$((9100 + i))"; done
    done_stage
}

cluster_farewell() {
    cat <<TEXT

The cluster is up; ./omniavatar cluster down stops it.
  videos API    http://127.0.0.1:8080 and :8081, key of the tenant 'local' in out/cluster/key
  operators     http://127.0.0.1:9090/readyz, /healthz and /metrics (gateways 9090, 9091; renderers from 9101)
  logs          out/cluster/logs
TEXT
}

# The reverse of up: renderers give their work back before the gateways go, and the servers go last.
cluster_down() {
    local group name
    for group in 'renderer-*' 'gateway-*' azurite postgres; do
        for name in $(cd "$cluster_folder/pids" 2>/dev/null && compgen -G "$group"); do signal_process "$name"; done
        for name in $(cd "$cluster_folder/pids" 2>/dev/null && compgen -G "$group"); do wait_for_end "$name"; done
    done
    say "The cluster is down; its data is in out/cluster."
}

# in_background NAME COMMAND...: a process of its own session, so that Ctrl-C here does not reach it.
in_background() {
    local name=$1
    shift
    setsid "$@" >"$cluster_folder/logs/$name.log" 2>&1 </dev/null &
    echo "$!" >"$cluster_folder/pids/$name"
}

# A number in a file may belong to somebody else by now: what has the name of ours among its arguments is ours.
is_ours() {
    local pid
    pid=$(cat "$cluster_folder/pids/$1")
    [[ -r /proc/$pid/cmdline ]] && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qE 'omniavatar|OmniAvatar|azurite'
}

signal_process() {
    # PostgreSQL's fast stop is SIGINT; everybody else leaves on SIGTERM.
    if is_ours "$1"; then kill "-$([[ $1 == postgres ]] && echo INT || echo TERM)" "$(cat "$cluster_folder/pids/$1")"; fi
}

wait_for_end() {
    local end=$((SECONDS + 40))
    while is_ours "$1"; do
        if ((SECONDS > end)); then
            say "$1 did not leave within 40 s and is killed."
            kill -KILL "$(cat "$cluster_folder/pids/$1")"
        fi
        sleep 0.2
    done
    rm -f "$cluster_folder/pids/$1"
}

wait_for_port() { wait_until "port $1" eval "exec 3<>/dev/tcp/127.0.0.1/$1"; }

wait_until_ready() { wait_until "127.0.0.1:$1/readyz" is_ready "$1"; }

# wait_until WHAT COMMAND...
wait_until() {
    local what=$1 end=$((SECONDS + 60))
    shift
    until ("$@") 2>/dev/null; do
        ((SECONDS < end)) || { say "Nobody answered at $what within 60 s."; return 1; }
        sleep 0.2
    done
}

# A bare Debian has no curl; bash speaks enough HTTP.
is_ready() {
    local status
    exec 3<>"/dev/tcp/127.0.0.1/$1"
    printf 'GET /readyz HTTP/1.0\r\n\r\n' >&3
    read -r status <&3
    [[ $status == *' 200 '* ]]
}
