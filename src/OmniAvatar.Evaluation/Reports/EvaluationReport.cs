using System.Text.Json.Serialization;

namespace OmniAvatar.Evaluation.Reports;

/// <summary>One number of the table, or the reason why it is missing.</summary>
/// <param name="Value">The number, or null.</param>
/// <param name="Reason">Why it is missing, or null.</param>
public sealed record ReportCell(double? Value, string? Reason = null)
{
    /// <summary>The number, or the sentence of the failure to compute it.</summary>
    public static ReportCell Of(Func<double> compute)
    {
        try
        {
            return new ReportCell(compute());
        }
        catch (BadInputException e)
        {
            return new ReportCell(null, e.Message);
        }
    }
}

/// <summary>A row of the table.</summary>
/// <param name="Name">Whose numbers they are.</param>
/// <param name="Cells">By <see cref="EvaluationReport.Columns"/>.</param>
public sealed record ReportRow(string Name, IReadOnlyDictionary<string, ReportCell> Cells);

/// <summary>What one video contributed.</summary>
/// <param name="Side"><c>generated</c> or <c>reference</c>.</param>
/// <param name="Name">File name.</param>
/// <param name="Frames">Frames at 25 a second.</param>
/// <param name="Confidence">Sync-C, or null.</param>
/// <param name="Distance">Sync-D, or null.</param>
/// <param name="Offset">Frames by which the sound comes before the lips, or null.</param>
/// <param name="Note">Why something could not be measured, or null.</param>
public sealed record VideoLine(
    string Side,
    string Name,
    int Frames,
    double? Confidence,
    double? Distance,
    int? Offset,
    string? Note
);

/// <summary>A video that could not be measured.</summary>
/// <param name="Side"><c>generated</c> or <c>reference</c>.</param>
/// <param name="Name">File name.</param>
/// <param name="Reason">One sentence.</param>
public sealed record SkippedVideo(string Side, string Name, string Reason);

/// <summary>All that an evaluation found.</summary>
public sealed record EvaluationReport
{
    /// <summary>Columns of the table, in the order of OmniAvatar's paper.</summary>
    public static IReadOnlyList<string> Columns { get; } =
    [Fid, Fvd, SyncConfidence, SyncDistance, Quality, Aesthetics];

    /// <summary>Frechet distance of Inception's features; small is good.</summary>
    public const string Fid = "FID";

    /// <summary>Frechet distance of I3D's features; small is good.</summary>
    public const string Fvd = "FVD";

    /// <summary>Mean confidence of lip sync; large is good.</summary>
    public const string SyncConfidence = "Sync-C";

    /// <summary>Mean distance of lip sync; small is good.</summary>
    public const string SyncDistance = "Sync-D";

    /// <summary>Image quality by a vision language model; large is good.</summary>
    public const string Quality = "IQA";

    /// <summary>Aesthetics by a vision language model; large is good.</summary>
    public const string Aesthetics = "ASE";

    /// <summary>The table: the generated videos, and the reference's as far as a number does not need two
    /// sides.</summary>
    public required IReadOnlyList<ReportRow> Rows { get; init; }

    /// <summary>How many samples the numbers come from.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>Every video measured.</summary>
    public required IReadOnlyList<VideoLine> Videos { get; init; }

    /// <summary>Every video left out.</summary>
    public required IReadOnlyList<SkippedVideo> Skipped { get; init; }
}

/// <summary>The report as JSON.</summary>
[JsonSerializable(typeof(EvaluationReport))]
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
public sealed partial class EvaluationReportJson : JsonSerializerContext;
