using OmniAvatar.Diffusion.Observation;
using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;

namespace OmniAvatar.Verification.Areas;

/// <summary>Compares what an observer saw with a file's taps, in the order of computing, so that the first difference
/// is the first cause.</summary>
internal static class Taps
{
    /// <param name="file">Values that it names are compared; others that were seen are not results.</param>
    /// <param name="observer">What was computed.</param>
    /// <param name="prefix">What the file puts before the observer's names.</param>
    public static void Check(GoldenTensors file, RecordingObserver observer, string prefix = "")
    {
        foreach (var (name, value) in observer.Values.Where(seen => file.Has(prefix + seen.Key)))
            file.Near(prefix + name, value, Limits.Network);
    }
}
