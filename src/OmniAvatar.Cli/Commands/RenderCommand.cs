using System.CommandLine;

namespace OmniAvatar.Cli.Commands;

/// <summary><c>render</c>: a picture, speech and a prompt become an mp4.</summary>
internal static class RenderCommand
{
    public static Command Create()
    {
        var options = new RenderOptionSet();
        var command = new Command("render", "Render a video; run again after a crash, it continues.");
        options.AddTo(command);
        command.SetAction((ParseResult parsed, CancellationToken _) =>
        {
            options.Read(parsed);
            return Task.FromException<int>(new RenderFailedException("This build reads the options of a render but cannot render yet."));
        });
        return command;
    }
}
