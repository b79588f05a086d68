using OmniAvatar.Training.Data;
using OmniAvatar.Training.Optimization;

namespace OmniAvatar.Training.Components;

/// <summary>
/// Clips that steps draw from. As many as fit are in memory at a time; where a source has more, others take their place every so many
/// steps, chosen by seed and step alone. The last clips of a source are never drawn: they are held out.
/// </summary>
/// <param name="source">Where clips come from.</param>
/// <param name="options">How many there are at a time, and how many are held out.</param>
/// <param name="seed">Decides which.</param>
internal sealed class ClipShelf(IClipSource source, ClipUse options, long seed)
{
    private readonly Dictionary<int, TalkingClip> _clips = [];
    private int[] _chosen = [];
    private long _shelf = -1;

    private int Trained => source.Count - options.HeldOut;

    /// <summary>One clip, read on first use.</summary>
    public TalkingClip Draw(long step, Random random, CancellationToken cancellation)
    {
        var shelf = Trained <= options.InMemory ? 0 : step / options.StepsPerShelf;
        if (shelf != _shelf) Fill(shelf);
        var index = _chosen[random.Next(_chosen.Length)];
        if (!_clips.TryGetValue(index, out var clip)) _clips[index] = clip = source.Read(index, cancellation);
        return clip;
    }

    /// <summary>The held-out clips, one after the other.</summary>
    public IEnumerable<TalkingClip> HeldOut(CancellationToken cancellation) =>
        Enumerable.Range(Trained, options.HeldOut).Select(index => source.Read(index, cancellation));

    /// <summary>The first clips that are trained on, at most so many.</summary>
    public IEnumerable<TalkingClip> FirstTrained(int most, CancellationToken cancellation) =>
        Enumerable.Range(0, Math.Min(most, Trained)).Select(index => source.Read(index, cancellation));

    private void Fill(long shelf)
    {
        _shelf = shelf;
        var all = Enumerable.Range(0, Trained).ToArray();
        if (Trained > options.InMemory) new StepRandom(seed).Stream("shelf", shelf).Shuffle(all);
        _chosen = all[..Math.Min(options.InMemory, Trained)];
        foreach (var gone in _clips.Keys.Except(_chosen).ToList()) _clips.Remove(gone);
    }
}
