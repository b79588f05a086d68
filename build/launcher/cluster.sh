# shellcheck shell=bash
# shellcheck disable=SC2154 # root, state, dotnet come from the launcher and dotnet.sh
# `cluster up`, `cluster down`: a whole cluster on this machine for trying out: PostgreSQL, Azurite, two gateways, renderers.
#
#   out/cluster/postgres, blobs     data; stay until they are deleted
#   out/cluster/logs, pids          one file per process, see background.sh
#   out/cluster/key                 the key of the tenant `local`
#   out/cluster/access.json         there while the cluster is up: where it listens, and the key; `submit` and the like read it

readonly cluster_folder="$root/out/cluster"
# Azurite's own well-known account, which protects nothing; it listens on loopback alone.
readonly cluster_account_key='Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=='

run_cluster() {
    case ${1:-} in
        up) shift; cluster_up "$@" ;;
        down) shift; read_down_options "$@"; cluster_down ;;
        init) ensure_built gateway; run_program gateway cluster "$@" ;;
        -h | --help) cluster_help ;;
        *) cluster_help >&2; exit 2 ;;
    esac
}

cluster_help() {
    cat <<'TEXT'
Usage: ./omniavatar cluster init [OPTIONS]                            (its --help lists the options)
       ./omniavatar cluster up [--model DIR] [--renderers N] [PORTS] [--no-install]
       ./omniavatar cluster down

  init   create or migrate the schema and the store of a cluster; create or change a tenant
  up     start PostgreSQL, Azurite, two gateways and N renderers (default 3) on this machine, data in out/cluster
  down   stop them and keep the data

PORTS, if the usual ones are taken; all are on 127.0.0.1:
  --http-port N       the videos API: N and N+1 (default 8080)
  --ops-port N        health and metrics: gateways N and N+1, renderers from N+11 (default 9090)
  --silo-port N       between the processes: gateways N and N+1, renderers from N+10 (default 11111)
  --postgres-port N   PostgreSQL (default 15432)
  --blobs-port N      Azurite (default 15433)
TEXT
}

cluster_up() {
    local model=out/models/tiny renderers=3 install=yes locked=no
    read_up_options "$@"
    make_way
    [[ $install == no ]] || ensure_needs ffmpeg postgresql azurite || exit 1
    if ! { has_postgresql && has_azurite && has_ffmpeg; }; then die "PostgreSQL, Azurite or ffmpeg is missing, and --no-install was given: install them, or leave out --no-install."; fi
    cd "$root" || exit

    ensure_built gateway
    ensure_built renderer
    if [[ $model == out/models/tiny && ! -f $model/omniavatar.json ]]; then
        ensure_built cli
        "$dotnet" "$(program_of cli)" models create "$model" --preset tiny >/dev/null
    fi
    # Faces, voices and keys are in there: for this user alone.
    umask 077
    mkdir -p "$cluster_folder"/{logs,pids,blobs}
    chmod 700 "$cluster_folder"
    exec 8>"$cluster_folder/lock"
    flock --nonblock 8 || die "Another 'cluster up' is running here; wait for it."
    locked=yes
    make_way

    trap 'cluster_failed 1' ERR EXIT
    trap 'cluster_failed 130' INT TERM HUP
    start_servers
    start_processes "$model" "$renderers"
    write_access
    trap - ERR EXIT INT TERM HUP
    cluster_farewell
}

# Fills the variables of cluster_up.
read_up_options() {
    while [[ $# -gt 0 ]]; do
        case $1 in
            --model) model=${2:-}; shift ;;
            --renderers) renderers=${2:-}; shift ;;
            --no-install) install=no ;;
            -h | --help) cluster_help; exit 0 ;;
            --http-port | --ops-port | --silo-port | --postgres-port | --blobs-port)
                [[ ${2:-} =~ ^[1-9][0-9]{0,4}$ && $2 -le 65500 ]] || { say "$1 takes a port from 1 to 65500."; exit 2; }
                local which=${1#--}
                cluster_port[${which%-port}]=$2
                shift
                ;;
            *) say "cluster up has no option '$1'; ./omniavatar cluster --help lists them."; exit 2 ;;
        esac
        shift || { say "The last option of cluster up has no value."; exit 2; }
    done
    [[ $renderers =~ ^[1-9]$ ]] || { say "--renderers takes a number from 1 to 9."; exit 2; }
}

read_down_options() {
    case ${1:-} in
        "") ;;
        -h | --help) cluster_help; exit 0 ;;
        *) say "cluster down takes no options."; exit 2 ;;
    esac
}

