using System.CommandLine;
using OmniAvatar.Client;
using OmniAvatar.Files;
using OmniAvatar.Silos.Hosting.CommandLine;

namespace OmniAvatar.Cli.Remote;

/// <summary><c>submit</c>: asks a service for a video; with <c>--wait</c> follows it to its end.</summary>
internal static class SubmitCommand
{
    public static Command Create()
    {
        var service = new ServiceOptions();
        var options = new SubmissionOptionSet();
        var wait = CheckedOption.Switch(
            "--wait",
            "Wait for the video, with progress and time left; exit status 1 if it fails."
        );
        var watch = CheckedOption.Switch("--watch", "The same, with a bar for each shot.");
        var output = CheckedOption.Path("--output", "FILE", "Wait for the video and download it into this file.");
        var command = new Command("submit", "Ask a service for a video; prints its id.");
        options.AddTo(command);
        command.Add(wait);
        command.Add(watch);
        command.Add(output);
        service.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var http = service.Connect(parsed);
                var client = new VideoClient(http);
                var json = service.Json(parsed);
                var submission = options.Read(parsed);
                var file = parsed.GetValue(output) is { } path
                    ? OutputPath.OfFile("--output", path, "video", Inputs(submission))
                    : null;
                var video = await client.CreateAsync(submission, cancellation);
                foreach (var warning in video.Details?.Warnings ?? [])
                    await Console.Error.WriteLineAsync(warning);
                Console.WriteLine(VideoText.Line(video, json));
                if (parsed.GetValue(watch))
                    await WatchCommand.RunAsync(client, video.Id, json, warns: false, cancellation);
                else if (parsed.GetValue(wait) || file is not null)
                    await WaitAsync(client, video.Id, json, cancellation);
                if (file is not null)
                    await FetchCommand.RunAsync(client, video.Id, file, json, cancellation);
                return 0;
            }
        );
        return command;
    }

    private static IEnumerable<NamedInput> Inputs(VideoSubmission submission) =>
        submission.Files.Select(path => new NamedInput($"the input {path}", path));

    /// <exception cref="RenderFailedException">The video failed.</exception>
    /// <exception cref="BadInputException">It failed for what is in its inputs.</exception>
    private static async Task WaitAsync(VideoClient client, string id, bool json, CancellationToken cancellation)
    {
        var view = new WaitView(Console.Out, json, isTerminal: !Console.IsOutputRedirected, TimeProvider.System);
        await foreach (var video in new VideoFollower(client, TimeProvider.System).FollowAsync(id, cancellation))
        {
            view.Show(video);
            if (video.Error is not { } error)
                continue;
            view.End();
            throw VideoFailure.Of(error);
        }
        view.End();
    }
}
