namespace OmniAvatar.Media.Pictures.Jpeg;

/// <summary>A scan of a jpeg: blocks of one or more components, coded one after the other.</summary>
internal sealed class JpegScan
{
    private const int Coefficients = 64;

    private readonly JpegFrame _frame;
    private readonly (JpegComponent Component, HuffmanTable? Means, HuffmanTable? Others)[] _parts;
    private readonly bool _isRefinement;
    private readonly int _interval;

    private JpegScan(
        JpegFrame frame,
        (JpegComponent, HuffmanTable?, HuffmanTable?)[] parts,
        bool holdsMeans,
        bool isRefinement,
        int interval
    ) => (_frame, _parts, HoldsMeans, _isRefinement, _interval) = (frame, parts, holdsMeans, isRefinement, interval);

    /// <summary>Whether the blocks' first coefficient is in it: in a progressive file other scans have the
    /// rest.</summary>
    public bool HoldsMeans { get; }

    /// <summary>Whose blocks.</summary>
    public IEnumerable<JpegComponent> Components => _parts.Select(part => part.Component);

    /// <summary>Reads a scan header; null if it does not fit its frame.</summary>
    /// <param name="segment">The header.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="tables">Four tables for first coefficients and four for the rest, as far as they were told.</param>
    /// <param name="interval">Units between restarts, 0 for none.</param>
    public static JpegScan? Parse(ReadOnlySpan<byte> segment, JpegFrame frame, HuffmanTable?[] tables, int interval)
    {
        if (segment.Length < 1 || segment[0] is 0 or > 4 || segment.Length < 4 + 2 * segment[0])
            return null;
        var parts = new (JpegComponent, HuffmanTable?, HuffmanTable?)[segment[0]];
        for (var i = 0; i < parts.Length; i++)
        {
            var (id, table) = (segment[1 + 2 * i], segment[2 + 2 * i]);
            if (frame.Components.FirstOrDefault(component => component.Id == id) is not { } found)
                return null;
            parts[i] = (found, tables[(table >> 4) & 3], tables[4 + (table & 3)]);
        }
        var (first, refined) = (segment[1 + 2 * parts.Length], segment[3 + 2 * parts.Length] >> 4);
        return new JpegScan(frame, parts, first == 0, refined > 0, interval);
    }

    /// <summary>Walks through all blocks that the header promises.</summary>
    /// <returns>Whether they are all there.</returns>
    public bool Walk(JpegBytes file)
    {
        var bits = new JpegBits(file);
        // Alone in its scan a component has a block a unit, and none beyond the picture's edge.
        var units = _parts.Length == 1 ? _frame.Blocks(_parts[0].Component) : _frame.Units;
        for (var unit = 0L; unit < units; unit++)
        {
            if (_interval > 0 && unit > 0 && unit % _interval == 0 && !bits.Restart())
                return false;
            foreach (var (component, means, rest) in _parts)
                for (var block = _parts.Length == 1 ? 1 : component.Across * component.Down; block > 0; block--)
                    if (!WalkBlock(bits, means, rest))
                        return false;
        }
        return true;
    }

    private bool WalkBlock(JpegBits bits, HuffmanTable? means, HuffmanTable? rest)
    {
        if (_isRefinement)
            return bits.Skip(1);
        if (means is null || bits.Read(means) is not (>= 0 and <= 16 and var size) || !bits.Skip(size))
            return false;
        if (_frame.IsProgressive)
            return true;
        if (rest is null)
            return false;
        for (var at = 1; at < Coefficients; )
        {
            if (bits.Read(rest) is not (>= 0 and var symbol))
                return false;
            var (zeros, width) = (symbol >> 4, symbol & 15);
            if (width == 0 && zeros != 15)
                return true;
            at += zeros + 1;
            if (!bits.Skip(width))
                return false;
        }
        return true;
    }
}
