using System.CommandLine;
using OmniAvatar.Cli.Errors;
using OmniAvatar.Cli.Rendering;
using OmniAvatar.Media.Speakers;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Cli.Commands;

/// <summary>The options of <c>render</c>, and how a parsed command line becomes <see cref="RenderOptions"/>.</summary>
internal sealed class RenderOptionSet
{
    private const string DefaultModelFolder = "models";

    private readonly Option<string> _image = Options.Path(
        "--image",
        "FILE",
        "Whom to show: a png, jpeg or webp picture."
    );
    private readonly Option<string> _audio = Options.Path(
        "--audio",
        "FILE",
        "The speech: any sound or video file that ffmpeg reads."
    );
    private readonly Option<string> _prompt = Options.Text(
        "--prompt",
        "TEXT",
        "What to show in words: the first frame, then behaviour, then background."
    );
    private readonly Option<string> _output = Options.Path(
        "--output",
        "FILE",
        "The mp4 file to write. A file of that name is replaced when the video is complete, a link's "
            + "target if it is a link; inputs, pipes and devices are refused."
    );
    private readonly Option<string> _model = Options.Path(
        "--model",
        "DIR",
        $"The model folder (default: {DefaultModelFolder})."
    );
    private readonly Option<string> _negativePrompt = Options.Text(
        "--negative-prompt",
        "TEXT",
        "What to avoid, in words (default: the released one)."
    );
    private readonly Option<long?> _seed = Options.Whole(
        "--seed",
        "Seed of all noise (default: 42).",
        0,
        long.MaxValue
    );
    private readonly Option<long?> _steps = Options.Whole(
        "--steps",
        "Denoising steps (default: the model's, else 50; the paper's is 25).",
        1,
        1000
    );
    private readonly Option<double?> _guidance = Options.Real(
        "--guidance",
        "G",
        "Guidance towards the prompt (default: the model's own, else 4.5; 1 turns all guidance off).",
        0,
        100
    );
    private readonly Option<double?> _audioGuidance = Options.Real(
        "--audio-guidance",
        "A",
        "Guidance towards the speech (default: the model's own, else as --guidance; another value costs a "
            + "third call a step; none at --guidance 1).",
        0,
        100
    );
    private readonly Option<long?> _overlap = Options.Whole(
        "--overlap",
        "Frames that neighbouring segments share, 4n+1 (default: 13).",
        1,
        1_000_000
    );
    private readonly Option<long?> _maxTokens = Options.Whole(
        "--max-tokens",
        "Video tokens of one segment, which decide its length (default: 30000).",
        1,
        10_000_000
    );
    private readonly Option<string> _size = Options.Text(
        "--size",
        "WxH",
        "Size of the video in pixels (default: the size table's nearest to the picture)."
    );
    private readonly Option<string?> _sizeTable = Options.OneOf(
        "--size-table",
        "Table of sizes to choose from (default: the model's, else 480p).",
        "480p",
        "720p"
    );
    private readonly Option<string?> _handoff = Options.OneOf(
        "--handoff",
        "How a segment begins: from the last frames encoded again, or from the last latents (default: reencode).",
        "reencode",
        "latents"
    );
    private readonly Option<double?> _teaCache = Options.Real(
        "--tea-cache",
        "T",
        "Skip steps whose input changed less than this (default: none are skipped).",
        0,
        100
    );
    private readonly Option<string[]> _lora = new("--lora")
    {
        HelpName = "FILE[:W]",
        Description =
            "Merge a low-rank adapter (peft's, ComfyUI's, diffusers' or kohya's names; a folder stands for "
            + "its adapter_model.safetensors) into the transformer, W times as strongly as trained (default: "
            + "1); may be given more than once.",
    };
    private readonly Option<string?> _shots = Options.OneOf(
        "--shots",
        $"How to cut the video: single is one chain of segments, auto cuts at pauses and changes of speaker "
            + $"(default: single up to {ShotOptions.DefaultMostSegments} segments, auto above).",
        "single",
        "auto"
    );
    private readonly Option<long?> _shotSegments = Options.Whole(
        "--shot-segments",
        $"Segments of one shot at most; longer ones drift away from the picture (default: "
            + $"{ShotOptions.DefaultMostSegments}).",
        1,
        SegmentPlanner.MaximumSegments
    );
    private readonly Option<double?> _crossfade = Options.Real(
        "--crossfade",
        "S",
        "Seconds in which one shot fades into the next (default: 0, a cut).",
        0,
        1
    );
    private readonly Option<string> _speakers = Options.Path(
        "--speakers",
        "FILE",
        "Several speakers: a JSON file with a picture and a prompt each, and a track each or an RTTM file over --audio."
    );
    private readonly Option<bool> _dryRun = Options.Switch(
        "--dry-run",
        "Only print the plan: shots, segments, steps, and GPU-seconds by the speed measured before."
    );
    private readonly Option<string> _data = Options.Path(
        "--data",
        "DIR",
        "Where unfinished work is kept (default: ~/.local/share/omniavatar)."
    );
    private readonly Option<string?> _device = Options.OneOf(
        "--device",
        "Where to compute (default: cuda if present, else cpu).",
        "cpu",
        "cuda"
    );
    private readonly Option<long?> _threads = Options.Whole(
        "--threads",
        "CPU threads; part of what makes results bit-equal (default: the model's, 2 unless it says "
            + "otherwise, but no more than this machine has cores).",
        1,
        256
    );
    private readonly Option<string?> _mixedClasses = Options.OneOf(
        "--mixed-classes",
        "Whether segments of one video may come from different kinds of machine (default: allow). A render "
            + "on this machine never mixes them: another kind of machine, device or thread count is another job.",
        "allow",
        "refuse"
    );
    private readonly Option<bool> _keep = Options.Switch("--keep", "Keep the intermediate files of a finished video.");
    private readonly Option<bool> _force = Options.Switch(
        "--force",
        "Render anew even if this very video is finished."
    );
    private readonly Option<bool> _json = Options.Switch("--json", "One JSON event per line on standard output.");

