using static TorchSharp.torch;

namespace OmniAvatar.Training.Optimization;

/// <summary>
/// Computes the two halves of a step at once. The operations of a small network leave a second core mostly idle; two
/// threads with half the samples each do not. Their gradients meet in the same tensors, under libtorch's locks. More
/// than two halves would add up in any order, and so to other last bits each time; two sums are the same either way.
/// </summary>
internal static class SideBySide
{
    /// <summary>How a number of samples is cut: in two where there are threads for it, else not at all.</summary>
    /// <returns>First sample and count of each piece.</returns>
    public static IReadOnlyList<(int Start, int Count)> Cut(int samples, int threads)
    {
        var first = (samples + 1) / 2;
        return samples < 2 || threads < 2 ? [(0, samples)] : [(0, first), (first, samples - first)];
    }

    /// <summary>Runs pieces, each with its share of the threads; returns when all have ended, also where one
    /// fails.</summary>
    /// <param name="pieces">One or two; each makes and disposes its own tensors.</param>
    /// <param name="threads">For both together, at least 2 where there are two.</param>
    public static IReadOnlyList<T> Run<T>(IReadOnlyList<Func<T>> pieces, int threads)
    {
        if (pieces is not [var first, var second])
            return [.. pieces.Select(piece => piece())];
        var (each, before) = (Math.Max(1, threads / 2), get_num_threads());
        Use(each);
        try
        {
            var other = Task.Factory.StartNew(
                Second,
                CancellationToken.None,
                TaskCreationOptions.LongRunning,
                TaskScheduler.Default
            );
            try
            {
                var one = first();
                return [one, other.GetAwaiter().GetResult()];
            }
            finally
            {
                ((IAsyncResult)other).AsyncWaitHandle.WaitOne();
            }
        }
        finally
        {
            Use(before);
        }

        T Second()
        {
            Use(each); // OpenMP keeps this number for each thread.
            return second();
        }
    }

    private static void Use(int threads)
    {
        if (get_num_threads() != threads)
            set_num_threads(threads);
    }
}
