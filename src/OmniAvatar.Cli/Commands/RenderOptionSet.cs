using System.CommandLine;
using OmniAvatar.Cli.Errors;
using OmniAvatar.Cli.Rendering;
using OmniAvatar.Media.Speakers;
using OmniAvatar.Requests;
using OmniAvatar.Requests.Options;
using OmniAvatar.Silos.Hosting.CommandLine;

namespace OmniAvatar.Cli.Commands;

/// <summary>The options of <c>render</c>, and how a parsed command line becomes <see cref="RenderOptions"/>.</summary>
internal sealed class RenderOptionSet
{
    private const string DefaultModelFolder = "models";

    private readonly Option<string> _image = CheckedOption.Path(
        "--image",
        "FILE",
        "Whom to show: a png, jpeg or webp picture."
    );
    private readonly Option<string> _audio = CheckedOption.Path(
        "--audio",
        "FILE",
        "The speech: any sound or video file that ffmpeg reads."
    );
    private readonly Option<string> _prompt = CheckedOption.Text(
        "--prompt",
        "TEXT",
        "What to show in words: the first frame, then behaviour, then background."
    );
    private readonly Option<string> _output = CheckedOption.Path(
        "--output",
        "FILE",
        "The mp4 file to write. A file of that name is replaced when the video is complete, a link's "
            + "target if it is a link; inputs, pipes and devices are refused."
    );
    private readonly Option<string> _model = CheckedOption.Path(
        "--model",
        "DIR",
        $"The model folder (default: {DefaultModelFolder})."
    );
    private readonly ChoiceOptionSet _choices = new(RenderOptionTable.OfRenders);
    private readonly Option<string[]> _lora = new("--lora")
    {
        HelpName = "FILE[:W]",
        Description =
            "Merge a low-rank adapter (peft's, ComfyUI's, diffusers' or kohya's names; a folder stands for "
            + "its adapter_model.safetensors) into the transformer, W times as strongly as trained (default: "
            + "1); may be given more than once.",
    };
    private readonly Option<string> _speakers = CheckedOption.Path(
        "--speakers",
        "FILE",
        "Several speakers: a JSON file with a picture and a prompt for each, and either a track for each or an RTTM "
            + "file for --audio."
    );
    private readonly EpisodeFiles _episode = new();
    private readonly Option<bool> _dryRun = CheckedOption.Switch(
        "--dry-run",
        "Only print the plan: shots, segments, steps, and GPU-seconds by the speed measured before."
    );
    private readonly Option<string> _data = CheckedOption.Path(
        "--data",
        "DIR",
        "Where unfinished work is kept (default: ~/.local/share/omniavatar)."
    );
    private readonly Option<string?> _device = CommonOptions.Device();
    private readonly Option<long?> _threads = CommonOptions.Threads(
        "CPU threads; part of what makes results bit-equal (default: the model's, 2 unless it says "
            + "otherwise, but no more than this machine has cores)."
    );
    private readonly Option<bool> _keep = CheckedOption.Switch(
        "--keep",
        "Keep the intermediate files of a finished video."
    );
    private readonly Option<bool> _force = CheckedOption.Switch(
        "--force",
        "Render anew even if this video is already finished."
    );
    private readonly Option<bool> _json = CommonOptions.JsonEvents();

    public RenderOptionSet() =>
        _choices.AddToHelp(
            RenderOptionTable.MixedClasses,
            "A render on this machine never mixes them: with another device or thread count it is another job."
        );

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
            .. _choices.All,
            _lora,
            _speakers,
            .. _episode.All,
            _dryRun,
            _data,
            _device,
            _threads,
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
            Files = FilesOf(parsed, speakers),
            SpeakersFile = parsed.GetValue(_speakers),
            Output = parsed.GetValue(_output) ?? "",
            DryRun = dryRun,
            Model = parsed.GetValue(_model) ?? DefaultModelFolder,
            Choices = _choices.Read(parsed, speakers?.Prompts ?? [parsed.GetRequiredValue(_prompt)]),
            Loras = [.. (parsed.GetValue(_lora) ?? []).Select(LoraOption.Parse)],
            Data = parsed.GetValue(_data),
            Device = parsed.GetValue(_device),
            Threads = (int?)parsed.GetValue(_threads),
            Keep = parsed.GetValue(_keep),
            Force = parsed.GetValue(_force),
            Json = parsed.GetValue(_json),
            Verbose = parsed.GetValue(CommonOptions.Verbose),
        };
        Check(options);
        return options;
    }

    private InputFiles FilesOf(ParseResult parsed, SpeakersFile? speakers)
    {
        var files = speakers is null
            ? new InputFiles([OnlySpeaker(parsed)])
            : new InputFiles(speakers.Speakers, parsed.GetValue(_audio), speakers.Rttm);
        return files with
        {
            Script = _episode.Script(parsed),
            Captions = _episode.Captions(parsed),
            Chapters = _episode.Chapters(parsed),
            Cover = _episode.Cover(parsed),
        };
    }

    private SpeakerFiles OnlySpeaker(ParseResult parsed) =>
        new(parsed.GetRequiredValue(_image), parsed.GetRequiredValue(_audio), Label: null)
        {
            Angles = _episode.Angles(parsed),
        };

    /// <summary>What is needed depends on who is shown, and on whether anything is rendered.</summary>
    private void RequireInputs(ParseResult parsed, SpeakersFile? speakers, bool dryRun)
    {
        Option<string>[] ofOne = speakers is null ? [] : [_image, _prompt];
        if (ofOne.FirstOrDefault(option => parsed.GetValue(option) is not null) is { } told)
            throw new WrongUseException(
                $"{told.Name} and --speakers exclude each other: the speakers' file has a picture and a "
                    + "prompt for each."
            );
        if (speakers is not null && _episode.Angles(parsed).Count > 0)
            throw new WrongUseException(
                "--angle and --speakers exclude each other: each speaker of the file may have \"angles\"."
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
