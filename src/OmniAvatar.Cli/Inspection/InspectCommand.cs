using System.CommandLine;
using System.Text.Json;
using OmniAvatar.Media.Provenance;
using OmniAvatar.Silos.Hosting.CommandLine;

namespace OmniAvatar.Cli.Inspection;

/// <summary><c>inspect</c>: what an mp4 says of itself, above all whether it says that it is AI-generated.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "An mp4, whoever made it." };
        var json = CheckedOption.Switch("--json", "The findings as one JSON object on standard output.");
        var command = new Command(
            "inspect",
            "Show what a video says of itself: whether it is AI-generated, with what it was made, and its basics. "
                + "Nothing of it is proven."
        )
        {
            file,
            json,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var path = parsed.GetRequiredValue(file);
                var found = await VideoInspection.ReadAsync(path, TimeProvider.System, cancellation);
                if (parsed.GetValue(json))
                    Console.WriteLine(
                        JsonSerializer.Serialize(VideoFacts.Of(path, found), VideoFactsJson.Default.VideoFacts)
                    );
                else
                    foreach (var line in InspectionText.Of(found))
                        Console.WriteLine(line);
                return 0;
            }
        );
        return command;
    }
}
