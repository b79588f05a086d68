using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace OmniAvatar.Diffusion.Weights.Pickles;

/// <summary>Thrown inside the unpickler; the weight file turns it into a sentence that names the file.</summary>
internal sealed class PickleRefusedException(string why) : Exception(why);

/// <summary>Reads the arguments of a pickle's opcodes, never beyond its end.</summary>
internal ref struct PickleReader(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private ReadOnlySpan<byte> _rest = bytes;

    /// <summary>Bytes that were not read yet.</summary>
    public readonly int Left => _rest.Length;

    /// <summary>The next byte.</summary>
    public byte Byte() => Take(1)[0];

    /// <summary>An unsigned 16-bit number.</summary>
    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    /// <summary>A signed 32-bit number.</summary>
    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    /// <summary>A big-endian double, as pickle has it.</summary>
    public double Double() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>A little-endian two's complement number of the given count of bytes, at most eight.</summary>
    public long Long(int count)
    {
        if (count > sizeof(long))
            throw new PickleRefusedException($"it holds a number of {count} bytes");
        long number = 0;
        var taken = Take(count);
        for (var i = count - 1; i >= 0; i--)
            number = number << 8 | taken[i];
        var unused = 64 - 8 * count;
        return count == 0 ? 0 : number << unused >> unused;
    }

    /// <summary>A number in decimal digits up to the next line feed, an L behind it or not; <c>00</c> and <c>01</c> are
    /// truth values.</summary>
    public object DecimalOrTruth()
    {
        var line = Line();
        if (line is "00" or "01")
            return line == "01";
        return long.TryParse(
            line.EndsWith('L') ? line[..^1] : line,
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : throw new PickleRefusedException("it holds an invalid number");
    }

    /// <summary>Text of a known count of bytes.</summary>
    public string Text(long count) => Decode(Take(count));

    /// <summary>Text up to the next line feed.</summary>
    public string Line()
    {
        var end = _rest.IndexOf((byte)'\n');
        if (end < 0)
            throw new PickleRefusedException("it ends in the middle of a name");
        var line = Decode(_rest[..end]);
        _rest = _rest[(end + 1)..];
        return line;
    }

    /// <summary>Passes over bytes.</summary>
    public void Skip(int count) => Take(count);

    private ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > _rest.Length)
            throw new PickleRefusedException("it ends in the middle");
        var taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }

    private static string Decode(ReadOnlySpan<byte> text)
    {
        try
        {
            return Utf8.GetString(text);
        }
        catch (DecoderFallbackException)
        {
            throw new PickleRefusedException("it holds text that is not UTF-8");
        }
    }
}
