using System.Globalization;
using System.Text;

namespace OmniAvatar.Evaluation.Reports;

/// <summary>The report as Markdown.</summary>
public static class ReportText
{
    /// <summary>The table, what stands behind it, and what was left out.</summary>
    public static string Of(EvaluationReport report)
    {
        var text = new StringBuilder("# Evaluation\n\n");
        AddTable(
            text,
            ["", .. EvaluationReport.Columns],
            report.Rows.Select(row =>
                (string[])[row.Name, .. EvaluationReport.Columns.Select(column => Cell(row.Cells[column]))]
            )
        );
        text.Append(
            "\nSmaller values of FID, FVD and Sync-D are better; larger values of Sync-C, IQA and ASE are "
                + "better.\n\n"
        );
        foreach (var note in report.Notes)
            text.Append(CultureInfo.InvariantCulture, $"- {note}\n");
        text.Append("\n## Videos\n\n");
        AddTable(
            text,
            ["side", "video", "frames", "Sync-C", "Sync-D", "sound early by", "note"],
            report.Videos.Select(Line)
        );
        if (report.Skipped.Count == 0)
            return text.ToString();
        text.Append("\n## Left out\n\n");
        AddTable(
            text,
            ["side", "video", "reason"],
            report.Skipped.Select(skipped => (string[])[skipped.Side, skipped.Name, skipped.Reason])
        );
        return text.ToString();
    }

    private static string[] Line(VideoLine video) =>
        [
            video.Side,
            video.Name,
            video.Frames.ToString(CultureInfo.InvariantCulture),
            Number(video.Confidence),
            Number(video.Distance),
            video.Offset is { } offset ? string.Create(CultureInfo.InvariantCulture, $"{offset} frames") : "",
            video.Note ?? "",
        ];

    private static string Cell(ReportCell cell) => cell.Value is null ? cell.Reason ?? "" : Number(cell.Value);

    // Of two equal sides the distance is a little above or below nothing; added to 0, a rounded -0 has no sign.
    private static string Number(double? value) =>
        (value is { } number ? Math.Round(number, 3) + 0.0 : value)?.ToString("0.000", CultureInfo.InvariantCulture)
        ?? "";

    private static void AddTable(StringBuilder text, IReadOnlyList<string> head, IEnumerable<string[]> rows)
    {
        AddRow(text, head);
        AddRow(text, [.. head.Select(_ => "---")]);
        foreach (var row in rows)
            AddRow(text, row);
    }

    private static void AddRow(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ")
            .AppendJoin(
                " | ",
                cells.Select(cell => cell.ReplaceLineEndings(" ").Replace("|", "\\|", StringComparison.Ordinal))
            )
            .Append(" |\n");
}
