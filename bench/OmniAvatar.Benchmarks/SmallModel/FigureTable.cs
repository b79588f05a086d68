using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OmniAvatar.Benchmarks.SmallModel;

/// <summary>Lines as a markdown table or as JSON.</summary>
internal static class FigureTable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static string Markdown(IReadOnlyList<FigureRow> rows)
    {
        var text = new StringBuilder("| figure | measured | value | aim | met | of |\n| --- | --- | ---: | --- | --- | ---: |\n");
        foreach (var row in rows)
            text.Append(CultureInfo.InvariantCulture, $"| {row.Figure} | {row.What} | {row.Value:0.###} | {row.Aim} | {Met(row.Met)} | {row.Count} |\n");
        return text.ToString();
    }

    public static string ToJson(IReadOnlyList<FigureRow> rows) => JsonSerializer.Serialize(rows, Json);

    private static string Met(bool? met) => met switch { true => "yes", false => "no", null => "" };
}
