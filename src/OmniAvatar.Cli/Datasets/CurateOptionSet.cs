using System.CommandLine;
using OmniAvatar.Cli.Commands;
using OmniAvatar.Datasets.Curation;
using OmniAvatar.Datasets.Curation.Files;
using OmniAvatar.Evaluation.LipSync;
using OmniAvatar.Files;
using OmniAvatar.Planning;
using OmniAvatar.Silos.Hosting.CommandLine;

namespace OmniAvatar.Cli.Datasets;

/// <summary>What a <c>curate</c> command asks for.</summary>
/// <param name="Input">The folder of videos.</param>
/// <param name="Output">The folder of clips.</param>
/// <param name="Curation">What a clip must be.</param>
/// <param name="SyncNet">SyncNet's weights, null where lip sync is not measured.</param>
/// <param name="Face">The square around the face, null for the whole picture.</param>
/// <param name="Json">Events as JSON.</param>
internal sealed record CurateOptions(
    string Input,
    string Output,
    CurationOptions Curation,
    string? SyncNet,
    FaceCrop? Face,
    bool Json
);

/// <summary>The options of <c>curate</c>, and how a parsed command line becomes <see cref="CurateOptions"/>.</summary>
internal sealed class CurateOptionSet
{
    private static readonly CurationOptions Default = new();

    private readonly Option<string> _input = CheckedOption.Path(
        "--input",
        "DIR",
        $"The videos, and {CaptionsFile.Name}: one {{\"file\": …, \"text\": …}} a line.",
        required: true
    );
    private readonly Option<string> _output = CheckedOption.Path(
        "--output",
        "DIR",
        "The folder of clips to write. Run the same command again, and it continues.",
        required: true
    );
    private readonly Option<double?> _least = CheckedOption.Real(
        "--least-seconds",
        "S",
        $"The shortest clip (default: {Default.LeastSeconds}).",
        0.2,
        60
    );
    private readonly Option<double?> _most = CheckedOption.Real(
        "--most-seconds",
        "S",
        $"The longest clip (default: {Default.MostSeconds}).",
        0.4,
        120
    );
    private readonly Option<long?> _side = CheckedOption.Whole(
        "--least-side",
        $"Least length of a video's shorter side in pixels (default: {Default.LeastSide}).",
        64,
        4320
    );
    private readonly Option<double?> _sharpness = CheckedOption.Real(
        "--least-sharpness",
        "V",
        $"Least sharpness of a clip, as the variance of the luma's Laplacian (default: {Default.LeastSharpness}; "
            + "0 keeps all).",
        0,
        10_000
    );
    private readonly Option<double?> _speech = CheckedOption.Real(
        "--least-speech",
        "SHARE",
        $"Least share of a clip with speech (default: {Default.LeastSpeech}).",
        0,
        1
    );
    private readonly Option<string> _syncnet = CheckedOption.Path(
        "--syncnet",
        "FILE",
        "SyncNet's weights: leave out clips whose mouth does not match the sound."
    );
    private readonly Option<double?> _confidence = CheckedOption.Real(
        "--least-sync",
        "C",
        $"Least Sync-C of a clip, with --syncnet (default: {Default.LeastSyncConfidence}).",
        0,
        100
    );
    private readonly Option<string> _face = CheckedOption.Text(
        "--face",
        "LEFT,TOP,SIDE",
        "The square around the face in pixels of the clips, with --syncnet (default: the videos are cropped to it)."
    );
    private readonly Option<VideoSize?> _size = CheckedOption.Size(
        "--size",
        "Size of all clips in pixels (default: each video's own)."
    );
    private readonly Option<bool> _json = CommonOptions.JsonEvents();

    /// <summary>Adds all options to a command, in the order that its help shows them.</summary>
    public void AddTo(Command command)
    {
        Option[] all =
        [
            _input,
            _output,
            _least,
            _most,
            _side,
            _sharpness,
            _speech,
            _syncnet,
            _confidence,
            _face,
            _size,
            _json,
        ];
        foreach (var option in all)
            command.Add(option);
    }

    /// <summary>Reads and checks the options.</summary>
    /// <exception cref="WrongUseException">The output is the input, or what belongs to <c>--syncnet</c> is without
    /// it.</exception>
    public CurateOptions Read(ParseResult parsed)
    {
        var input = parsed.GetRequiredValue(_input);
        var output = OutputPath.OfFolder(
            "--output",
            parsed.GetRequiredValue(_output),
            new NamedInput("the videos of --input", input)
        );
        var (weights, face) = ReadLipSync(parsed);
        return new CurateOptions(input, output, ReadCuration(parsed), weights, face, parsed.GetValue(_json));
    }

    private CurationOptions ReadCuration(ParseResult parsed) =>
        new()
        {
            LeastSeconds = parsed.GetValue(_least) ?? Default.LeastSeconds,
            MostSeconds = parsed.GetValue(_most) ?? Default.MostSeconds,
            LeastSide = (int?)parsed.GetValue(_side) ?? Default.LeastSide,
            LeastSharpness = parsed.GetValue(_sharpness) ?? Default.LeastSharpness,
            LeastSpeech = parsed.GetValue(_speech) ?? Default.LeastSpeech,
            LeastSyncConfidence = parsed.GetValue(_confidence) ?? Default.LeastSyncConfidence,
            Size = parsed.GetValue(_size),
        };

    private (string? Weights, FaceCrop? Face) ReadLipSync(ParseResult parsed)
    {
        var (weights, face) = (parsed.GetValue(_syncnet), parsed.GetValue(_face));
        var crop = face is null ? null : FaceCrop.Parse(face);
        if (weights is null && (crop is not null || parsed.GetValue(_confidence) is not null))
            throw new WrongUseException(
                "--face and --least-sync belong to --syncnet, which names the weights that measure lip sync."
            );
        return (weights, crop);
    }
}
