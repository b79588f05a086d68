namespace OmniAvatar.Benchmarks.SmallModel.Figures;

/// <summary>Several videos' sync in one.</summary>
/// <param name="measures">At least one.</param>
internal sealed class SyncSummary(IReadOnlyList<SyncMeasure> measures)
{
    private readonly double[] _pauses = [.. measures.Select(measure => measure.Pauses).Where(double.IsFinite)];

    /// <summary>Mean correlation of the opening with the truth.</summary>
    public double Correlation => measures.Average(measure => measure.Correlation);

    /// <summary>The same at the worst video.</summary>
    public double Worst => measures.Min(measure => measure.Correlation);

    /// <summary>Part of the videos that are in time.</summary>
    public double InTime => measures.Average(measure => measure.IsInTime ? 1.0 : 0);

    /// <summary>Mean over the videos that have pauses; not a number where none has.</summary>
    public double Pauses => _pauses.DefaultIfEmpty(double.NaN).Average();

    /// <summary>Videos that have pauses.</summary>
    public int WithPauses => _pauses.Length;

    /// <summary>Mean.</summary>
    public double Loudness => measures.Average(measure => measure.Loudness);

    /// <summary>Mean.</summary>
    public double Likeness => measures.Average(measure => measure.Likeness);
}
