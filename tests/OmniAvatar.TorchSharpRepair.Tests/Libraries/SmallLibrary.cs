using System.Buffers.Binary;
using System.Text;

namespace OmniAvatar.TorchSharpRepair.Tests.Libraries;

/// <summary>
/// The least ELF64 file that needs versions: a header, the needs of two libraries, their names, and a table of three
/// sections.
/// </summary>
internal static class SmallLibrary
{
    public const int FirstNeed = 64;
    public const int SecondNeed = FirstNeed + 16 + 2 * 16;
    public const int Names = SecondNeed + 16 + 16;
    public const int Table = 256;

    private const string NameTable = "\0libc.so.6\0GLIBC_2.2\0GLIBC_2.34\0libstdc++.so.6\0GLIBCXX_3.4.32\0";

    /// <summary>Where the flags of each version's need are.</summary>
    public static IReadOnlyDictionary<string, int> Flags { get; } =
        new Dictionary<string, int>
        {
            ["GLIBC_2.2"] = FirstNeed + 16 + 4,
            ["GLIBC_2.34"] = FirstNeed + 32 + 4,
            ["GLIBCXX_3.4.32"] = SecondNeed + 16 + 4,
        };

    public static byte[] Create()
    {
        var image = new byte[Table + 3 * 64];
        new byte[] { 0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1 }.CopyTo(image, 0);
        U64(image, 0x28, Table);
        U16(image, 0x3a, 64);
        U16(image, 0x3c, 3);
        WriteNeed(image, FirstNeed, SecondNeed - FirstNeed, "GLIBC_2.2", "GLIBC_2.34");
        WriteNeed(image, SecondNeed, 0, "GLIBCXX_3.4.32");
        Encoding.ASCII.GetBytes(NameTable).CopyTo(image, Names);
        // Section 1 has the names, section 2 the needs.
        U64(image, Table + 64 + 0x18, Names);
        U32(image, Table + 128 + 4, 0x6ffffffe);
        U64(image, Table + 128 + 0x18, FirstNeed);
        U32(image, Table + 128 + 0x28, 1);
        return image;
    }

    public static void U16(byte[] image, int at, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(at), value);

    public static void U32(byte[] image, int at, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(at), value);

    public static void U64(byte[] image, int at, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(at), value);

    private static void WriteNeed(byte[] image, int at, int next, params string[] versions)
    {
        U16(image, at + 2, (ushort)versions.Length);
        U32(image, at + 8, 16);
        U32(image, at + 12, (uint)next);
        for (var i = 0; i < versions.Length; i++)
        {
            var entry = at + 16 + 16 * i;
            U32(image, entry + 8, (uint)NameTable.IndexOf(versions[i] + '\0', StringComparison.Ordinal));
            U32(image, entry + 12, i + 1 < versions.Length ? 16u : 0);
        }
    }
}
