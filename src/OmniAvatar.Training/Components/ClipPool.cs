using OmniAvatar.Datasets.Clips;
using OmniAvatar.Randomness;

namespace OmniAvatar.Training.Components;

/// <summary>
/// Clips that steps draw from. As many as fit are in memory at a time; where a source has more, others take their place
/// every so many steps, chosen by seed and step alone. The last clips of a source are never drawn: they are held out.
/// </summary>
/// <param name="source">Where clips come from.</param>
/// <param name="options">How many there are at a time, and how many are held out.</param>
/// <param name="seed">Decides which.</param>
/// <param name="keep">What of a clip is kept in memory.</param>
/// <typeparam name="T">What a training keeps of a clip.</typeparam>
internal sealed class ClipPool<T>(IClipSource source, ClipUse options, long seed, Func<TalkingClip, T> keep)
{
    private readonly Dictionary<int, T> _kept = [];
    private int[] _chosen = [];
    private long _pool = -1;

    private int Trained => source.Count - options.HeldOut;

    /// <summary>One clip, read on first use.</summary>
    public T Draw(long step, Random random, CancellationToken cancellation)
    {
        var pool = Trained <= options.InMemory ? 0 : step / options.StepsPerPool;
        if (pool != _pool)
            Fill(pool);
        var index = _chosen[random.Next(_chosen.Length)];
        if (!_kept.TryGetValue(index, out var kept))
            _kept[index] = kept = keep(source.Read(index, cancellation));
        return kept;
    }

    /// <summary>The held-out clips, one after the other.</summary>
    public IEnumerable<TalkingClip> HeldOut(CancellationToken cancellation) =>
        Enumerable.Range(Trained, options.HeldOut).Select(index => source.Read(index, cancellation));

    /// <summary>The first clips that are trained on, at most so many.</summary>
    public IEnumerable<TalkingClip> FirstTrained(int most, CancellationToken cancellation) =>
        Enumerable.Range(0, Math.Min(most, Trained)).Select(index => source.Read(index, cancellation));

    private void Fill(long pool)
    {
        _pool = pool;
        var all = Enumerable.Range(0, Trained).ToArray();
        if (Trained > options.InMemory)
            new StepRandom(seed).Stream("shelf", pool).Shuffle(all);
        _chosen = all[..Math.Min(options.InMemory, Trained)];
        foreach (var gone in _kept.Keys.Except(_chosen).ToList())
            _kept.Remove(gone);
    }
}
