# shellcheck shell=bash
# The ports of `cluster up`: which they are, and who has them.

declare -A cluster_port=([http]=8080 [ops]=9090 [silo]=11111 [postgres]=15432 [blobs]=15433)

# wanted_ports RENDERERS: every port that the cluster listens on, for check_ports.
wanted_ports() {
    local renderers=$1 i
    echo "${cluster_port[postgres]} --postgres-port PostgreSQL"
    echo "${cluster_port[blobs]} --blobs-port Azurite"
    for i in 1 2; do
        echo "$(http_port "$i") --http-port the videos API of gateway $i"
        echo "$(ops_port gateway "$i") --ops-port health and metrics of gateway $i"
        echo "$(silo_port gateway "$i") --silo-port gateway $i"
    done
    for ((i = 1; i <= renderers; i++)); do
        echo "$(ops_port renderer "$i") --ops-port health and metrics of renderer $i"
        echo "$(silo_port renderer "$i") --silo-port renderer $i"
    done
}

http_port() { echo "$((cluster_port[http] + $1 - 1))"; }

ops_port() { echo "$((cluster_port[ops] + $2 + $([[ $1 == gateway ]] && echo -1 || echo 10)))"; }

silo_port() { echo "$((cluster_port[silo] + $2 + $([[ $1 == gateway ]] && echo -1 || echo 9)))"; }

# check_ports: reads lines `PORT OPTION USE...`; names each port that somebody has, and who, and fails with exit code 1.
check_ports() {
    local port option use taken=no
    local -A holders=() seen=()
    find_holders
    while read -r port option use; do
        if [[ -n ${seen[$port]:-} ]]; then say "Port $port would be used twice, for ${seen[$port]} and for $use; choose another with $option."; exit 2; fi
        seen[$port]=$use
        [[ -n ${holders[$port]:-} ]] || continue
        say "Port $port, for $use, is taken by ${holders[$port]}; end it, or choose another with $option."
        taken=yes
    done
    [[ $taken == no ]] || exit 1
}

# Fills `holders`: by port, who listens where 127.0.0.1 is part of it.
find_holders() {
    local address who
    if ! command -v ss >/dev/null; then find_taken_ports; return; fi
    while read -r _ _ _ address _ who; do
        case ${address%:*} in
            127.0.0.1 | 0.0.0.0 | '*' | '[::ffff:127.0.0.1]' | 127.0.0.1%*) ;;
            *) continue ;;
        esac
        if [[ $who =~ \(\(\"([^\"]*)\",pid=([0-9]+) ]]; then who="${BASH_REMATCH[1]} (process ${BASH_REMATCH[2]})"; else who="a program of another user"; fi
        holders[${address##*:}]=$who
    done < <(ss -Hltnp)
}

# Where there is no ss: the kernel's own list, which does not say who.
find_taken_ports() {
    local address status
    while read -r _ address _ status _; do
        if [[ $status == 0A && ${address%:*} =~ ^(0+(FFFF0000)?)?(0100007F|0+)$ ]]; then holders[$((16#${address##*:}))]="another program"; fi
    done < <(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null)
}
