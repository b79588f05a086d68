using System.CommandLine;
using OmniAvatar.Client;
using OmniAvatar.Client.Wire;
using OmniAvatar.Silos.Hosting.CommandLine;

namespace OmniAvatar.Cli.Remote;

/// <summary><c>status</c>, <c>cancel</c>, <c>resume</c> and <c>list</c>: one question to the service each.</summary>
internal static class VideoCommands
{
    private const int LongestPage = 100;
    private const int DefaultList = 20;

    public static IEnumerable<Command> Create() =>
        [
            OnOne(
                "status",
                "Say how far a video is.",
                (client, id, cancellation) => client.FindAsync(id, cancellation)
            ),
            List(),
            OnOne(
                "cancel",
                "Stop a video for good and delete its files.",
                (client, id, cancellation) => client.CancelAsync(id, cancellation)
            ),
            OnOne(
                "resume",
                "Continue a failed video; finished parts are kept.",
                (client, id, cancellation) => client.ResumeAsync(id, cancellation)
            ),
        ];

    private static Command OnOne(
        string name,
        string description,
        Func<VideoClient, string, CancellationToken, Task<Video>> ask
    )
    {
        var service = new ServiceOptions();
        var id = new Argument<string>("ID") { Description = "The video's id, as submit and list print it." };
        var command = new Command(name, description) { id };
        service.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var http = service.Connect(parsed);
                var video = await ask(new VideoClient(http), parsed.GetRequiredValue(id), cancellation);
                Console.WriteLine(service.Json(parsed) ? VideoText.Line(video, json: true) : VideoText.Sheet(video));
                return 0;
            }
        );
        return command;
    }

    private static Command List()
    {
        var service = new ServiceOptions();
        var limit = CheckedOption.Whole("--limit", $"Most videos to list (default: {DefaultList}).", 1, 1_000_000);
        var command = new Command("list", "List videos, newest first.") { limit };
        service.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var http = service.Connect(parsed);
                await foreach (
                    var video in VideosAsync(new VideoClient(http), parsed.GetValue(limit) ?? DefaultList, cancellation)
                )
                    Console.WriteLine(VideoText.Line(video, service.Json(parsed)));
                return 0;
            }
        );
        return command;
    }

    private static async IAsyncEnumerable<Video> VideosAsync(
        VideoClient client,
        long limit,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        string? after = null;
        for (var left = limit; left > 0; )
        {
            var page = await client.ListAsync(after, (int)Math.Min(left, LongestPage), cancellation);
            foreach (var video in page.Data)
                yield return video;
            if (!page.HasMore)
                break;
            (left, after) = (left - page.Data.Count, page.LastId);
        }
    }
}
