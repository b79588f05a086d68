namespace OmniAvatar.Training.Tests.Synthetic;

internal static class Correlation
{
    /// <summary>Pearson's.</summary>
    public static double Of(IReadOnlyList<float> a, IReadOnlyList<float> b)
    {
        var (meanA, meanB) = (a.Average(), b.Average());
        var together = a.Zip(b, (x, y) => (double)(x - meanA) * (y - meanB)).Sum();
        return together / Math.Sqrt(a.Sum(x => (double)(x - meanA) * (x - meanA)) * b.Sum(y => (double)(y - meanB) * (y - meanB)));
    }
}
