#!/usr/bin/env bash
# Runs the COPY and RUN steps of docker/Dockerfile where there is no container engine: each stage is a folder that begins as a copy of
# a root file system, RUN is run in it by chroot, COPY copies into it from the tree as committed or from another stage.
#
#   docker/check.sh --base ROOT [--skip "STAGE ..."] [--keep]
#
# ROOT is a Debian or Ubuntu root file system with the .NET 10 SDK in it; the base images' names are not looked at, so what a base
# image has beyond that is not checked. Needs root.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd)
base="" skip="" keep=no
while [[ $# -gt 0 ]]; do
    case $1 in
        --base) base=${2:-}; shift 2 ;;
        --skip) skip=" ${2:-} "; shift 2 ;;
        --keep) keep=yes; shift ;;
        *) echo "check.sh has no option '$1'; it has --base ROOT, --skip "STAGE ..." and --keep." >&2; exit 2 ;;
    esac
done
[[ -n $base && -d $base/usr ]] || { echo "--base must name the folder of a root file system." >&2; exit 2; }
[[ $EUID -eq 0 ]] || { echo "check.sh must run as root: it mounts and changes root." >&2; exit 2; }

work=$(mktemp -d)
declare -A roots=()
stage="" folder=/ user="" steps=0 skipping=no

finish() {
    local path
    for path in "$work"/*/root; do
        umount -l "$path/proc" "$path/dev" "$path" 2>/dev/null || true
    done
    [[ $keep == yes ]] || rm -rf --one-file-system "$work"
}
trap finish EXIT

# A stage is a layer over its parent's, so that nothing is copied that does not change.
begin_stage() {
    local parent=$1 name=$2 lower=$base
    [[ -z ${roots[$parent]:-} ]] || lower=${roots[$parent]}
    stage=$name folder=/ user=""
    mkdir -p "$work/$name/root" "$work/$name/upper" "$work/$name/work"
    mount -t overlay overlay -o "lowerdir=$lower,upperdir=$work/$name/upper,workdir=$work/$name/work" "$work/$name/root"
    mount -t proc proc "$work/$name/root/proc"
    mount --rbind /dev "$work/$name/root/dev"
    roots[$name]=$work/$name/root
    environment=(HOME=/root PATH="$PATH")
    if [[ -n ${roots[$parent]:-} ]]; then
        folder=$(cat "$work/$parent/folder")
        mapfile -t -O "${#environment[@]}" environment <"$work/$parent/environment"
    fi
    save_stage
}

save_stage() {
    echo "$folder" >"$work/$stage/folder"
    printf '%s\n' "${environment[@]}" >"$work/$stage/environment"
}

# What is mounted only makes a step quicker.
run_step() {
    local step=$1
    while [[ $step == --mount=* ]]; do step=${step#* }; done
    set -- "$step"
    echo "  [$stage] RUN $1" >&2
    env -i "${environment[@]}" chroot "$work/$stage/root" /bin/sh -c "cd $folder && $1" >"$work/$stage/log" 2>&1 ||
        { tail -n 40 "$work/$stage/log" >&2; echo "RUN failed in stage $stage: $1" >&2; exit 1; }
}

copy_step() {
    echo "  [$stage] COPY $*" >&2
    local from=$here/ destination=${*: -1}
    if [[ $1 == --from=* ]]; then from=${roots[${1#--from=}]}; shift; fi
    [[ $destination == /* ]] || destination=$folder/$destination
    mkdir -p "$work/$stage/root$destination"
    local source
    for source in "${@:1:$#-1}"; do
        if [[ $from == "$here/" ]]; then
            copy_committed "$source" "$work/$stage/root$destination"
        else
            cp -a "$from$source/." "$work/$stage/root$destination/"
        fi
    done
}

# Docker copies a folder's content but a file itself; only what is committed counts as a clean tree.
copy_committed() {
    local strip path=$1
    [[ ! -d $here/$1 ]] || path=$1/
    strip=$(tr -cd / <<<"$path" | wc -c)
    git -C "$here" archive HEAD "$1" | tar -x -C "$2" --strip-components="$strip"
}

# Joins continued lines and leaves out comments.
instructions() {
    sed -e '/^[[:space:]]*#/d' "$here/docker/Dockerfile" | sed -e ':again' -e '/\\$/{N;s/\\\n[[:space:]]*//;b again' -e '}' | sed '/^[[:space:]]*$/d'
}

while IFS=' ' read -r keyword rest; do
    if [[ $keyword == FROM ]]; then
        read -r parent _ name <<<"$rest"
        if [[ $skip == *" $name "* ]]; then skipping=yes; echo "  [$name] skipped" >&2; else skipping=no; begin_stage "$parent" "$name"; fi
        continue
    fi
    [[ $skipping == no ]] || continue
    case $keyword in
        WORKDIR) folder=$rest; mkdir -p "$work/$stage/root$folder"; save_stage ;;
        ENV) read -r -a pairs <<<"$rest"; environment+=("${pairs[@]}"); save_stage ;;
        RUN) run_step "$rest"; steps=$((steps + 1)) ;;
        COPY) read -r -a words <<<"$rest"; copy_step "${words[@]}"; steps=$((steps + 1)) ;;
        USER) user=$rest; echo "  [$stage] USER $user" >&2 ;;
        ENTRYPOINT)
            program=$(grep -o '[A-Za-z.]*\.dll' <<<"$rest")
            [[ -f $work/$stage/root$folder/$program ]] || { echo "Stage $stage starts $program, which it does not have." >&2; exit 1; }
            chroot --userspec="$user" "$work/$stage/root" /bin/sh -c "cd $folder && dotnet $program --help" >"$work/$stage/log" 2>&1 ||
                { tail -n 20 "$work/$stage/log" >&2; echo "Stage $stage does not start as user $user." >&2; exit 1; } ;;
        ARG | EXPOSE | STOPSIGNAL | CMD) ;;
        *) echo "check.sh does not know the instruction $keyword." >&2; exit 1 ;;
    esac
done < <(instructions)
echo "$steps steps ran"
