using System.CommandLine;
using OmniAvatar.Cli.Rendering;
using OmniAvatar.Datasets.Curation;
using OmniAvatar.Datasets.Curation.Files;
using OmniAvatar.Evaluation.LipSync;
using OmniAvatar.Files;
using OmniAvatar.Silos.Hosting.CommandLine;
using static TorchSharp.torch;

namespace OmniAvatar.Cli.Datasets;

/// <summary><c>curate</c>: a folder of videos becomes a folder of training clips.</summary>
internal static class CurateCommand
{
    private static readonly CurationOptions Default = new();

    public static Command Create()
    {
        var input = CheckedOption.Path(
            "--input",
            "DIR",
            $"The videos, and {CaptionsFile.Name}: one {{\"file\": …, \"text\": …}} a line.",
            required: true
        );
        var output = CheckedOption.Path(
            "--output",
            "DIR",
            "The folder of clips to write; run again, it continues.",
            required: true
        );
        var least = CheckedOption.Real(
            "--least-seconds",
            "S",
            $"The shortest clip (default: {Default.LeastSeconds}).",
            0.2,
            60
        );
        var most = CheckedOption.Real(
            "--most-seconds",
            "S",
            $"The longest clip (default: {Default.MostSeconds}).",
            0.4,
            120
        );
        var side = CheckedOption.Whole(
            "--least-side",
            $"Pixels that a video's lesser side must have (default: {Default.LeastSide}).",
            64,
            4320
        );
        var sharpness = CheckedOption.Real(
            "--least-sharpness",
            "V",
            $"Variance of the Laplacian of the luma that a clip must have (default: "
                + $"{Default.LeastSharpness}; 0 keeps all).",
            0,
            10_000
        );
        var speech = CheckedOption.Real(
            "--least-speech",
            "SHARE",
            $"Share of a clip in which somebody must speak (default: {Default.LeastSpeech}).",
            0,
            1
        );
        var syncnet = CheckedOption.Path(
            "--syncnet",
            "FILE",
            "SyncNet's weights: leave out clips whose mouth and sound do not go together."
        );
        var confidence = CheckedOption.Real(
            "--least-sync",
            "C",
            $"Sync-C that a clip must have, with --syncnet (default: {Default.LeastSyncConfidence}).",
            0,
            100
        );
        var face = CheckedOption.Text(
            "--face",
            "LEFT,TOP,SIDE",
            "The square around the face in pixels of the clips, with --syncnet (default: the videos are cropped to it)."
        );
        var size = CheckedOption.Size("--size", "Size of all clips in pixels (default: each video's own).");
        var json = CheckedOption.Switch("--json", "One JSON event per line on standard output.");
        var command = new Command(
            "curate",
            "Cut videos into clips for training, and leave out what training should not see."
        )
        {
            input,
            output,
            least,
            most,
            side,
            sharpness,
            speech,
            syncnet,
            confidence,
            face,
            size,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var (from, place) = (parsed.GetRequiredValue(input), parsed.GetRequiredValue(output));
                var folder = OutputPath.OfFolder("--output", place, new NamedInput("the videos of --input", from));
                var options = new CurationOptions
                {
                    LeastSeconds = parsed.GetValue(least) ?? Default.LeastSeconds,
                    MostSeconds = parsed.GetValue(most) ?? Default.MostSeconds,
                    LeastSide = (int?)parsed.GetValue(side) ?? Default.LeastSide,
                    LeastSharpness = parsed.GetValue(sharpness) ?? Default.LeastSharpness,
                    LeastSpeech = parsed.GetValue(speech) ?? Default.LeastSpeech,
                    LeastSyncConfidence = parsed.GetValue(confidence) ?? Default.LeastSyncConfidence,
                    Size = parsed.GetValue(size),
                };
                using var sync = OpenSync(parsed.GetValue(syncnet), parsed.GetValue(face), parsed.GetValue(confidence));
                var curator = new Curator(options, sync, TimeProvider.System);
                return await RunAsync(curator, from, folder, parsed.GetValue(json), cancellation);
            }
        );
        return command;
    }

    private static ClipLipSync? OpenSync(string? weights, string? face, double? confidence)
    {
        var crop = face is null ? null : FaceCrop.Parse(face);
        if (weights is not null)
            return ClipLipSync.Load(weights, crop, cuda.is_available() ? CUDA : CPU);
        if (crop is not null || confidence is not null)
            throw new WrongUseException(
                "--face and --least-sync belong to --syncnet, which names the weights that measure lip sync."
            );
        return null;
    }

    private static async Task<int> RunAsync(
        Curator curator,
        string input,
        string output,
        bool json,
        CancellationToken cancellation
    )
    {
        using var _ = FolderLock.Take(output);
        var view = new DatasetView(json, Console.Out, TimeProvider.System);
        var report = await curator.RunAsync(input, output, view, cancellation);
        view.Done(report);
        return 0;
    }
}
