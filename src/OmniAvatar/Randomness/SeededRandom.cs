namespace OmniAvatar.Randomness;

/// <summary>
/// SplitMix64: numbers that depend on the seed alone, on every machine and in every version of the runtime, which
/// <see cref="Random"/>
/// does not promise.
/// </summary>
/// <param name="seed">Any number.</param>
public sealed class SeededRandom(ulong seed)
{
    private const ulong Golden = 0x9E3779B97F4A7C15;

    private ulong _state = seed;

    /// <summary>A stream of its own for a path of numbers: the clip's number, then what is being drawn.</summary>
    public static SeededRandom Of(params ReadOnlySpan<long> path)
    {
        var state = Golden;
        foreach (var level in path)
            state = Mix(state ^ Mix(unchecked((ulong)level + Golden)));
        return new SeededRandom(state);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits() => Mix(_state += Golden);

    /// <summary>A number in [0, 1).</summary>
    public double Uniform() => RandomBits.Unit(NextBits());

    /// <summary>A number in [<paramref name="least"/>, <paramref name="most"/>).</summary>
    public double Between(double least, double most) => least + ((most - least) * Uniform());

    /// <summary>A whole number from 0 to below <paramref name="count"/>.</summary>
    public int Below(int count) => (int)(Uniform() * count);

    /// <summary>True this often.</summary>
    /// <param name="probability">0 never to 1 always.</param>
    public bool Chance(double probability) => Uniform() < probability;

    /// <summary>One of a list.</summary>
    public T Pick<T>(IReadOnlyList<T> list) => list[Below(list.Count)];

    private static ulong Mix(ulong z)
    {
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }
}
