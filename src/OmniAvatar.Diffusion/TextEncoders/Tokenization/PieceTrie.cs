namespace OmniAvatar.Diffusion.TextEncoders.Tokenization;

/// <summary>
/// Finds the pieces that begin at a place of a text. The pieces are kept sorted; each further byte of text narrows the
/// range of pieces that still agree, so that a vocabulary of 250,000 pieces needs no tree of nodes.
/// </summary>
internal sealed class PieceTrie
{
    private readonly byte[][] _texts;
    private readonly int[] _ids;

    /// <param name="pieces">UTF-8 spellings and their ids; of equal spellings the first counts.</param>
    public PieceTrie(IEnumerable<(byte[] Text, int Id)> pieces)
    {
        var entries = pieces.ToArray();
        Array.Sort(
            entries,
            (left, right) =>
                left.Text.AsSpan().SequenceCompareTo(right.Text) is var order and not 0
                    ? order
                    : left.Id.CompareTo(right.Id)
        );
        var distinct = entries
            .Where((entry, index) => index == 0 || !entry.Text.AsSpan().SequenceEqual(entries[index - 1].Text))
            .ToArray();
        _texts = [.. distinct.Select(entry => entry.Text)];
        _ids = [.. distinct.Select(entry => entry.Id)];
    }

    /// <summary>The length of the longest piece at the start of <paramref name="text"/>, or 0.</summary>
    public int Longest(ReadOnlySpan<byte> text)
    {
        var (longest, walk) = (0, Start());
        for (var length = 0; length < text.Length && Step(ref walk, text[length], out var id); length++)
            if (id >= 0)
                longest = length + 1;
        return longest;
    }

    /// <summary>A walk over no bytes yet: all pieces agree.</summary>
    public Walk Start() => new() { End = _texts.Length };

    /// <summary>Goes one byte on.</summary>
    /// <param name="walk">The pieces that agree so far.</param>
    /// <param name="next">The next byte of the text.</param>
    /// <param name="id">The piece that ends here, or -1.</param>
    /// <returns>False when no piece agrees any more.</returns>
    public bool Step(ref Walk walk, byte next, out int id)
    {
        var depth = walk.Depth;
        var first = FirstNotBelow(walk.First, walk.End, depth, next);
        var end = FirstNotBelow(first, walk.End, depth, next + 1);
        walk = new Walk
        {
            First = first,
            End = end,
            Depth = depth + 1,
        };
        id = first < end && _texts[first].Length == depth + 1 ? _ids[first] : -1;
        return first < end;
    }

    /// <summary>The first piece of a range whose byte at <paramref name="depth"/> is at least <paramref name="value"/>;
    /// a piece that ends before counts as -1.</summary>
    private int FirstNotBelow(int first, int end, int depth, int value)
    {
        while (first < end)
        {
            var middle = (first + end) >>> 1;
            var text = _texts[middle];
            if ((text.Length > depth ? text[depth] : -1) < value)
                first = middle + 1;
            else
                end = middle;
        }
        return first;
    }

    /// <summary>The range of pieces that agree with the bytes walked so far.</summary>
    public readonly record struct Walk
    {
        public int First { get; init; }

        public int End { get; init; }

        public int Depth { get; init; }
    }
}
