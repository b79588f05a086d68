using System.Buffers.Binary;
using System.Text;
using OmniAvatar.Diffusion.Weights.Files;

namespace OmniAvatar.Diffusion.Weights.Pickles;

/// <summary>
/// Where the stored entries of a zip file lie, zip64 included. The platform's own reader hides offsets, and tensors are
/// to be read straight from the mapping; so this reads the central directory itself and checks every number in it
/// against the file.
/// </summary>
internal sealed class ZipDirectory
{
    private const uint EndSignature = 0x06054b50,
        End64Signature = 0x06064b50,
        Locator64Signature = 0x07064b50;
    private const uint EntrySignature = 0x02014b50,
        LocalSignature = 0x04034b50;
    private const int EndBytes = 22,
        Locator64Bytes = 20,
        End64Bytes = 56,
        EntryBytes = 46,
        LocalBytes = 30;
    private const int LongestComment = ushort.MaxValue;
    private const ushort Zip64Field = 1;

    private readonly MappedFile _file;
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    private ZipDirectory(MappedFile file) => _file = file;

    /// <summary>The bytes of one entry within the file; <see cref="Stored"/> says that they are not
    /// compressed.</summary>
    public readonly record struct Entry(long Offset, long Length, bool Stored);

    /// <summary>Reads the directory of a mapped zip file.</summary>
    /// <exception cref="BadInputException">The file is not a zip file, or its directory does not fit it.</exception>
    public static IReadOnlyDictionary<string, Entry> Read(MappedFile file)
    {
        var directory = new ZipDirectory(file);
        directory.ReadEntries();
        return directory._entries;
    }

    private void ReadEntries()
    {
        var (position, length) = FindDirectory();
        if (position < 0 || length < 0 || length > int.MaxValue || position > _file.Length - length)
            throw Bad("its directory lies outside the file");
        var bytes = _file.Bytes(position, (int)length);
        while (bytes.Length > 0)
        {
            if (bytes.Length < EntryBytes || Number32(bytes, 0) != EntrySignature)
                throw Bad("its directory is damaged");
            int name = Number16(bytes, 28),
                extra = Number16(bytes, 30),
                comment = Number16(bytes, 32);
            if (bytes.Length < EntryBytes + name + extra + comment)
                throw Bad("its directory is cut off");
            ReadEntry(
                bytes,
                Encoding.UTF8.GetString(bytes.Slice(EntryBytes, name)),
                bytes.Slice(EntryBytes + name, extra)
            );
            bytes = bytes[(EntryBytes + name + extra + comment)..];
        }
    }

    /// <summary>The central directory's offset and length, from the end record or, where that overflows, from the zip64
    /// one.</summary>
    private (long Offset, long Length) FindDirectory()
    {
        var tailLength = (int)Math.Min(_file.Length, EndBytes + LongestComment);
        var tailStart = _file.Length - tailLength;
        var tail = _file.Bytes(tailStart, tailLength);
        for (var at = tailLength - EndBytes; at >= 0; at--)
        {
            if (Number32(tail, at) != EndSignature)
                continue;
            long length = Number32(tail, at + 12),
                offset = Number32(tail, at + 16);
            var overflows =
                length == uint.MaxValue || offset == uint.MaxValue || Number16(tail, at + 10) == ushort.MaxValue;
            return overflows ? FindDirectory64(tailStart + at) : (offset, length);
        }
        throw Bad(WhyNoDirectory());
    }

    private string WhyNoDirectory()
    {
        if (_file.Length >= sizeof(uint) && Number32(_file.Bytes(0, sizeof(uint)), 0) == LocalSignature)
            return "its directory, which is at its end, is missing, so it was not downloaded or written whole";
        return _file.DescribeForeign(ExpectedForm.Torch) ?? "it has no zip directory";
    }

    private (long Offset, long Length) FindDirectory64(long end)
    {
        var locator = _file.Bytes(end - Locator64Bytes, Locator64Bytes);
        if (Number32(locator, 0) != Locator64Signature)
            throw Bad("its zip64 directory is not where it should be");
        var record = _file.Bytes(Number64(locator, 8), End64Bytes);
        if (Number32(record, 0) != End64Signature)
            throw Bad("its zip64 directory is not where it should be");
        return (Number64(record, 48), Number64(record, 40));
    }

    private void ReadEntry(ReadOnlySpan<byte> entry, string name, ReadOnlySpan<byte> extra)
    {
        var stored = Number16(entry, 10) == 0 && (Number16(entry, 8) & 1) == 0;
        long packed = Number32(entry, 20),
            length = Number32(entry, 24),
            local = Number32(entry, 42);
        ReadZip64(extra, ref length, ref packed, ref local);
        if (stored && packed != length)
            throw Bad($"its entry {Keys.Quote(name)} has two different sizes");
        var header = _file.Bytes(local, LocalBytes);
        if (Number32(header, 0) != LocalSignature)
            throw Bad($"its entry {Keys.Quote(name)} is not where it should be");
        var offset = local + LocalBytes + Number16(header, 26) + Number16(header, 28);
        if (packed < 0 || length < 0 || offset > _file.Length - packed)
            throw Bad($"its entry {Keys.Quote(name)} lies outside the file");
        if (!_entries.TryAdd(name, new Entry(offset, packed, stored)))
            throw Bad($"it holds {Keys.Quote(name)} twice");
    }

    /// <summary>Takes the 64-bit numbers, in the order the format fixes, for those fields that say they do not fit 32
    /// bits.</summary>
    private void ReadZip64(ReadOnlySpan<byte> extra, ref long length, ref long packed, ref long local)
    {
        while (extra.Length >= 4)
        {
            int id = Number16(extra, 0),
                size = Number16(extra, 2);
            if (extra.Length < 4 + size)
                throw Bad("its directory is cut off");
            var field = extra.Slice(4, size);
            extra = extra[(4 + size)..];
            if (id != Zip64Field)
                continue;
            Widen(ref field, ref length);
            Widen(ref field, ref packed);
            Widen(ref field, ref local);
        }
    }

    private void Widen(ref ReadOnlySpan<byte> field, ref long number)
    {
        if (number != uint.MaxValue)
            return;
        if (field.Length < sizeof(long))
            throw Bad("its directory is cut off");
        number = Number64(field, 0);
        field = field[sizeof(long)..];
    }

    private static ushort Number16(ReadOnlySpan<byte> bytes, int at) =>
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Number32(ReadOnlySpan<byte> bytes, int at) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Number64(ReadOnlySpan<byte> bytes, int at) =>
        BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);

    private BadInputException Bad(string why) => new($"{_file.Path} is not a sound zip checkpoint: {why}.");
}
