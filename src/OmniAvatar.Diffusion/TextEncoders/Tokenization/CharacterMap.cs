using System.Buffers.Binary;

namespace OmniAvatar.Diffusion.TextEncoders.Tokenization;

/// <summary>
/// SentencePiece's compiled table of replacements: a double-array trie over UTF-8 (Darts-clone's layout of 32-bit
/// units), followed by the replacements as texts that end with a zero byte. The bytes come from a file, so every step
/// is checked.
/// </summary>
public sealed class CharacterMap
{
    private const uint LeafFlag = 1u << 8;
    private const uint WideOffsetFlag = 1u << 9;
    private const uint LabelMask = (1u << 31) | 0xFF;
    private const uint ValueMask = (1u << 31) - 1;

    private readonly uint[] _units;
    private readonly byte[] _replacements;

    private CharacterMap(uint[] units, byte[] replacements)
    {
        _units = units;
        _replacements = replacements;
    }

    /// <summary>Reads the table: a 32-bit size of the trie in bytes, the trie, the replacements; all little
    /// endian.</summary>
    /// <returns>The table, or null when there are no bytes: nothing is replaced.</returns>
    /// <exception cref="BadInputException">The sizes do not fit.</exception>
    public static CharacterMap? Read(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return null;
        if (bytes.Length < sizeof(uint))
            throw Damaged();
        var size = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        var rest = bytes[sizeof(uint)..];
        if (size == 0 || size % sizeof(uint) != 0 || size > rest.Length)
            throw Damaged();
        var units = new uint[size / sizeof(uint)];
        for (var index = 0; index < units.Length; index++)
            units[index] = BinaryPrimitives.ReadUInt32LittleEndian(rest[(index * sizeof(uint))..]);
        return new CharacterMap(units, rest[(int)size..].ToArray());
    }

    /// <summary>Finds the longest replaced text at the start of <paramref name="text"/>.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="replacement">What stands in its place, UTF-8.</param>
    /// <returns>Its length in bytes; 0 when nothing at this place is replaced.</returns>
    /// <exception cref="BadInputException">The table leads outside itself.</exception>
    public int Match(ReadOnlySpan<byte> text, out ReadOnlySpan<byte> replacement)
    {
        var (longest, start) = (0, 0u);
        var position = OffsetOf(UnitAt(0));
        for (var length = 0; length < text.Length; length++)
        {
            position ^= text[length];
            var unit = UnitAt(position);
            if ((unit & LabelMask) != text[length])
                break;
            position ^= OffsetOf(unit);
            if ((unit & LeafFlag) != 0)
                (longest, start) = (length + 1, UnitAt(position) & ValueMask);
        }
        replacement = longest == 0 ? default : TextAt(start);
        return longest;
    }

    private uint UnitAt(uint position) => position < _units.Length ? _units[position] : throw Damaged();

    private static uint OffsetOf(uint unit) => (unit >> 10) << ((unit & WideOffsetFlag) != 0 ? 8 : 0);

    private ReadOnlySpan<byte> TextAt(uint start)
    {
        if (start >= _replacements.Length)
            throw Damaged();
        var text = _replacements.AsSpan((int)start);
        var end = text.IndexOf((byte)0);
        return end < 0 ? throw Damaged() : text[..end];
    }

    private static BadInputException Damaged() => new("The tokenizer file's table of characters is damaged.");
}