    /// <summary>Adds all options to a command, in the order that its help shows them.</summary>
    public void AddTo(Command command)
    {
        Option[] all =
        [
            _image,
            _audio,
            _prompt,
            _output,
            _model,
            _seed,
            _steps,
            _guidance,
            _audioGuidance,
            _negativePrompt,
            _overlap,
            _maxTokens,
            _size,
            _sizeTable,
            _handoff,
            _teaCache,
            _lora,
            _shots,
            _shotSegments,
            _crossfade,
            _speakers,
            _dryRun,
            _data,
            _device,
            _threads,
            _mixedClasses,
            _keep,
            _force,
            _json,
        ];
        foreach (var option in all)
            command.Add(option);
    }

    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="WrongUseException">Options that contradict each other or ask for what does not
    /// exist.</exception>
    public RenderOptions Read(ParseResult parsed)
    {
        var dryRun = parsed.GetValue(_dryRun);
        var speakers = parsed.GetValue(_speakers) is { } file ? SpeakersFile.Read(file) : null;
        RequireInputs(parsed, speakers, dryRun);
        var options = new RenderOptions
        {
            Files = speakers is null
                ? InputFiles.OfOne(parsed.GetRequiredValue(_image), parsed.GetRequiredValue(_audio))
                : new InputFiles(speakers.Speakers, parsed.GetValue(_audio), speakers.Rttm),
            SpeakersFile = parsed.GetValue(_speakers),
            Output = parsed.GetValue(_output) ?? "",
            DryRun = dryRun,
            Model = parsed.GetValue(_model) ?? DefaultModelFolder,
            Choices = ReadChoices(parsed, speakers?.Prompts ?? [parsed.GetRequiredValue(_prompt)]),
            Loras = [.. (parsed.GetValue(_lora) ?? []).Select(LoraOption.Parse)],
            Data = parsed.GetValue(_data),
            Device = parsed.GetValue(_device),
            Threads = (int?)parsed.GetValue(_threads),
            AllowMixedClasses = parsed.GetValue(_mixedClasses) != "refuse",
            Keep = parsed.GetValue(_keep),
            Force = parsed.GetValue(_force),
            Json = parsed.GetValue(_json),
            Verbose = parsed.GetValue(CommonOptions.Verbose),
        };
        Check(options);
        return options;
    }

