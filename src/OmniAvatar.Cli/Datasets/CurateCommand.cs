using System.CommandLine;
using OmniAvatar.Cli.Rendering;
using OmniAvatar.Datasets.Curation;
using OmniAvatar.Evaluation.LipSync;
using static TorchSharp.torch;

namespace OmniAvatar.Cli.Datasets;

/// <summary><c>curate</c>: a folder of videos becomes a folder of training clips.</summary>
internal static class CurateCommand
{
    public static Command Create()
    {
        var options = new CurateOptionSet();
        var command = new Command("curate", "Cut videos into training clips, and leave out unsuitable ones.");
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(options.Read(parsed), TimeProvider.System, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CurateOptions options, TimeProvider time, CancellationToken cancellation)
    {
        using var sync = OpenSync(options);
        using var folder = FolderLock.Take(options.Output);
        var view = new DatasetView(options.Json, Console.Out, time);
        var curator = new Curator(options.Curation, sync, time);
        view.Done(await curator.RunAsync(options.Input, options.Output, view, cancellation));
        return 0;
    }

    private static ClipLipSync? OpenSync(CurateOptions options) =>
        options.SyncNet is { } weights
            ? ClipLipSync.Load(weights, options.Face, cuda.is_available() ? CUDA : CPU)
            : null;
}
