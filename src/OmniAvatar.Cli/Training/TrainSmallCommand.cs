using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using OmniAvatar.Cli.Commands;
using OmniAvatar.Training.Components;
using OmniAvatar.Training.Recipes;
using TorchSharp;

namespace OmniAvatar.Cli.Training;

/// <summary><c>train small</c>: the recipe of the model that ships.</summary>
internal static class TrainSmallCommand
{
    private const int DefaultThreads = 2;

    public static Command Create()
    {
        var output = Options.Text("--output", "DIR", "The model folder to write.", required: true);
        var work = Options.Text("--work", "DIR", "Where states and logs are kept (default: OUTPUT.work).");
        var part = Options.OneOf("--part", "Only one part; without it all that are left, in order.", [.. SmallModelRecipe.Parts]);
        var threads = Options.Whole("--threads", "CPU threads (default: 2).", 1, 256);
        var command = new Command("small", "Train the small model that ships, from data made here; run again after a crash, it continues.") { output, work, part, threads };
        command.SetAction((parsed, cancellation) => Task.Run(
            () => Run(parsed.GetRequiredValue(output), parsed.GetValue(work), parsed.GetValue(part), (int?)parsed.GetValue(threads), cancellation), CancellationToken.None));
        return command;
    }

    private static int Run(string output, string? work, string? part, int? threads, CancellationToken cancellation)
    {
        torch.set_num_threads(threads ?? DefaultThreads);
        var recipe = new SmallModelRecipe(new SmallModelSettings(), work ?? $"{output.TrimEnd('/')}.work", output);
        foreach (var name in part is null ? SmallModelRecipe.Parts : [part])
        {
            var report = recipe.Run(name, new ProgressLines(), cancellation);
            Console.WriteLine($"{name}: {JsonSerializer.Serialize(report)}");
        }
        return 0;
    }

    /// <summary>A line now and then: trainings take hours.</summary>
    private sealed class ProgressLines : IProgress<ComponentProgress>
    {
        private long _last = long.MinValue;

        public void Report(ComponentProgress value)
        {
            if (value.Step < value.Steps && Environment.TickCount64 - _last < 10_000) return;
            _last = Environment.TickCount64;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{value.Component} step {value.Step} of {value.Steps}, loss {value.Loss:0.0000}, {value.SamplesPerSecond:0} samples/s, {value.TimeLeft:hh\\:mm\\:ss} left"));
        }
    }
}
