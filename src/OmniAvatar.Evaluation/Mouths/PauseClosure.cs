namespace OmniAvatar.Evaluation.Mouths;

/// <summary>Whether a mouth closes where nothing is said.</summary>
public static class PauseClosure
{
    /// <summary>The mean opening in pauses over the mean opening where the truth is wide.</summary>
    /// <param name="measured">Openings, of any unit.</param>
    /// <param name="truth">As many; 0 in pauses. Wide is more than half of the largest.</param>
    /// <returns>0 where the mouth closes wholly, 1 where pauses look like speech; not a number where there is no pause
    /// or no speech, or nothing opens.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Of(IReadOnlyList<double> measured, IReadOnlyList<double> truth)
    {
        if (measured.Count != truth.Count)
            throw new ArgumentException("Two series of the same length are needed.", nameof(truth));
        var half = truth.DefaultIfEmpty(0).Max() / 2;
        var pauses = measured.Where((_, i) => truth[i] == 0).ToArray();
        var wide = measured.Where((_, i) => truth[i] > half).ToArray();
        return pauses.Length == 0 || wide.Length == 0 || wide.Average() == 0
            ? double.NaN
            : pauses.Average() / wide.Average();
    }
}
