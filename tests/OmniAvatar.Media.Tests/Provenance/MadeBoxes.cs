using System.Buffers.Binary;
using System.Text;
using OmniAvatar.Media.Provenance;

namespace OmniAvatar.Media.Tests.Provenance;

/// <summary>Boxes and packets as other programs write them, or as nobody should.</summary>
internal static class MadeBoxes
{
    public static byte[] FileType { get; } = Box("ftyp", "isom\0\0\u0002\0isom"u8.ToArray());

    /// <summary>A box whose size is what it has.</summary>
    public static byte[] Box(string type, params byte[][] content) =>
        Box(type, (uint)(8 + content.Sum(part => part.Length)), content);

    /// <summary>A box that says another size.</summary>
    public static byte[] Box(string type, uint size, params byte[][] content)
    {
        var header = new byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(header, size);
        Encoding.Latin1.GetBytes(type, header.AsSpan(4));
        return [.. header, .. content.SelectMany(part => part)];
    }

    /// <summary>A box whose size has 64 bits.</summary>
    public static byte[] LongBox(string type, ulong size, params byte[][] content)
    {
        var longSize = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(longSize, size);
        return Box(type, 1, [longSize, .. content]);
    }

    public static byte[] Uuid(Guid id, byte[] content) => Box("uuid", id.ToByteArray(bigEndian: true), content);

    public static byte[] Xmp(string packet) => Uuid(XmpBox.Id, Encoding.UTF8.GetBytes(packet));

    /// <summary>A packet around properties, in the names that XMP commonly has.</summary>
    public static string Packet(string properties, string attributes = "") =>
        $"""
            <?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
            <rdf:Description rdf:about="" xmlns:xmp="{XmpNames.Xmp}" xmlns:ext="{XmpNames.Iptc}" {attributes}>
            {properties}
            </rdf:Description></rdf:RDF></x:xmpmeta>
            <?xpacket end="w"?>
            """.Trim();
}
