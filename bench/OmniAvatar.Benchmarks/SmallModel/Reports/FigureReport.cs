namespace OmniAvatar.Benchmarks.SmallModel.Reports;

/// <summary>What was measured on one video, so that outliers can be seen.</summary>
/// <param name="Figure">Which measurement.</param>
/// <param name="Clip">Which video, with what was chosen for it.</param>
/// <param name="Values">By name; not a number where nothing could be measured.</param>
public sealed record ClipValues(string Figure, string Clip, IReadOnlyDictionary<string, double> Values);

/// <summary>Everything that a run measures.</summary>
internal sealed record FigureReport
{
    /// <summary>The table's lines.</summary>
    public List<FigureRow> Rows { get; } = [];

    /// <summary>The values of each video.</summary>
    public List<ClipValues> Clips { get; } = [];

    /// <summary>Notes the values of a video.</summary>
    public void Add(string figure, string clip, params (string Name, double Value)[] values) =>
        Clips.Add(new ClipValues(figure, clip, values.ToDictionary(value => value.Name, value => value.Value)));
}
