using OmniAvatar.Silos.Http.Forms;

namespace OmniAvatar.Silos.Http.Tests.Host;

/// <summary>Hands out bytes in pieces of a length, as a line does.</summary>
internal sealed class PiecewiseStream(byte[] content, int piece) : ReadOnlyStream
{
    private int _position;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = Math.Min(Math.Min(piece, buffer.Length), content.Length - _position);
        content.AsMemory(_position, count).CopyTo(buffer);
        _position += count;
        return ValueTask.FromResult(count);
    }
}
