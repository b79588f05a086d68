using System.Buffers.Binary;

namespace OmniAvatar.Media.Pictures.Jpeg;

/// <summary>The bytes of a jpeg file in order, its markers among them.</summary>
internal sealed class JpegBytes(string path) : IDisposable
{
    private const int Marker = 0xFF;

    private readonly FileStream _file = File.OpenRead(path);
    private readonly byte[] _buffer = new byte[1 << 14];
    private int _at;
    private int _count;

    /// <summary>The next marker, whatever lies before it; null at the end of the file.</summary>
    public byte? NextMarker()
    {
        for (var previous = Next(); previous >= 0; )
        {
            var value = Next();
            if (previous == Marker && value is > 0 and < Marker)
                return (byte)value;
            previous = value;
        }
        return null;
    }

    /// <summary>What a marker's segment holds, null if the file ends in it.</summary>
    public byte[]? ReadSegment()
    {
        Span<byte> length = [(byte)Next(), (byte)Next()];
        var rest = BinaryPrimitives.ReadUInt16BigEndian(length) - length.Length;
        if (rest < 0)
            return null;
        var segment = new byte[rest];
        for (var i = 0; i < rest; i++)
        {
            if (Next() is not (>= 0 and var value))
                return null;
            segment[i] = (byte)value;
        }
        return segment;
    }

    /// <summary>The next byte of a scan, in which a zero follows each 255; -1 before a marker and at the end of the
    /// file.</summary>
    public int NextOfScan()
    {
        while (Holds(2) && _buffer[_at] == Marker)
        {
            if (_buffer[_at + 1] is not (0 or Marker))
                return -1;
            if (_buffer[_at++ + 1] == Marker)
                continue;
            _at++;
            return Marker;
        }
        return Next() is not Marker and var value ? value : -1;
    }

    public void Dispose() => _file.Dispose();

    private int Next() => Holds(1) ? _buffer[_at++] : -1;

    /// <summary>Reads on, if need be, until bytes are there; false where the file ends before.</summary>
    private bool Holds(int bytes)
    {
        if (_at + bytes <= _count)
            return true;
        _buffer.AsSpan(_at, _count - _at).CopyTo(_buffer);
        (_at, _count) = (0, _count - _at);
        _count += _file.ReadAtLeast(_buffer.AsSpan(_count), bytes - _count, throwOnEndOfStream: false);
        return bytes <= _count;
    }
}
