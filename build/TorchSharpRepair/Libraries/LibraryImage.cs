using System.Buffers.Binary;
using System.Text;

namespace OmniAvatar.TorchSharpRepair.Libraries;

/// <summary>Bytes of an ELF library, little-endian, read within their bounds.</summary>
internal sealed class LibraryImage(byte[] bytes)
{
    public long Length => bytes.Length;

    public byte U8(long at) => At(at, 1)[0];

    public ushort U16(long at) => BinaryPrimitives.ReadUInt16LittleEndian(At(at, sizeof(ushort)));

    public uint U32(long at) => BinaryPrimitives.ReadUInt32LittleEndian(At(at, sizeof(uint)));

    /// <summary>A place in the file. One beyond 2^63 is negative here, and so outside like any other.</summary>
    public long Offset(long at) => BinaryPrimitives.ReadInt64LittleEndian(At(at, sizeof(long)));

    /// <summary>The ASCII text up to the next zero.</summary>
    public string Text(long at)
    {
        var end = at;
        while (U8(end) != 0)
            end++;
        return Encoding.ASCII.GetString(At(at, (int)(end - at)));
    }

    public void Set(long at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(At(at, sizeof(ushort)), value);

    private Span<byte> At(long at, int length) =>
        at >= 0 && at <= bytes.Length - length ? bytes.AsSpan((int)at, length) : throw Damaged(at);

    private RepairException Damaged(long at) =>
        new($"The library is damaged: it refers to offset {at} but has {bytes.Length} bytes.");
}
