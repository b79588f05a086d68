using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OmniAvatar.Cli.Progress;
using OmniAvatar.Training.Logging;

namespace OmniAvatar.Cli.Training;

/// <summary>Shows what happens in a training: as lines, a step at most every few seconds, or as JSON, every
/// step.</summary>
internal static class TrainingViews
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private static readonly JsonSerializerOptions CamelCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
    };

    /// <summary>The view that was asked for.</summary>
    public static Action<TrainingEvent> Choose(bool json, TextWriter output, TimeProvider time)
    {
        if (json)
            return happened => Write(output, JsonOf(happened));
        long? last = null;
        return happened =>
        {
            if (happened is StepTrained step)
            {
                if (last is { } before && time.GetElapsedTime(before) < Pace && step.Row.Step < step.Steps)
                    return;
                last = time.GetTimestamp();
            }
            Write(output, TextOf(happened));
        };
    }

    /// <summary>An event as a sentence.</summary>
    public static string TextOf(TrainingEvent happened) =>
        happened switch
        {
            TrainingStarted started => string.Create(
                CultureInfo.InvariantCulture,
                $"{started.Samples} samples, {started.TrainedValues} trained values, {started.Steps} "
                    + $"steps{(started.Step == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", {started.Step} taken earlier"))}"
            ),
            StepTrained step => string.Create(
                CultureInfo.InvariantCulture,
                $"step {step.Row.Step} of {step.Steps} ({step.Phase}): loss {step.Row.Loss:0.0000}, "
                    + $"{step.ClipsPerSecond:0.00} samples/s{EventText.Left(step.SecondsLeft)}"
            ),
            TrainingValidated validated => string.Create(
                CultureInfo.InvariantCulture,
                $"validation after step {validated.Step}: loss {validated.Loss:0.0000}"
            ),
            TrainingWarned warned => $"Warning: {warned.Message}",
            TrainingFinished { WasFinished: true } finished => string.Create(
                CultureInfo.InvariantCulture,
                $"{finished.Model} is already finished: all {finished.Steps} steps were taken."
            ),
            TrainingFinished finished => string.Create(
                CultureInfo.InvariantCulture,
                $"{finished.Model} is ready: {finished.Steps} steps."
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(happened)),
        };

    private static string JsonOf(TrainingEvent happened)
    {
        var name = happened switch
        {
            TrainingStarted => "started",
            StepTrained => "step",
            TrainingValidated => "validated",
            TrainingWarned => "warning",
            _ => "finished",
        };
        var json = new JsonObject { ["event"] = name };
        foreach (
            var (field, value) in JsonSerializer.SerializeToNode(happened, happened.GetType(), CamelCase)!.AsObject()
        )
            json[field] = value?.DeepClone();
        return json.ToJsonString();
    }

    private static void Write(TextWriter output, string line)
    {
        output.WriteLine(line);
        output.Flush();
    }
}
