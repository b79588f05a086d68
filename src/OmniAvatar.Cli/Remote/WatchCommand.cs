using System.CommandLine;
using OmniAvatar.Cli.Remote.Watching;
using OmniAvatar.Client;
using OmniAvatar.Client.Wire;

namespace OmniAvatar.Cli.Remote;

/// <summary><c>watch</c>: follows a video to its end, shot by shot.</summary>
internal static class WatchCommand
{
    public static Command Create()
    {
        var service = new ServiceOptions();
        var id = new Argument<string>("ID") { Description = "The video's id, as submit and list print it." };
        var command = new Command(
            "watch",
            "Follow a video to its end, with a bar for each shot; exit status 1 if it fails."
        )
        {
            id,
        };
        service.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var http = service.Connect(parsed);
                var client = new VideoClient(http);
                await RunAsync(client, parsed.GetRequiredValue(id), service.Json(parsed), cancellation);
                return 0;
            }
        );
        return command;
    }

    /// <exception cref="RenderFailedException">The video failed.</exception>
    /// <exception cref="BadInputException">It failed because of its inputs.</exception>
    public static async Task RunAsync(VideoClient client, string id, bool json, CancellationToken cancellation)
    {
        VideoError? failure = null;
        await WatchViews
            .Choose(json)
            .RunAsync(async show =>
            {
                var watcher = new VideoWatcher(client, TimeProvider.System);
                await foreach (var happened in watcher.WatchAsync(id, cancellation))
                {
                    show(happened);
                    failure = happened.Video?.Error;
                }
            });
        if (failure is { } error)
            throw VideoFailure.Of(error);
    }
}
