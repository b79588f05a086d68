using System.CommandLine;
using System.Globalization;
using OmniAvatar.Client;
using OmniAvatar.Files;
using OmniAvatar.Silos.Hosting.CommandLine;

namespace OmniAvatar.Cli.Remote;

/// <summary><c>fetch</c>: a finished video becomes a file; run again after a broken download, it goes on.</summary>
internal static class FetchCommand
{
    private const double Megabyte = 1e6;

    public static Command Create()
    {
        var service = new ServiceOptions();
        var id = new Argument<string>("ID") { Description = "A finished video's id." };
        var output = CheckedOption.Path(
            "--output",
            "FILE",
            "The mp4 file to write (default: ID.mp4); a file of that name is replaced when the video is complete."
        );
        var command = new Command(
            "fetch",
            "Download a finished video. Run the same command again after a broken download, and it continues."
        )
        {
            id,
            output,
        };
        service.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var http = service.Connect(parsed);
                var name = parsed.GetRequiredValue(id);
                var file = OutputPath.OfFile("--output", parsed.GetValue(output) ?? DefaultFile(name), "video", []);
                await RunAsync(new VideoClient(http), name, file, service.Json(parsed), cancellation);
                return 0;
            }
        );
        return command;
    }

    /// <summary>Fetches a video and says where it is.</summary>
    public static async Task RunAsync(
        VideoClient client,
        string id,
        string path,
        bool json,
        CancellationToken cancellation
    )
    {
        var bytes = await new VideoDownload(client, TimeProvider.System).FetchAsync(
            id,
            path,
            progress: null,
            cancellation
        );
        var target = Path.GetFullPath(path);
        Console.WriteLine(
            json
                ? System.Text.Json.JsonSerializer.Serialize(
                    new FetchedFile(id, target, bytes),
                    FetchJson.Default.FetchedFile
                )
                : string.Create(CultureInfo.InvariantCulture, $"{target} ({bytes / Megabyte:0.0} MB)")
        );
    }

    /// <summary>An id may be anything that was typed, a path among it.</summary>
    private static string DefaultFile(string id) =>
        id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? $"{id}.mp4"
            : throw new WrongUseException(
                "A video's id has only letters, digits, '_' and '-'; 'omniavatar list' prints the ids."
            );
}

/// <summary>A video that was fetched.</summary>
internal sealed record FetchedFile(string Id, string Output, long Bytes);

[System.Text.Json.Serialization.JsonSourceGenerationOptions(
    PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase
)]
[System.Text.Json.Serialization.JsonSerializable(typeof(FetchedFile))]
internal sealed partial class FetchJson : System.Text.Json.Serialization.JsonSerializerContext;
