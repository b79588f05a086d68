using System.Text;
using System.Text.Json;
using OmniAvatar.Files;

namespace OmniAvatar.Evaluation.Reports;

/// <summary>Writes <c>evaluation.md</c>, <c>evaluation.json</c> and <c>contact-sheet.png</c>, each complete or not at
/// all.</summary>
public static class ReportFolder
{
    /// <summary>Makes the folder where absent, replaces an earlier report there.</summary>
    /// <exception cref="RenderFailedException">The folder cannot be written.</exception>
    public static void Write(string folder, EvaluationReport report, IReadOnlyList<ContactPair> pairs)
    {
        WriteText(Path.Combine(folder, "evaluation.md"), ReportText.Of(report));
        WriteText(Path.Combine(folder, "evaluation.json"), ToJson(report));
        ContactSheet.Write(Path.Combine(folder, "contact-sheet.png"), pairs);
    }

    /// <summary>The report as one JSON object.</summary>
    public static string ToJson(EvaluationReport report) =>
        JsonSerializer.Serialize(report, EvaluationReportJson.Default.EvaluationReport);

    private static void WriteText(string path, string text) =>
        AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}
