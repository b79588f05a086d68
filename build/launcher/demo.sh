# shellcheck shell=bash
# shellcheck disable=SC2154 # root, state, dotnet come from the launcher and dotnet.sh
# `demo`: the shipped sample, rendered with the small model that ships.

run_demo() {
    if [[ $# -gt 0 && $1 != --no-install ]]; then
        say "demo only takes the option --no-install; 'render' has all options."
        exit 2
    fi

    cd "$root" || exit
    [[ ${1:-} == --no-install ]] || ensure_needs ffmpeg || exit 1
    ensure_built cli
    stage render "waits for this machine's cores: under a minute on two"
    # Short shots: within one, this model's colours grow from window to window (docs/demo-model.md).
    cli render --model models/demo --shot-segments 3 --image samples/drawn-face.png --audio samples/drawn-face.mp3 \
        --prompt "A smiling man with short white hair in a grey shirt speaks to the camera, in front of a red wall" --output out/demo.mp4
    done_stage
    farewell
}

cli() { "$dotnet" "$(program_of cli)" "$@"; }

farewell() {
    cat <<TEXT

The video is $root/out/demo.mp4.
Its weights are the small trained model of this repository, which knows only faces that are drawn like this one.
To use the real ones (about 80 GB, and a GPU with as much memory):
  hf download Wan-AI/Wan2.1-T2V-14B --local-dir models/Wan2.1-T2V-14B && hf download OmniAvatar/OmniAvatar-14B --local-dir models/OmniAvatar-14B
  hf download facebook/wav2vec2-base-960h --local-dir models/wav2vec2-base-960h
  ./omniavatar render --model models --image samples/presenter.png --audio samples/speech.mp3 --prompt "A presenter looks into the camera and speaks" --output out/real.mp4
TEXT
}
