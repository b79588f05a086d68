using System.Collections.Concurrent;

namespace OmniAvatar.Datasets.Synthetic.Speech;

/// <summary>Changes a sound's sample rate by a Blackman-windowed sinc, cut off just below the lower rate's
/// half.</summary>
internal static class Resampler
{
    private const int HalfWidth = 24; // Input samples on either side.
    private const double Passband = 0.94;

    private static readonly ConcurrentDictionary<(int Step, int Phases), float[][]> Known = new();

    /// <summary>Resamples; the first sample stays where it was.</summary>
    /// <param name="input">Mono samples at <paramref name="from"/>.</param>
    /// <param name="from">Samples a second.</param>
    /// <param name="to">Samples a second.</param>
    public static float[] Convert(ReadOnlySpan<float> input, int from, int to)
    {
        if (from == to)
            return input.ToArray();
        var divisor = Gcd(from, to);
        var (step, phases) = (from / divisor, to / divisor);
        var kernels = Known.GetOrAdd(
            (step, phases),
            ratio => Kernels(ratio.Phases, Passband * Math.Min(1.0, (double)ratio.Phases / ratio.Step))
        );
        var output = new float[(int)((long)input.Length * to / from)];
        for (var n = 0; n < output.Length; n++)
        {
            var position = (long)n * step;
            output[n] = At(input, (int)(position / phases), kernels[position % phases]);
        }
        return output;
    }

    private static float At(ReadOnlySpan<float> input, int center, float[] kernel)
    {
        var sum = 0f;
        var first = center - HalfWidth + 1;
        for (var k = Math.Max(0, -first); k < kernel.Length && first + k < input.Length; k++)
            sum += input[first + k] * kernel[k];
        return sum;
    }

    private static float[][] Kernels(int phases, double cutoff) =>
        [
            .. Enumerable
                .Range(0, phases)
                .Select(phase =>
                {
                    var kernel = new double[2 * HalfWidth];
                    for (var k = 0; k < kernel.Length; k++)
                        kernel[k] = Sinc(k - HalfWidth + 1 - ((double)phase / phases), cutoff);
                    var sum = kernel.Sum();
                    return Array.ConvertAll(kernel, value => (float)(value / sum));
                }),
        ];

    private static double Sinc(double x, double cutoff)
    {
        var turn = Math.PI * x / HalfWidth;
        var window = Math.Abs(x) >= HalfWidth ? 0 : 0.42 + (0.5 * Math.Cos(turn)) + (0.08 * Math.Cos(2 * turn));
        return window * (x == 0 ? cutoff : Math.Sin(Math.PI * cutoff * x) / (Math.PI * x));
    }

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);
}
