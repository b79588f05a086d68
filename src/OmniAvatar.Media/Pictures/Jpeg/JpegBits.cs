namespace OmniAvatar.Media.Pictures.Jpeg;

/// <summary>The bits of a jpeg's scan. Behind its end come as many zeros as a look-up needs, which do not count as bits
/// that are there.</summary>
internal sealed class JpegBits(JpegBytes file)
{
    private const int Looked = 16;

    private ulong _bits; // the next ones are the lowest _held
    private int _held;
    private int _beyond;

    /// <summary>The next symbol, -1 where the scan ends or holds no code.</summary>
    public int Read(HuffmanTable table)
    {
        Fill(Looked);
        var (bits, symbol) = table[(int)((_bits >> (_held - Looked)) & 0xFFFF)];
        return bits > 0 && Take(bits) ? symbol : -1;
    }

    /// <summary>Passes over bits.</summary>
    /// <returns>Whether they were there.</returns>
    public bool Skip(int count)
    {
        Fill(count);
        return Take(count);
    }

    /// <summary>Goes on behind the next marker.</summary>
    /// <returns>Whether it is one of restart.</returns>
    public bool Restart()
    {
        (_bits, _held, _beyond) = (0, 0, 0);
        return file.NextMarker() is >= 0xD0 and <= 0xD7;
    }

    private bool Take(int count)
    {
        _held -= count;
        return _held >= _beyond;
    }

    private void Fill(int count)
    {
        while (_held < count)
        {
            var next = file.NextOfScan();
            if (next < 0)
                _beyond += 8;
            _bits = (_bits << 8) | (uint)Math.Max(0, next);
            _held += 8;
        }
    }
}
