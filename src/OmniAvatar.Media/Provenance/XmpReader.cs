using System.Xml;
using System.Xml.Linq;
using XmpCore;
using XmpCore.Impl;

namespace OmniAvatar.Media.Provenance;

/// <summary>
/// Reads XMP from outside. XmpCore understands all forms that RDF allows for one value; it nests its calls as deep as
/// the packet and compares every property with all before, so a packet's depth and length are looked at first.
/// </summary>
internal static class XmpReader
{
    private const int MostDepth = 64;
    private const int MostNodes = 20_000;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = Mp4Metadata.MostXmpBytes,
    };

    // XmpCore knows IPTC's and Adobe's names, and refuses to look for others that nobody has registered.
    static XmpReader() => XmpMetaFactory.SchemaRegistry.RegisterNamespace(XmpNames.Own, XmpNames.OwnPrefix);

    /// <summary>What a packet says.</summary>
    /// <param name="path">The file that holds it, for messages.</param>
    /// <param name="packet">The packet, in any encoding that XML may have.</param>
    /// <exception cref="BadInputException">It is not XMP, or larger or deeper than any program writes.</exception>
    public static XmpStatement Read(string path, byte[] packet)
    {
        // Some programs fill what is left of a box with zeros; in UTF-16 a zero may be half of the last letter.
        var text = IsUtf16(packet) ? packet : packet.AsSpan().TrimEnd((byte)0).ToArray();
        try
        {
            ThrowIfBoundless(path, text);
            using var xml = Open(text);
            return Of(XmpMetaParser.Parse(XDocument.Load(xml)));
        }
        // Whatever a library throws at a packet from outside, the packet is why.
        catch (Exception e) when (e is not BadInputException)
        {
            throw new BadInputException($"The XMP in {path} is damaged and cannot be read.", e);
        }
    }

    private static void ThrowIfBoundless(string path, byte[] text)
    {
        using var xml = Open(text);
        var nodes = 0;
        while (xml.Read())
            if (xml.Depth > MostDepth || (nodes += 1 + xml.AttributeCount) > MostNodes)
                throw new BadInputException(
                    $"The XMP in {path} is nested deeper than {MostDepth} levels or has more than {MostNodes} nodes."
                );
    }

    private static bool IsUtf16(byte[] packet) =>
        packet is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] or [0, ..] or [_, 0, ..];

    private static XmlReader Open(byte[] text) => XmlReader.Create(new MemoryStream(text), Settings);

    private static XmpStatement Of(IXmpMeta meta) =>
        new()
        {
            DigitalSourceType = Text(meta, XmpNames.Iptc, XmpNames.DigitalSourceType),
            CreatorTool = Text(meta, XmpNames.Xmp, XmpNames.CreatorTool),
            Model = Model(meta),
            ModelIdentity = Text(meta, XmpNames.Own, XmpNames.ModelIdentity),
            Job = Text(meta, XmpNames.Own, XmpNames.Job),
            RequestSha256 = Text(meta, XmpNames.Own, XmpNames.RequestSha256),
        };

    private static string? Model(IXmpMeta meta)
    {
        var system = Text(meta, XmpNames.Iptc, XmpNames.AiSystem);
        var version = Text(meta, XmpNames.Iptc, XmpNames.AiSystemVersion);
        return system is not null && version is not null ? $"{system} {version}" : system ?? version;
    }

    /// <summary>A value, or the first of several; null where there is none.</summary>
    private static string? Text(IXmpMeta meta, string space, string name)
    {
        var property = meta.GetProperty(space, name);
        if (property is { Options.IsArray: true })
            property = meta.CountArrayItems(space, name) > 0 ? meta.GetArrayItem(space, name, 1) : null;
        return property?.Value?.Trim() is { Length: > 0 } text ? text : null;
    }
}
