using System.CommandLine;
using OmniAvatar.Cli.Errors;
using OmniAvatar.Cli.Progress;
using OmniAvatar.Cli.Rendering;

namespace OmniAvatar.Cli.Commands;

/// <summary><c>render</c>: a picture, speech and a prompt become an mp4.</summary>
internal static class RenderCommand
{
    public static Command Create()
    {
        var options = new RenderOptionSet();
        var command = new Command("render", "Render a video; run again after a crash, it continues.");
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => RunAsync(options.Read(parsed), TimeProvider.System, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(RenderOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var session = new RenderSession(options, time);
        await ProgressViews.Choose(options.Json, time).RunAsync(async show =>
        {
            try
            {
                await session.RunAsync(show, cancellation);
            }
            catch (Exception e)
            {
                var (sentence, exitCode) = FailureReporter.Describe(e);
                show(new Failed(sentence, exitCode));
                throw;
            }
        });
        return 0;
    }
}
