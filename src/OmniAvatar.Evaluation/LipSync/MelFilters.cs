using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.LipSync;

/// <summary>The triangular filters of <see cref="Mfcc"/>: even on the mel scale from 0 to 8 kHz, their edges on whole
/// bins.</summary>
public static class MelFilters
{
    private const int Bins = Mfcc.TransformLength / 2 + 1;

    /// <summary>(26, 257) float64: what each filter takes of each power bin, 0 to 1.</summary>
    public static Tensor Create()
    {
        var edges = Edges();
        var filters = new double[Mfcc.Filters, Bins];
        for (var filter = 0; filter < Mfcc.Filters; filter++)
        {
            var (low, peak, high) = (edges[filter], edges[filter + 1], edges[filter + 2]);
            for (var bin = low; bin < peak; bin++)
                filters[filter, bin] = (double)(bin - low) / (peak - low);
            for (var bin = peak; bin < high; bin++)
                filters[filter, bin] = (double)(high - bin) / (high - peak);
        }
        return tensor(filters);
    }

    private static int[] Edges()
    {
        var highest = ToMel(Mfcc.SampleRate / 2.0);
        return
        [
            .. Enumerable
                .Range(0, Mfcc.Filters + 2)
                .Select(edge =>
                    (int)
                        Math.Floor(
                            (Mfcc.TransformLength + 1) * ToHertz(highest * edge / (Mfcc.Filters + 1)) / Mfcc.SampleRate
                        )
                ),
        ];
    }

    private static double ToMel(double hertz) => 2595 * Math.Log10(1 + hertz / 700);

    private static double ToHertz(double mel) => 700 * (Math.Pow(10, mel / 2595) - 1);
}
