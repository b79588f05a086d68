using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OmniAvatar.Benchmarks.SmallModel.Reports;

/// <summary>A report as markdown tables or as JSON.</summary>
internal static class FigureTable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // Nothing here is put into a web page.
    };

    /// <summary>The lines, and below them the videos where asked for.</summary>
    public static string Markdown(FigureReport report, bool details)
    {
        var text = new StringBuilder(
            "| figure | measured | value | aim | met | of |\n| --- | --- | ---: | --- | --- | ---: |\n"
        );
        foreach (var row in report.Rows)
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Figure} | {row.What} | {row.Value:0.###} | {row.Aim} | {Met(row.Met)} | {row.Count} |\n"
            );
        if (!details)
            return text.ToString();
        text.Append("\n| figure | video | values |\n| --- | --- | --- |\n");
        foreach (var clip in report.Clips)
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {clip.Figure} | {clip.Clip} | {string.Join(", ", clip.Values.Select(Named))} |\n"
            );
        return text.ToString();
    }

    /// <summary>One line a model, one column a measurement.</summary>
    public static string Markdown(IReadOnlyList<ModelRow> models)
    {
        var names = models[0].Values.Keys.ToArray();
        var text = new StringBuilder(
            $"| model | {string.Join(" | ", names)} |\n| --- |{string.Concat(names.Select(_ => " ---: |"))}\n"
        );
        foreach (var model in models)
            text.Append(
                $"| {model.Model} | {string.Join(" | ", names.Select(name => Number(model.Values[name])))} |\n"
            );
        return text.ToString();
    }

    /// <summary>Everything; numbers that are none are "NaN".</summary>
    public static string ToJson<T>(T report) => JsonSerializer.Serialize(report, Json);

    private static string Named(KeyValuePair<string, double> value) => $"{value.Key} {Number(value.Value)}";

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Met(bool? met) =>
        met switch
        {
            true => "yes",
            false => "no",
            null => "",
        };
}
