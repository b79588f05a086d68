using System.Buffers.Binary;

namespace OmniAvatar.Diffusion.Tests.Weights;

/// <summary>Rewrites a small zip's directory as one of more than 4 GB has to write it: every size and offset in zip64
/// fields.</summary>
internal static class Zip64
{
    private const int EndBytes = 22,
        EntryBytes = 46;

    public static byte[] Widen(byte[] zip)
    {
        var end = zip.AsSpan(zip.Length - EndBytes);
        var start = (int)BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
        var wide = new List<byte>(zip.Take(start));
        ushort count = 0;
        for (var at = start; at < zip.Length - EndBytes; count++)
            at += AddEntry(wide, zip.AsSpan(at));
        AddEnd(wide, start, wide.Count - start, count);
        return [.. wide];
    }

    private static int AddEntry(List<byte> wide, ReadOnlySpan<byte> entry)
    {
        int name = BinaryPrimitives.ReadUInt16LittleEndian(entry[28..]),
            extra = BinaryPrimitives.ReadUInt16LittleEndian(entry[30..]);
        var header = entry[..EntryBytes].ToArray();
        byte[] field =
        [
            1,
            0,
            24,
            0,
            .. Wide(BinaryPrimitives.ReadUInt32LittleEndian(entry[24..])),
            .. Wide(BinaryPrimitives.ReadUInt32LittleEndian(entry[20..])),
            .. Wide(BinaryPrimitives.ReadUInt32LittleEndian(entry[42..])),
        ];
        foreach (var at in new[] { 20, 24, 42 })
            header.AsSpan(at, 4).Fill(0xff);
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(30), (ushort)field.Length);
        wide.AddRange(header);
        wide.AddRange(entry.Slice(EntryBytes, name).ToArray());
        wide.AddRange(field);
        return EntryBytes + name + extra;
    }

    private static void AddEnd(List<byte> wide, long start, long length, long count)
    {
        long record = wide.Count;
        wide.AddRange([
            0x50,
            0x4b,
            6,
            6,
            .. Wide(44),
            45,
            0,
            45,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            .. Wide(count),
            .. Wide(count),
            .. Wide(length),
            .. Wide(start),
        ]);
        wide.AddRange([0x50, 0x4b, 6, 7, 0, 0, 0, 0, .. Wide(record), 1, 0, 0, 0]);
        wide.AddRange([0x50, 0x4b, 5, 6, 0, 0, 0, 0, .. Enumerable.Repeat((byte)0xff, 12), 0, 0]);
    }

    private static byte[] Wide(long number) => BitConverter.GetBytes(number);
}
