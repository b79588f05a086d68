# shellcheck shell=bash
# shellcheck disable=SC2154 # root, state, dotnet come from the launcher and dotnet.sh
# `demo`: the shipped sample, rendered with the model that ships or, until one does, with tiny random weights.

run_demo() {
    if [[ $# -gt 0 && $1 != --no-install ]]; then
        say "demo takes no option but --no-install; 'render' has them all."
        exit 2
    fi

    cd "$root" || exit
    [[ ${1:-} == --no-install ]] || ensure_needs ffmpeg || exit 1
    ensure_built cli
    local model=models/demo weights="the small trained model of this repository"
    if [[ ! -f $model/omniavatar.json ]]; then
        model=out/models/tiny
        weights="random: nothing was trained, so the picture is noise"
        [[ -f $model/omniavatar.json ]] || cli models create "$model" --preset tiny >/dev/null
    fi

    stage render "waits for this machine's cores: under a minute on two"
    cli render --model "$model" --image samples/presenter.png --audio samples/speech.mp3 \
        --prompt "A presenter looks into the camera and speaks" --output out/demo.mp4
    done_stage
    farewell
}

cli() { "$dotnet" "$(program_of cli)" "$@"; }

farewell() {
    cat <<TEXT

The video is $root/out/demo.mp4.
Its weights are $weights.
To use the real ones (about 80 GB, and a GPU with as much memory):
  hf download Wan-AI/Wan2.1-T2V-14B --local-dir models/Wan2.1-T2V-14B && hf download OmniAvatar/OmniAvatar-14B --local-dir models/OmniAvatar-14B
  hf download facebook/wav2vec2-base-960h --local-dir models/wav2vec2-base-960h
  ./omniavatar render --model models --image samples/presenter.png --audio samples/speech.mp3 --prompt "A presenter looks into the camera and speaks" --output out/real.mp4
TEXT
}
