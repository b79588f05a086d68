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
                await RunAsync(client, parsed.GetRequiredValue(id), service.Json(parsed), warns: true, cancellation);
                return 0;
            }
        );
        return command;
    }

    /// <summary>Follows a video.</summary>
    /// <param name="client">The service.</param>
    /// <param name="id">The video.</param>
    /// <param name="json">Whether each event is shown as JSON.</param>
    /// <param name="warns">Whether warnings are shown; not where they were shown before.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="RenderFailedException">The video failed.</exception>
    /// <exception cref="BadInputException">It failed because of its inputs.</exception>
    public static async Task RunAsync(
        VideoClient client,
        string id,
        bool json,
        bool warns,
        CancellationToken cancellation
    )
    {
        VideoError? failure = null;
        await WatchViews
            .Choose(json)
            .RunAsync(async show =>
            {
                var watcher = new VideoWatcher(client, TimeProvider.System);
                await foreach (var happened in watcher.WatchAsync(id, cancellation))
                {
                    if (warns || happened.Warning is null)
                        show(happened);
                    failure = happened.Video?.Error;
                }
            });
        if (failure is { } error)
            throw VideoFailure.Of(error);
    }
}