    /// <summary>What is needed depends on who is shown, and on whether anything is rendered.</summary>
    private void RequireInputs(ParseResult parsed, SpeakersFile? speakers, bool dryRun)
    {
        var isTold =
            speakers is null ? null
            : parsed.GetValue(_image) is not null ? _image
            : parsed.GetValue(_prompt) is not null ? _prompt
            : null;
        if (isTold is not null)
            throw new WrongUseException(
                $"{isTold.Name} and --speakers exclude each other: the speakers' file has a picture and a "
                    + $"prompt for each."
            );
        if (speakers is { Rttm: null } && parsed.GetValue(_audio) is not null)
            throw new WrongUseException(
                "--audio and a track for each of --speakers exclude each other: the video's sound is the "
                    + "mix of the tracks."
            );
        Option<string>[] needed = speakers switch
        {
            null => [_image, _audio, _prompt],
            { Rttm: null } => [],
            _ => [_audio],
        };
        var missing = needed
            .Concat(dryRun ? [] : [_output])
            .Where(option => parsed.GetValue(option) is null)
            .Select(option => option.Name)
            .ToArray();
        if (missing.Length > 0)
            throw ParseFailure.Missing(parsed.CommandResult.Command, missing);
    }

    private RenderChoices ReadChoices(ParseResult parsed, IReadOnlyList<string> prompts) =>
        new()
        {
            Prompts = prompts,
            NegativePrompt = parsed.GetValue(_negativePrompt),
            Seed = parsed.GetValue(_seed),
            Steps = (int?)parsed.GetValue(_steps),
            Guidance = parsed.GetValue(_guidance),
            AudioGuidance = parsed.GetValue(_audioGuidance),
            Overlap = (int?)parsed.GetValue(_overlap),
            MaxTokens = (int?)parsed.GetValue(_maxTokens),
            Size = parsed.GetValue(_size) is { } size ? ParseSize(size) : null,
            SizeTable = parsed.GetValue(_sizeTable),
            Handoff = parsed.GetValue(_handoff) == "latents" ? HandoffMode.Latents : HandoffMode.Reencode,
            Shots = parsed.GetValue(_shots) switch
            {
                "single" => ShotMode.Single,
                "auto" => ShotMode.Auto,
                _ => null,
            },
            SegmentsPerShot = (int?)parsed.GetValue(_shotSegments),
            Crossfade = parsed.GetValue(_crossfade),
            TeaCache = parsed.GetValue(_teaCache),
        };

    /// <exception cref="WrongUseException">The text is not WIDTHxHEIGHT.</exception>
    internal static VideoSize ParseSize(string text) =>
        VideoSize.TryParse(text, out var size)
            ? size
            : throw new WrongUseException($"--size is WIDTHxHEIGHT in pixels, such as 720x400, not '{text}'.");

    private static void Check(RenderOptions options)
    {
        if (options.Choices.Overlap is { } overlap && overlap % 4 != 1)
            throw new WrongUseException(
                $"--overlap must be one more than a multiple of 4 (1, 5, 9, 13, …), not {overlap}."
            );
        RequestBuilder.RequireConsistent(options.Choices);
        if (options.Choices is { Size: not null, SizeTable: not null })
            throw new WrongUseException(
                "--size and --size-table exclude each other: the table chooses a size, --size gives it."
            );
        if (options.Output.Length > 0 && !options.Output.EndsWith(".mp4", StringComparison.OrdinalIgnoreCase))
            throw new WrongUseException(
                $"--output must name an mp4 file, and '{Path.GetFileName(options.Output)}' does not end in .mp4."
            );
    }
}
