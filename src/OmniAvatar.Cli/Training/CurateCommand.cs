using System.CommandLine;
using OmniAvatar.Cli.Commands;
using OmniAvatar.Cli.Rendering;
using OmniAvatar.Training.Curation;
using OmniAvatar.Training.Curation.Files;

namespace OmniAvatar.Cli.Training;

/// <summary><c>curate</c>: a folder of videos becomes a folder of training clips.</summary>
internal static class CurateCommand
{
    private static readonly CurationOptions Default = new();

    /// <summary>Opens what measures lip sync, by the file of its weights; null while nothing here can.</summary>
    private static readonly Func<string, ILipSyncScore>? OpenSync = null;

    public static Command Create()
    {
        var input = Options.Text("--input", "DIR", $"The videos, and {CaptionsFile.Name}: one {{\"file\": …, \"text\": …}} a line.", required: true);
        var output = Options.Text("--output", "DIR", "The folder of clips to write; run again, it continues.", required: true);
        var least = Options.Real("--least-seconds", "S", $"The shortest clip (default: {Default.LeastSeconds}).", 0.2, 60);
        var most = Options.Real("--most-seconds", "S", $"The longest clip (default: {Default.MostSeconds}).", 0.4, 120);
        var side = Options.Whole("--least-side", $"Pixels that a video's lesser side must have (default: {Default.LeastSide}).", 64, 4320);
        var sharpness = Options.Real("--least-sharpness", "V", $"Variance of the Laplacian of the luma that a clip must have (default: {Default.LeastSharpness}; 0 keeps all).", 0, 10_000);
        var speech = Options.Real("--least-speech", "SHARE", $"Share of a clip in which somebody must speak (default: {Default.LeastSpeech}).", 0, 1);
        var syncnet = Options.Text("--syncnet", "FILE", "SyncNet's weights: leave out clips whose mouth and sound do not go together.");
        var confidence = Options.Real("--least-sync", "C", $"Sync-C that a clip must have, with --syncnet (default: {Default.LeastSyncConfidence}).", 0, 100);
        var size = Options.Text("--size", "WxH", "Size of all clips in pixels (default: each video's own).");
        var json = Options.Switch("--json", "One JSON event per line on standard output.");
        var command = new Command("curate", "Cut videos into clips for training, and leave out what training should not see.")
        {
            input, output, least, most, side, sharpness, speech, syncnet, confidence, size, json,
        };
        command.SetAction((parsed, cancellation) =>
        {
            var options = new CurationOptions
            {
                LeastSeconds = parsed.GetValue(least) ?? Default.LeastSeconds,
                MostSeconds = parsed.GetValue(most) ?? Default.MostSeconds,
                LeastSide = (int?)parsed.GetValue(side) ?? Default.LeastSide,
                LeastSharpness = parsed.GetValue(sharpness) ?? Default.LeastSharpness,
                LeastSpeech = parsed.GetValue(speech) ?? Default.LeastSpeech,
                LeastSyncConfidence = parsed.GetValue(confidence) ?? Default.LeastSyncConfidence,
                Size = parsed.GetValue(size) is { } text ? RenderOptionSet.ParseSize(text) : null,
            };
            var sync = parsed.GetValue(syncnet) is { } weights ? SyncOf(weights) : null;
            return RunAsync(new Curator(options, sync, TimeProvider.System), parsed.GetRequiredValue(input), parsed.GetRequiredValue(output), parsed.GetValue(json), cancellation);
        });
        return command;
    }

    private static ILipSyncScore SyncOf(string weights) =>
        OpenSync is { } open ? open(weights) : throw new WrongUseException("--syncnet is not supported by this build.");

    private static async Task<int> RunAsync(Curator curator, string input, string output, bool json, CancellationToken cancellation)
    {
        using var _ = FolderLock.Take(output);
        var view = new DatasetView(json, Console.Out, TimeProvider.System);
        var report = await curator.RunAsync(input, output, view, cancellation);
        view.Done(report);
        return 0;
    }
}
