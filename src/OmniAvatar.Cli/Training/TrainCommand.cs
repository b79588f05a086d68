using System.CommandLine;
using OmniAvatar.Cli.Rendering;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Training.Samples;
using OmniAvatar.Training.Transformers;

namespace OmniAvatar.Cli.Training;

/// <summary><c>train</c>: trains the adapter, or the base, on samples that were extracted before.</summary>
internal static class TrainCommand
{
    private const string TrainedByAnother =
        "Another process is running this training; wait for it, or stop it and run the command again.";

    public static Command Create()
    {
        var options = new TrainOptionSet();
        var command = new Command(
            "train",
            "Train the adapter, or the base, on extracted samples. Run the same command again after an interruption, "
                + "and it continues."
        );
        options.AddTo(command);
        command.Add(TrainSmallCommand.Create());
        command.SetAction(
            (parsed, cancellation) => Task.Run(() => Run(options.Read(parsed), cancellation), CancellationToken.None)
        );
        return command;
    }

    private static int Run(TrainOptions options, CancellationToken cancellation)
    {
        var recipe = options.Recipe.Validated();
        var model = ModelFolder.Open(options.Model, [ModelPart.Transformer]);
        var samples = TrainingSamples.Open(options.Data);
        using var held = Take(options.Output);
        new TrainingRun(
            new TrainingSetup
            {
                Model = model,
                Samples = samples,
                Recipe = recipe,
                Output = options.Output,
                Device = RendererFactory.DeviceOf(options.Device),
                Threads = options.Threads,
                Preview = options.Preview,
                Show = TrainingViews.Choose(options.Json, Console.Out, TimeProvider.System),
            }
        ).Run(cancellation);
        return 0;
    }

    private static JobLock Take(string output)
    {
        try
        {
            Directory.CreateDirectory(output);
        }
        catch (Exception failure) when (FileFailure.Is(failure))
        {
            throw FileFailure.Writing(output, failure);
        }
        return JobLock.Take(Path.Combine(output, "lock"), TrainedByAnother);
    }
}
