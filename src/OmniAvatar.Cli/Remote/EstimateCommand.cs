using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using OmniAvatar.Client;
using OmniAvatar.Client.Wire;

namespace OmniAvatar.Cli.Remote;

/// <summary><c>estimate</c>: asks a service what a video would take, with the options of <c>submit</c>.</summary>
internal static class EstimateCommand
{
    public static Command Create()
    {
        var service = new ServiceOptions();
        var options = new SubmissionOptionSet();
        var command = new Command(
            "estimate",
            "Ask a service what a video would take: shots, GPU time, start and end. Nothing is rendered."
        );
        options.AddTo(command);
        service.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var http = service.Connect(parsed);
                var estimate = await new VideoClient(http).EstimateAsync(options.Read(parsed), cancellation);
                if (service.Json(parsed))
                {
                    Console.WriteLine(JsonSerializer.Serialize(estimate, VideoJson.Default.VideoEstimate));
                    return 0;
                }
                foreach (var warning in estimate.Warnings)
                    await Console.Error.WriteLineAsync($"Warning: {warning}");
                Console.WriteLine(Text(estimate, TimeProvider.System));
                return 0;
            }
        );
        return command;
    }

    /// <summary>The estimate line by line, with times as the reader's clock shows them.</summary>
    internal static string Text(VideoEstimate estimate, TimeProvider time)
    {
        var lines = new List<string>
        {
            $"{estimate.Seconds} s of {estimate.Size} with the model {estimate.Model}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{estimate.Shots} shots, {estimate.Segments} segments, {estimate.Steps} denoising steps"
            ),
            estimate.GpuSeconds is { } seconds
                ? string.Create(CultureInfo.InvariantCulture, $"about {seconds:0.0} GPU-seconds")
                : "GPU-seconds are unknown: no renderer has measured this model yet",
            $"begins {At(estimate.StartsAt, time)}, ends {At(estimate.EndsAt, time)}",
        };
        if (estimate.Waiting is { } waiting)
            lines.Add($"Waiting: {waiting}");
        lines.AddRange(estimate.Slots.Select(Text));
        return string.Join(Environment.NewLine, lines);
    }

    private static string Text(EstimateSlot slot)
    {
        var alone = slot.GpuSeconds is { } seconds
            ? string.Create(CultureInfo.InvariantCulture, $", {seconds:0.0} s alone")
            : "";
        return $"{slot.Name}: {(slot.Busy ? "busy" : "idle")}{alone}";
    }

    private static string At(long? moment, TimeProvider time)
    {
        if (moment is not { } seconds)
            return "at an unknown time";
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeSeconds(seconds), time.LocalTimeZone);
        return seconds <= time.GetUtcNow().ToUnixTimeSeconds()
            ? "now"
            : local.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
    }
}
