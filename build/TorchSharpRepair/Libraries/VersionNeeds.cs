namespace OmniAvatar.TorchSharpRepair.Libraries;

/// <summary>
/// The symbol versions that an ELF64 library needs of others (section SHT_GNU_verneed). Where a need is weak, the
/// dynamic loader accepts a library without that version.
/// <code>
/// Elf64_Verneed, one a library:  version u16   count u16   file u32   first Vernaux u32   next u32
/// Elf64_Vernaux, one a version:  hash u32      flags u16   index u16  name u32            next u32
/// </code>
/// Places are relative to the entry that names them, and names to the section of strings.
/// </summary>
internal static class VersionNeeds
{
    private const uint SectionOfVersionNeeds = 0x6ffffffe;
    private const ushort Weak = 0x2;

    /// <summary>Makes the need of one version weak; false where it is absent or weak already.</summary>
    /// <exception cref="RepairException">The bytes are no ELF64 library of this machine's kind, or
    /// damaged.</exception>
    public static bool Weaken(byte[] bytes, string version)
    {
        var image = new LibraryImage(bytes);
        if (image.Length < 64 || image.U32(0) != 0x464c457f || image.U8(4) != 2 || image.U8(5) != 1)
            throw new RepairException("The library is not an ELF file of 64 bits, little-endian.");
        foreach (var flags in FlagsOf(image, version))
        {
            var before = image.U16(flags);
            image.Set(flags, (ushort)(before | Weak));
            return (before & Weak) == 0;
        }
        return false;
    }

    /// <summary>Where the flags of a version's needs are.</summary>
    private static IEnumerable<long> FlagsOf(LibraryImage image, string version)
    {
        foreach (var (needs, names) in Sections(image))
        foreach (var need in Chain(image, needs, next: 12))
        {
            var entries = Chain(image, need + image.U32(need + 8), next: 12).Take(image.U16(need + 2));
            foreach (var entry in entries.Where(entry => image.Text(names + image.U32(entry + 8)) == version))
                yield return entry + 4;
        }
    }

    /// <summary>Each section of version needs: where it begins, and where its strings begin.</summary>
    private static IEnumerable<(long Needs, long Names)> Sections(LibraryImage image)
    {
        var table = image.Offset(0x28);
        var size = image.U16(0x3a);
        for (var i = 0; i < image.U16(0x3c); i++)
        {
            var section = table + i * size;
            if (image.U32(section + 4) == SectionOfVersionNeeds)
                yield return (
                    image.Offset(section + 0x18),
                    image.Offset(table + image.U32(section + 0x28) * size + 0x18)
                );
        }
    }

    /// <summary>Entries that each say how far the next is, until one says 0: always forwards, so it ends.</summary>
    private static IEnumerable<long> Chain(LibraryImage image, long first, int next)
    {
        for (var entry = first; ; )
        {
            yield return entry;
            var distance = image.U32(entry + next);
            if (distance == 0)
                yield break;
            entry += distance;
        }
    }
}
