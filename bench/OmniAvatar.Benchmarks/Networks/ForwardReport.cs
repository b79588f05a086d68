using System.Globalization;

namespace OmniAvatar.Benchmarks.Networks;

/// <summary>Times a model's forward and matrix products in turns, and prints the one as a fraction of the best of the
/// others.</summary>
public static class ForwardReport
{
    /// <summary>Measures and prints.</summary>
    /// <param name="name">The model.</param>
    /// <param name="work">What it computes, in words.</param>
    /// <param name="operations">Floating-point operations of one forward.</param>
    /// <param name="rates">The matrix products it is compared with; disposed at the end.</param>
    /// <param name="repetitions">Runs of each, after one that does not count.</param>
    /// <param name="forward">Runs the model once and returns the seconds.</param>
    public static void Print(
        string name,
        string work,
        double operations,
        MatrixRate[] rates,
        int repetitions,
        Func<double> forward
    )
    {
        forward();
        var seconds = new List<double>();
        for (var repetition = 0; repetition < repetitions; repetition++)
        {
            seconds.Add(forward());
            foreach (var rate in rates)
                rate.Measure();
        }
        foreach (var rate in rates)
            Console.WriteLine($"{rate.Name, -36} {rate.PerSecond / 1e9, 8:F1} GFLOP/s");
        var (median, best) = (Statistics.Median(seconds), rates.Max(rate => rate.PerSecond));
        var perSecond = operations / median;
        Console.WriteLine(
            $"{name}, {work}: {median:F3} s, {operations / 1e9:F1} GFLOP, {perSecond / 1e9:F1} GFLOP/s = "
                + $"{perSecond / best:F2} of the best matrix rate"
        );
        var shortest = operations / seconds.Min() / rates.Max(rate => rate.MostPerSecond);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"shortest runs, which other work on the machine disturbs least: {seconds.Min():F3} s = {shortest:F2}"
            )
        );
        foreach (var rate in rates)
            rate.Dispose();
    }
}
