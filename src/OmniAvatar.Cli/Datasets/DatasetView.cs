using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using OmniAvatar.Cli.Progress;
using OmniAvatar.Datasets.Curation;
using OmniAvatar.Datasets.Curation.Files;
using OmniAvatar.Datasets.Extraction;

namespace OmniAvatar.Cli.Datasets;

/// <summary>Shows how far the making of training data is: a line every few seconds, or a JSON object for each event; at
/// the end a summary.</summary>
internal sealed class DatasetView(bool json, TextWriter output, TimeProvider time)
    : IProgress<CurationProgress>,
        IProgress<ExtractionProgress>
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(5);

    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    private long? _lastLine;

    public void Report(CurationProgress value)
    {
        if (json)
            Event("progress", value);
        else if (IsDue())
            Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{value.Fraction, 4:P0}  video {Math.Min(value.SourcesDone + 1, value.Sources)} of "
                        + $"{value.Sources}: {value.Clips} clips kept, {value.Rejected} left "
                        + $"out{EventText.Left(value.SecondsLeft)}"
                )
            );
    }

    public void Report(ExtractionProgress value)
    {
        if (json)
            Event("progress", value);
        else if (IsDue())
            Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{value.Fraction, 4:P0}  clip {value.ClipsDone} of {value.Clips}: {value.Windows} "
                        + $"windows{EventText.Left(value.SecondsLeft)}"
                )
            );
    }

    /// <summary>Says what curating came to.</summary>
    public void Done(CurationReport report)
    {
        if (json)
        {
            Event(
                "done",
                new
                {
                    report.Sources,
                    report.Clips,
                    report.Seconds,
                    report.Rejected,
                }
            );
            return;
        }
        Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Clips} clips of {report.Seconds:0} s in all are kept, from {report.Sources} videos."
            )
        );
        foreach (var (reason, count) in report.Rejected)
            Line(string.Create(CultureInfo.InvariantCulture, $"{count, 6}  left out: {Words(reason)}"));
    }

    /// <summary>Says what extraction came to.</summary>
    public void Done(ExtractionManifest manifest)
    {
        var windows = manifest.Clips.Sum(clip => clip.Windows.Count);
        if (json)
        {
            Event(
                "done",
                new
                {
                    Clips = manifest.Clips.Count,
                    Windows = windows,
                    Texts = manifest.Texts.Count,
                    manifest.Skipped,
                }
            );
            return;
        }
        Line(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{windows} windows of {manifest.Clips.Count} clips are stored, and {manifest.Texts.Count} texts."
            )
        );
        foreach (var skipped in manifest.Skipped.Take(10))
            Line(
                string.Create(CultureInfo.InvariantCulture, $"        left out: clip {skipped.Clip}: {skipped.Reason}")
            );
        if (manifest.Skipped.Count > 10)
            Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"        and {manifest.Skipped.Count - 10} more, see {ExtractionManifest.Name}"
                )
            );
    }

    private static string Words(RejectionReason reason) =>
        reason switch
        {
            RejectionReason.Damaged => "damaged, missing or not a video",
            RejectionReason.NoSound => "without sound",
            RejectionReason.TooSmall => "too small",
            RejectionReason.TooShort => "shorter than a clip",
            RejectionReason.LittleSpeech => "little or no speech",
            RejectionReason.Blurred => "blurred",
            _ => "mouth does not match the sound",
        };

    private bool IsDue()
    {
        if (_lastLine is { } last && time.GetElapsedTime(last) < Pace)
            return false;
        _lastLine = time.GetTimestamp();
        return true;
    }

    private void Event(string name, object value)
    {
        var node = JsonSerializer.SerializeToNode(value, Json)!.AsObject();
        node.Insert(0, "event", name);
        Line(node.ToJsonString());
    }

    private void Line(string text)
    {
        output.WriteLine(text);
        output.Flush();
    }
}
