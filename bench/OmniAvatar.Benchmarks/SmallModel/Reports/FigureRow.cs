using System.Globalization;

namespace OmniAvatar.Benchmarks.SmallModel.Reports;

/// <summary>One line of the table.</summary>
/// <param name="Figure">Which measurement.</param>
/// <param name="What">What was measured, with its unit.</param>
/// <param name="Value">What came out; not a number where nothing could be measured.</param>
/// <param name="Aim">What is aimed at, in words; empty where the value only explains another.</param>
/// <param name="Met">Whether it is; null without an aim.</param>
/// <param name="Count">Videos, places or pairs that it was measured on.</param>
public sealed record FigureRow(string Figure, string What, double Value, string Aim, bool? Met, int Count)
{
    /// <summary>A line whose value is to be at least so much.</summary>
    public static FigureRow AtLeast(string figure, string what, double value, double aim, int count) =>
        new(figure, what, value, string.Create(CultureInfo.InvariantCulture, $"at least {aim}"), value >= aim, count);

    /// <summary>A line whose value is to be at most so much.</summary>
    public static FigureRow AtMost(string figure, string what, double value, double aim, int count) =>
        new(figure, what, value, string.Create(CultureInfo.InvariantCulture, $"at most {aim}"), value <= aim, count);

    /// <summary>A line that has no aim.</summary>
    public static FigureRow Shown(string figure, string what, double value, int count) =>
        new(figure, what, value, "", null, count);
}
