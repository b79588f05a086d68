using System.CommandLine;
using OmniAvatar.Cli.Commands;
using OmniAvatar.Client;
using OmniAvatar.Files;
using OmniAvatar.Silos.Hosting.CommandLine;
using OmniAvatar.Values;

namespace OmniAvatar.Cli.Remote;

/// <summary><c>remix</c>: a new video of a finished one, in which some shots are made again.</summary>
internal static class RemixCommand
{
    private const int MostShots = 1_000_000;

    public static Command Create()
    {
        var service = new ServiceOptions();
        var id = new Argument<string>("ID") { Description = "A finished video's id, as submit and list print it." };
        var shots = ShotsOption();
        var prompt = CheckedOption.Text("--prompt", "TEXT", "What to show in these shots (default: as before).");
        var picture = CheckedOption.Path("--image", "FILE", "Another picture for these shots (default: as before).");
        var choices = new ChoiceOptionSet(VideoRemix.Options);
        var follow = new FollowOptionSet();
        var command = new Command(
            "remix",
            "Make some shots of a finished video again, into a new video; all other shots are taken over as they are. "
                + "With nothing but --shots, the service draws another seed."
        )
        {
            id,
            shots,
            prompt,
            picture,
        };
        foreach (var option in choices.All)
            command.Add(option);
        follow.AddTo(command);
        service.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var http = service.Connect(parsed);
                var client = new VideoClient(http);
                var remix = new VideoRemix
                {
                    Shots = parsed.GetValue(shots) ?? [],
                    Choices = choices.Read(parsed, parsed.GetValue(prompt) is { } text ? [text] : []),
                    Picture = parsed.GetValue(picture),
                };
                var file = follow.Output(parsed, Inputs(remix));
                var video = await client.RemixAsync(parsed.GetRequiredValue(id), remix, cancellation);
                await follow.RunAsync(parsed, client, video, file, service.Json(parsed), cancellation);
                return 0;
            }
        );
        return command;
    }

    private static IEnumerable<NamedInput> Inputs(VideoRemix remix) =>
        remix.Picture is { } path ? [new NamedInput($"the picture {path}", path)] : [];

    private static Option<int[]?> ShotsOption() =>
        new("--shots")
        {
            HelpName = "N,N…",
            Description = "The shots to make again, counted from 1 (default: all); 'watch' and the API number them.",
            CustomParser = result =>
            {
                var numbers = result.Tokens[0].Value.Split(',').Select(Number).ToArray();
                if (Array.IndexOf(numbers, null) < 0)
                    return [.. numbers.Select(number => (int)number!)];
                result.AddError($"--shots takes numbers from 1 with commas between, not '{result.Tokens[0].Value}'.");
                return null;
            },
        };

    private static long? Number(string text) =>
        ValueForms.Whole(1, MostShots).TryRead(text.Trim(), out var number) ? number : null;
}
