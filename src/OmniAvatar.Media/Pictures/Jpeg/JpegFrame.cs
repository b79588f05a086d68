using System.Buffers.Binary;

namespace OmniAvatar.Media.Pictures.Jpeg;

/// <summary>A component of a jpeg's picture.</summary>
/// <param name="Id">Its name in the file.</param>
/// <param name="Across">Blocks of it in a unit, side by side.</param>
/// <param name="Down">Blocks of it in a unit, one below the other.</param>
internal sealed record JpegComponent(byte Id, int Across, int Down);

/// <summary>A jpeg's frame header.</summary>
internal sealed record JpegFrame(int Width, int Height, bool IsProgressive, IReadOnlyList<JpegComponent> Components)
{
    private const int BlockSide = 8;

    private int MostAcross => Components.Max(component => component.Across);

    private int MostDown => Components.Max(component => component.Down);

    /// <summary>Units of all components together.</summary>
    public long Units => (long)Ceiling(Width, BlockSide * MostAcross) * Ceiling(Height, BlockSide * MostDown);

    /// <summary>The header, or null if it makes no sense or leaves the height to be told later.</summary>
    public static JpegFrame? Parse(ReadOnlySpan<byte> segment, bool isProgressive)
    {
        if (segment.Length < 6 || segment.Length < 6 + 3 * segment[5])
            return null;
        var (height, width) = (
            BinaryPrimitives.ReadUInt16BigEndian(segment[1..]),
            BinaryPrimitives.ReadUInt16BigEndian(segment[3..])
        );
        var components = new JpegComponent[segment[5]];
        for (var i = 0; i < components.Length; i++)
        {
            var one = segment[(6 + 3 * i)..];
            components[i] = new JpegComponent(one[0], one[1] >> 4, one[1] & 15);
        }
        var isSound =
            height > 0
            && width > 0
            && components.Length > 0
            && components.All(one => one is { Across: >= 1 and <= 4, Down: >= 1 and <= 4 });
        return isSound ? new JpegFrame(width, height, isProgressive, components) : null;
    }

    /// <summary>Blocks of a component in a scan of its own.</summary>
    public long Blocks(JpegComponent component) =>
        (long)Ceiling(Ceiling(Width * component.Across, MostAcross), BlockSide)
        * Ceiling(Ceiling(Height * component.Down, MostDown), BlockSide);

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;
}
