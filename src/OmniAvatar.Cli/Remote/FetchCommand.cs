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
            "The file to write (default: the ID, with the ending of what it is, such as ID.mp4); a file of that name is "
                + "replaced when all of it is there."
        );
        var variant = CheckedOption.OneOf(
            "--variant",
            "Which of the video's files: the video itself, one frame (webp), up to 100 frames as one picture (jpg), the "
                + "sound alone (m4a), or the captions (vtt) (default: video).",
            [.. VideoVariant.All.Select(one => one.Name)]
        );
        var command = new Command(
            "fetch",
            "Download a finished video, or another of its files. Run the same command again after a broken download, and it continues."
        )
        {
            id,
            output,
            variant,
        };
        service.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var http = service.Connect(parsed);
                var name = parsed.GetRequiredValue(id);
                var which = VideoVariant.Find(parsed.GetValue(variant) ?? "") ?? VideoVariant.Video;
                var path = parsed.GetValue(output) ?? DefaultFile(name, which);
                var file = OutputPath.OfFile("--output", path, which.Name, []);
                await RunAsync(new VideoClient(http), name, which, file, service.Json(parsed), cancellation);
                return 0;
            }
        );
        return command;
    }

    /// <summary>Fetches a file of a video and says where it is.</summary>
    public static async Task RunAsync(
        VideoClient client,
        string id,
        VideoVariant variant,
        string path,
        bool json,
        CancellationToken cancellation
    )
    {
        var bytes = await new VideoDownload(client, TimeProvider.System).FetchAsync(
            id,
            variant,
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
    private static string DefaultFile(string id, VideoVariant variant) =>
        id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? id + variant.Suffix
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
