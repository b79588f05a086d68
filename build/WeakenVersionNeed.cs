using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Marks one needed symbol version of an ELF64 little-endian library as weak (VER_FLG_WEAK in SHT_GNU_verneed), so that
/// the dynamic loader accepts a system library without it. Does nothing where the version is absent or weak already.
/// Inline tasks compile against netstandard 2.0, hence BitConverter and no spans.
/// </summary>
public sealed class WeakenVersionNeed : Task
{
    private const uint SectionVersionNeed = 0x6ffffffe;
    private const ushort VersionFlagWeak = 0x2;

    [Required]
    public string Library { get; set; } = "";

    [Required]
    public string VersionName { get; set; } = "";

    public override bool Execute()
    {
        var image = File.ReadAllBytes(Library);
        var isElf64 = image.Length > 64 && image[0] == 0x7f && image[1] == (byte)'E' && image[4] == 2 && image[5] == 1;
        if (!isElf64 || !Weaken(image))
            return true;

        var temporary = Library + ".weak";
        File.WriteAllBytes(temporary, image);
        File.Delete(Library);
        File.Move(temporary, Library);
        Log.LogMessage(MessageImportance.Normal, $"{Path.GetFileName(Library)}: {VersionName} is now a weak need");
        return true;
    }

    private bool Weaken(byte[] image)
    {
        var sectionTable = (int)U64(image, 0x28);
        var sectionSize = U16(image, 0x3a);
        var sectionCount = U16(image, 0x3c);
        for (var i = 0; i < sectionCount; i++)
        {
            var section = sectionTable + i * sectionSize;
            if (U32(image, section + 4) != SectionVersionNeed)
                continue;
            var strings = sectionTable + (int)U32(image, section + 0x28) * sectionSize;
            return WeakenIn(image, (int)U64(image, section + 0x18), (int)U64(image, strings + 0x18));
        }
        return false;
    }

    // Elf64_Verneed: version u16, count u16, file u32, aux u32, next u32; Elf64_Vernaux: hash u32, flags u16, other
    // u16, name u32, next u32.
    private bool WeakenIn(byte[] image, int need, int strings)
    {
        while (true)
        {
            var entry = need + (int)U32(image, need + 8);
            for (var n = U16(image, need + 2); n > 0; n--)
            {
                if (Name(image, strings + (int)U32(image, entry + 8)) == VersionName)
                {
                    var flags = U16(image, entry + 4);
                    image[entry + 4] |= (byte)VersionFlagWeak;
                    return (flags & VersionFlagWeak) == 0;
                }
                entry += (int)U32(image, entry + 12);
            }
            var next = (int)U32(image, need + 12);
            if (next == 0)
                return false;
            need += next;
        }
    }

    private static string Name(byte[] image, int at) =>
        Encoding.ASCII.GetString(image, at, Array.IndexOf(image, (byte)0, at) - at);

    private static ushort U16(byte[] image, int at) => BitConverter.ToUInt16(image, at);

    private static uint U32(byte[] image, int at) => BitConverter.ToUInt32(image, at);

    private static ulong U64(byte[] image, int at) => BitConverter.ToUInt64(image, at);
}
