using System.Globalization;
using OmniAvatar.Datasets.Extraction;
using OmniAvatar.Training.Components;
using OmniAvatar.Training.Logging;
using OmniAvatar.Training.Recipes;

namespace OmniAvatar.Cli.Training;

/// <summary>A line now and then: a recipe takes hours.</summary>
/// <param name="transformer">Shows the training of a transformer, as <c>train</c> does.</param>
/// <param name="time">The clock.</param>
internal sealed class RecipeLines(Action<TrainingEvent> transformer, TimeProvider time) : IRecipeProgress
{
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);

    private long? _last;

    public void Report(ComponentProgress value) =>
        Write(
            value.Step == value.Steps,
            () =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{value.Component} step {value.Step} of {value.Steps}, loss {value.Loss:0.0000}, "
                        + $"{value.SamplesPerSecond:0} samples/s, {value.TimeLeft:hh\\:mm\\:ss} left"
                )
        );

    public void Report(ExtractionProgress value) =>
        Write(
            value.ClipsDone == value.Clips,
            () =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"samples of {value.ClipsDone} of {value.Clips} clips, {value.Windows} windows, "
                        + $"{TimeSpan.FromSeconds(value.SecondsLeft ?? 0):hh\\:mm\\:ss} left"
                )
        );

    public void Report(TrainingEvent happened) => transformer(happened);

    private void Write(bool isLast, Func<string> line)
    {
        if (!isLast && _last is { } last && time.GetElapsedTime(last) < Between)
            return;
        _last = time.GetTimestamp();
        Console.WriteLine(line());
    }
}
