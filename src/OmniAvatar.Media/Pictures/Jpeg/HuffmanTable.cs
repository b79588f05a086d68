namespace OmniAvatar.Media.Pictures.Jpeg;

/// <summary>A jpeg's Huffman codes, looked up by the next 16 bits.</summary>
internal sealed class HuffmanTable
{
    private const int LongestCode = 16;

    private readonly ushort[] _byBits = new ushort[1 << LongestCode];

    /// <summary>The bits of the code that 16 bits begin with (0 if with none), and its symbol.</summary>
    public (int Bits, int Symbol) this[int bits] => (_byBits[bits] >> 8, _byBits[bits] & 0xFF);

    /// <summary>Reads the tables of a segment.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="tables">Gets them: four for first coefficients, then four for the rest.</param>
    public static bool TryRead(ReadOnlySpan<byte> segment, HuffmanTable?[] tables)
    {
        while (segment.Length > 0)
        {
            if (segment.Length < 1 + LongestCode)
                return false;
            var place = ((segment[0] >> 4) & 1) * 4 + (segment[0] & 3);
            var counts = segment.Slice(1, LongestCode);
            var symbols = 0;
            foreach (var count in counts)
                symbols += count;
            if (segment.Length < 1 + LongestCode + symbols)
                return false;
            if (Of(counts, segment.Slice(1 + LongestCode, symbols)) is not { } table)
                return false;
            tables[place] = table;
            segment = segment[(1 + LongestCode + symbols)..];
        }
        return true;
    }

    private static HuffmanTable? Of(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        var (table, code, next) = (new HuffmanTable(), 0, 0);
        for (var bits = 1; bits <= LongestCode; bits++, code <<= 1)
        for (var i = 0; i < counts[bits - 1]; i++, code++)
        {
            var (from, length) = (code << (LongestCode - bits), 1 << (LongestCode - bits));
            if (from + length > 1 << LongestCode)
                return null;
            table._byBits.AsSpan(from, length).Fill((ushort)((bits << 8) | symbols[next++]));
        }
        return table;
    }
}
