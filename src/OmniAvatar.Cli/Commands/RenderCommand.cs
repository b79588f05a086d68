using System.CommandLine;
using System.Text.Json;
using OmniAvatar.Cli.Errors;
using OmniAvatar.Cli.Plans;
using OmniAvatar.Cli.Progress;
using OmniAvatar.Cli.Rendering;

namespace OmniAvatar.Cli.Commands;

/// <summary><c>render</c>: a picture, speech and a prompt become an mp4.</summary>
internal static class RenderCommand
{
    public static Command Create()
    {
        var options = new RenderOptionSet();
        var command = new Command(
            "render",
            "Render a video. Run the same command again after a crash, and it continues."
        );
        options.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
            {
                var read = options.Read(parsed);
                return read.DryRun
                    ? PrintPlanAsync(read, cancellation)
                    : RunAsync(read, TimeProvider.System, cancellation);
            }
        );
        return command;
    }

    private static async Task<int> PrintPlanAsync(RenderOptions options, CancellationToken cancellation)
    {
        var plan = await DryRun.RunAsync(
            options,
            warning => Console.Error.WriteLine($"Warning: {warning}"),
            cancellation
        );
        Console.WriteLine(
            options.Json ? JsonSerializer.Serialize(plan, PlanTableJson.Default.PlanTable) : PlanText.Of(plan)
        );
        return 0;
    }

    private static async Task<int> RunAsync(RenderOptions options, TimeProvider time, CancellationToken cancellation)
    {
        var run = new RenderRun(options, time);
        await ProgressViews
            .Choose(options.Json, time)
            .RunAsync(async show =>
            {
                try
                {
                    await run.RunAsync(show, cancellation);
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
