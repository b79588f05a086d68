using System.CommandLine;
using System.Globalization;
using OmniAvatar.Cli.Progress;
using OmniAvatar.Evaluation;
using OmniAvatar.Evaluation.Frechet;
using OmniAvatar.Evaluation.LipSync;
using OmniAvatar.Evaluation.Reports;
using OmniAvatar.Files;
using OmniAvatar.Silos.Hosting.CommandLine;
using static TorchSharp.torch;

namespace OmniAvatar.Cli.Training;

/// <summary><c>evaluate</c>: the table of the paper for a folder of generated videos. Exit status 3 if nothing can be
/// measured.</summary>
internal static class EvaluateCommand
{
    private const string DefaultOutput = "evaluation";

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private static readonly Dictionary<string, InputRange> Ranges = new(StringComparer.Ordinal)
    {
        ["signed"] = InputRange.Signed,
        ["unit"] = InputRange.Unit,
        ["bytes"] = InputRange.Bytes,
    };

    public static Command Create()
    {
        var generated = CheckedOption.Path("--generated", "DIR", "The generated videos.", required: true);
        var reference = CheckedOption.Path(
            "--reference",
            "DIR",
            "The real videos; a generated and a real video of the same name are shown side by side.",
            required: true
        );
        var inception = CheckedOption.Path("--inception", "FILE", "An Inception network as TorchScript, for FID.");
        var inceptionRange = Range("--inception-range", "--inception");
        var i3d = CheckedOption.Text("--i3d", "FILE", "An I3D network as TorchScript, for FVD.");
        var i3dRange = Range("--i3d-range", "--i3d");
        var syncNet = CheckedOption.Path(
            "--syncnet",
            "FILE",
            "SyncNet's weights (syncnet_v2.model), for Sync-C and Sync-D."
        );
        var face = CheckedOption.Text(
            "--face",
            "LEFT,TOP,SIDE",
            "The square around the face in pixels, for SyncNet (default: the videos are cropped to it)."
        );
        var output = CheckedOption.Path(
            "--output",
            "DIR",
            $"Where the report and the contact sheet go (default: {DefaultOutput})."
        );
        var json = CheckedOption.Switch("--json", "The report as one JSON object on standard output.");
        var command = new Command("evaluate", "Measure generated videos against real ones: FID, FVD, Sync-C, Sync-D.")
        {
            generated,
            reference,
            inception,
            inceptionRange,
            i3d,
            i3dRange,
            syncNet,
            face,
            output,
            json,
        };
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(
                    async () =>
                    {
                        var (made, real) = (parsed.GetRequiredValue(generated), parsed.GetRequiredValue(reference));
                        var folder = OutputPath.OfFolder(
                            "--output",
                            parsed.GetValue(output) ?? DefaultOutput,
                            new NamedInput("the videos of --generated", made),
                            new NamedInput("the videos of --reference", real)
                        );
                        using var models = Load(
                            parsed.GetValue(inception),
                            Ranged(FeatureNetworkOptions.Inception, parsed.GetValue(inceptionRange)),
                            parsed.GetValue(i3d),
                            Ranged(FeatureNetworkOptions.I3d, parsed.GetValue(i3dRange)),
                            parsed.GetValue(syncNet),
                            parsed.GetValue(face)
                        );
                        var evaluator = new VideoEvaluator(models);
                        var (report, pairs) = await evaluator.RunAsync(made, real, Lines(), cancellation);
                        ReportFolder.Write(folder, report, pairs);
                        Console.WriteLine(parsed.GetValue(json) ? ReportFolder.ToJson(report) : ReportText.Of(report));
                        return 0;
                    },
                    CancellationToken.None
                )
        );
        return command;
    }

    private static Option<string?> Range(string name, string network) =>
        CheckedOption.OneOf(
            name,
            $"Pixel values that the network of {network} takes: -1 to 1, 0 to 1, or 0 to 255 (default: signed).",
            [.. Ranges.Keys]
        );

    private static FeatureNetworkOptions Ranged(FeatureNetworkOptions options, string? range) =>
        range is null ? options : options with { Range = Ranges[range] };

    private static EvaluationModels Load(
        string? inception,
        FeatureNetworkOptions inceptionOptions,
        string? i3d,
        FeatureNetworkOptions i3dOptions,
        string? syncNet,
        string? face
    )
    {
        var crop = face is null ? null : FaceCrop.Parse(face);
        var device = cuda.is_available() ? CUDA : CPU;
        return new EvaluationModels
        {
            Pictures = inception is null ? null : FeatureNetwork.Load(inception, inceptionOptions, device),
            Clips = i3d is null ? null : FeatureNetwork.Load(i3d, i3dOptions, device),
            LipSync = syncNet is null ? null : SyncNetFile.Load(syncNet, device),
            Face = crop,
            Device = device,
        };
    }

    /// <summary>A line as each video begins, and every few seconds within it; on standard error, since the report goes
    /// to standard output.</summary>
    private static Action<EvaluationProgress> Lines()
    {
        var last = 0L;
        return progress =>
        {
            if (progress.Frames > 0 && TimeProvider.System.GetElapsedTime(last) < Pace)
                return;
            last = TimeProvider.System.GetTimestamp();
            Console.Error.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"video {progress.Number} of {progress.Videos}: {progress.Video}, {progress.Frames} "
                        + $"frames{EventText.Left(progress.SecondsLeft)}"
                )
            );
        };
    }
}
