using System.CommandLine;
using OmniAvatar.Client;
using OmniAvatar.Files;

namespace OmniAvatar.Cli.Remote;

/// <summary><c>submit</c>: asks a service for a video; with <c>--wait</c> follows it to its end.</summary>
internal static class SubmitCommand
{
    public static Command Create()
    {
        var service = new ServiceOptions();
        var options = new SubmissionOptionSet();
        var follow = new FollowOptionSet();
        var command = new Command("submit", "Ask a service for a video; prints its id.");
        options.AddTo(command);
        follow.AddTo(command);
        service.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var http = service.Connect(parsed);
                var client = new VideoClient(http);
                var submission = options.Read(parsed);
                var file = follow.Output(parsed, Inputs(submission));
                var video = await client.CreateAsync(submission, cancellation);
                await follow.RunAsync(parsed, client, video, file, service.Json(parsed), cancellation);
                return 0;
            }
        );
        return command;
    }

    private static IEnumerable<NamedInput> Inputs(VideoSubmission submission) =>
        submission.Files.Select(path => new NamedInput($"the input {path}", path));
}
