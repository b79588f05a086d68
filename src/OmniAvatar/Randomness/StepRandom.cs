using System.Text;

namespace OmniAvatar.Randomness;

/// <summary>
/// Chance that depends on the seed and on what it is for, and on nothing that happened before: a run that continues at
/// a step draws there what it would have drawn without the interruption.
/// </summary>
/// <param name="seed">Decides everything.</param>
public sealed class StepRandom(long seed)
{
    /// <summary>64 random bits.</summary>
    public ulong Bits(string purpose, long step, long item = 0) =>
        RandomBits.Of(Encoding.UTF8.GetBytes($"{seed}/{purpose}/{step}/{item}"));

    /// <summary>Evenly distributed in [0, 1).</summary>
    public double Unit(string purpose, long step, long item = 0) => RandomBits.Unit(Bits(purpose, step, item));

    /// <summary>A whole number from 0 to below <paramref name="count"/>.</summary>
    public int Below(int count, string purpose, long step, long item = 0) => (int)(Unit(purpose, step, item) * count);

    /// <summary>A stream of its own, for what draws many numbers.</summary>
    public Random Stream(string purpose, long step) => new((int)Bits(purpose, step));

    /// <summary>Things in an order by chance.</summary>
    public IEnumerable<T> Shuffle<T>(IReadOnlyList<T> things, string purpose, long step) =>
        Enumerable.Range(0, things.Count).OrderBy(i => Bits(purpose, step, i)).Select(i => things[i]);
}