# Nothing of this cluster may run, and nobody else may have its ports. What a start that was killed has left is taken down.
make_way() {
    local living
    [[ $locked == yes || ! -e $cluster_folder/lock ]] || flock --nonblock "$cluster_folder/lock" true || die "Another 'cluster up' is running here; wait for it."
    living=$(living_processes | tr '\n' ' ')
    if [[ -n $living ]]; then
        [[ ! -f $cluster_folder/access.json ]] || die "A cluster is already running here; ./omniavatar cluster down stops it."
        say "An unfinished start left processes, which are stopped first: ${living% }."
        cluster_down
    fi
    rm -f "$cluster_folder/access.json" "$cluster_folder"/pids/*
    check_ports < <(wanted_ports "$renderers")
}

# cluster_failed EXIT-CODE
cluster_failed() {
    trap - ERR EXIT INT TERM HUP
    say "The cluster did not start; its logs are in $cluster_folder/logs."
    cluster_down
    exit "$1"
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
    forget_dead_server
    in_background postgres "${as_user[@]}" "$programs/postgres" -D "$(readlink -f "$cluster_folder/postgres")" -p "${cluster_port[postgres]}" \
        -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200
    in_background azurite "$(find_azurite)" --blobHost 127.0.0.1 --blobPort "${cluster_port[blobs]}" --location "$cluster_folder/blobs" \
        --skipApiVersionCheck --disableTelemetry --silent
    wait_for_port "${cluster_port[postgres]}"
    wait_for_port "${cluster_port[blobs]}"
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
    if ! "$@" "$programs/initdb" -D "$fresh" -U omniavatar --auth=scram-sha-256 --pwfile="$password" --encoding=UTF8 --locale=C.UTF-8 \
        >"$cluster_folder/logs/initdb.log" 2>&1; then
        rm -rf "$password" "$fresh"
        say "The database could not be made: $(last_sentence initdb)"
        return 1
    fi
    rm "$password"
    ln -sfn "$fresh" "$cluster_folder/postgres"
}

# After a machine's crash a number in PostgreSQL's lock file may be anybody's, and then it does not start.
forget_dead_server() {
    local lock=$cluster_folder/postgres/postmaster.pid pid
    [[ -f $lock ]] || return 0
    read -r pid <"$lock"
    if ! tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q postgres; then rm -f "$lock"; fi
}

start_processes() {
    local model=$1 renderers=$2 i
    OMNIAVATAR_POSTGRES="Host=127.0.0.1;Port=${cluster_port[postgres]};Username=omniavatar;Password=$(cat "$cluster_folder/password");Database=postgres"
    OMNIAVATAR_BLOBS="DefaultEndpointsProtocol=http;AccountName=devstoreaccount1;AccountKey=$cluster_account_key;BlobEndpoint=http://127.0.0.1:${cluster_port[blobs]}/devstoreaccount1;"
    export OMNIAVATAR_POSTGRES OMNIAVATAR_BLOBS OMNIAVATAR_CLUSTER_ID=local OMNIAVATAR_ADVERTISE=127.0.0.1
    unset OMNIAVATAR_STORE OMNIAVATAR_LISTEN

    stage cluster "waits for the schema, two gateways and $renderers renderer$( ((renderers == 1)) || echo s)"
    init_cluster
    for i in 1 2; do
        in_background "gateway-$i" "$dotnet" "$(program_of gateway)" gateway --data "$cluster_folder/gateway-$i" --http "127.0.0.1:$(http_port "$i")" \
            --ops "127.0.0.1:$(ops_port gateway "$i")" --silo-port "$(silo_port gateway "$i")" --client-port 0
    done
    for ((i = 1; i <= renderers; i++)); do
        in_background "renderer-$i" "$dotnet" "$(program_of renderer)" renderer --data "$cluster_folder/renderer-$i" --model "$model" --machine-slots "$renderers" \
            --ops "127.0.0.1:$(ops_port renderer "$i")" --silo-port "$(silo_port renderer "$i")"
    done
    for i in 1 2; do wait_until_ready "$(ops_port gateway "$i")"; done
    for ((i = 1; i <= renderers; i++)); do wait_until_ready "$(ops_port renderer "$i")"; done
    done_stage
}

# A key of an earlier start serves as long as the cluster knows it.
init_cluster() {
    if ! "$dotnet" "$(program_of gateway)" cluster init --data "$cluster_folder/init" --tenant local --key-file "$cluster_folder/key" \
        >"$cluster_folder/logs/init.log" 2>&1; then
        say "The schema could not be made: $(last_sentence init)"
        return 1
    fi
}

write_access() {
    local i pid started gateways=()
    for i in 1 2; do
        read -r pid started <"$cluster_folder/pids/gateway-$i"
        gateways+=("{\"url\":\"http://127.0.0.1:$(http_port "$i")\",\"process\":$pid,\"started\":$started}")
    done
    printf '{"key":"%s","gateways":[%s,%s]}\n' "$(cat "$cluster_folder/key")" "${gateways[@]}" >"$cluster_folder/access.json.new"
    mv "$cluster_folder/access.json.new" "$cluster_folder/access.json"
}

cluster_farewell() {
    cat <<TEXT

The cluster is up; ./omniavatar cluster down stops it.
  videos API    http://127.0.0.1:$(http_port 1) and :$(http_port 2); submit and the like find it, and the key of the tenant 'local'
                (out/cluster/key), by themselves while no OMNIAVATAR_KEY is set
  operators     http://127.0.0.1:$(ops_port gateway 1)/readyz, /healthz and /metrics (gateways $(ops_port gateway 1) and $(ops_port gateway 2), renderers from $(ops_port renderer 1))
  logs          out/cluster/logs
TEXT
}

# The reverse of up: renderers give their work back before the gateways go, and the servers go last.
cluster_down() {
    local group name
    rm -f "$cluster_folder/access.json"
    for group in 'renderer-*' 'gateway-*' azurite postgres; do
        for name in $(process_names "$group"); do signal_process "$name"; done
        for name in $(process_names "$group"); do wait_for_end "$name"; done
    done
    say "The cluster is down; its data is in out/cluster."
}
