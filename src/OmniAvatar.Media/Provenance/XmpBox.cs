using System.Buffers.Binary;

namespace OmniAvatar.Media.Provenance;

/// <summary>
/// The box that holds an mp4's XMP (XMP specification, part 3): at the top level, of the type <c>uuid</c>:
/// <code>
/// size, 4 bytes, big-endian    "uuid"    id, 16 bytes    packet
/// </code>
/// </summary>
internal static class XmpBox
{
    /// <summary>The id that says that a <c>uuid</c> box holds XMP.</summary>
    public static readonly Guid Id = new("be7acfcb-97a9-42e8-9c71-999491e3afac");

    /// <summary>Bytes of an id.</summary>
    public const int IdBytes = 16;

    private const int HeaderBytes = 8;

    /// <summary>Puts a packet at the end of an mp4, where it moves nothing that the file's index points at.</summary>
    /// <exception cref="ResourcesException">The file cannot be written.</exception>
    public static void Append(string path, ReadOnlySpan<byte> packet)
    {
        var box = new byte[HeaderBytes + IdBytes + packet.Length];
        BinaryPrimitives.WriteInt32BigEndian(box, box.Length);
        "uuid"u8.CopyTo(box.AsSpan(4));
        Id.TryWriteBytes(box.AsSpan(HeaderBytes), bigEndian: true, out _);
        packet.CopyTo(box.AsSpan(HeaderBytes + IdBytes));
        try
        {
            using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
            file.Write(box);
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(Path.GetDirectoryName(path)!, e);
        }
    }
}
