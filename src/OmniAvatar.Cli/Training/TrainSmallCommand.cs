using System.CommandLine;
using System.Text.Json;
using OmniAvatar.Cli.Commands;
using OmniAvatar.Files;
using OmniAvatar.Silos.Hosting.CommandLine;
using OmniAvatar.Training.Recipes;
using TorchSharp;

namespace OmniAvatar.Cli.Training;

/// <summary><c>train small</c>: the recipe of the model that ships.</summary>
internal static class TrainSmallCommand
{
    private const int DefaultThreads = 2;

    public static Command Create()
    {
        var output = CheckedOption.Path("--output", "DIR", "The model folder to write.", required: true);
        var work = CheckedOption.Path("--work", "DIR", "Where states and logs are kept (default: OUTPUT.work).");
        var part = CheckedOption.OneOf(
            "--part",
            "The one part to train (default: all that are left, in order).",
            [.. SmallModelRecipe.Parts]
        );
        var threads = CommonOptions.Threads("CPU threads (default: 2).");
        var command = new Command(
            "small",
            "Train the small model of this repository on data that the command draws. Run the same command again "
                + "after a crash, and it continues."
        )
        {
            output,
            work,
            part,
            threads,
        };
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(
                    () =>
                        Run(
                            parsed.GetRequiredValue(output),
                            parsed.GetValue(work),
                            parsed.GetValue(part),
                            (int?)parsed.GetValue(threads),
                            cancellation
                        ),
                    CancellationToken.None
                )
        );
        return command;
    }

    private static int Run(string output, string? work, string? part, int? threads, CancellationToken cancellation)
    {
        var model = OutputPath.OfFolder("--output", output);
        var folders = new SmallModelFolders(OutputPath.OfFolder("--work", work ?? $"{model}.work"), model);
        if (folders.Work == folders.Model)
            throw new WrongUseException("--output and --work name the same folder; choose two folders.");
        torch.set_num_threads(threads ?? DefaultThreads);
        var time = TimeProvider.System;
        var recipe = new SmallModelRecipe(
            new SmallModelSettings { Threads = threads ?? DefaultThreads },
            folders,
            time
        );
        var progress = new RecipeLines(TrainingViews.Choose(json: false, Console.Out, time), time);
        foreach (var name in part is null ? SmallModelRecipe.Parts : [part])
            if (recipe.Run(name, progress, cancellation) is { } report)
                Console.WriteLine($"{name}: {JsonSerializer.Serialize(report)}");
        return 0;
    }
}
