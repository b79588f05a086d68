using System.Text;
using System.Xml;
using OmniAvatar.Rendering;

namespace OmniAvatar.Media.Provenance;

/// <summary>
/// Writes the XMP packet that says how a video was made. XmlWriter writes it and no XMP library, because the same job
/// shall give the same bytes, and a library writes its own version into each packet.
/// </summary>
internal static class XmpPacket
{
    private const string Rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
    private const string Meta = "adobe:ns:meta/";

    // What XMP demands at either end of a packet, so that programs find it that do not know the file's format.
    private const string Begin = "begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"";
    private const string End = "end=\"r\"";

    private const string Sentence = "This video is AI-generated.";

    private static readonly (string Prefix, string Space)[] Prefixes =
    [
        ("Iptc4xmpExt", XmpNames.Iptc),
        ("xmp", XmpNames.Xmp),
        ("dc", XmpNames.DublinCore),
        (XmpNames.OwnPrefix, XmpNames.Own),
    ];

    private static readonly XmlWriterSettings Settings = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        OmitXmlDeclaration = true,
        Indent = true,
        NewLineChars = "\n",
    };

    /// <summary>The program that writes it, with its version.</summary>
    public static string CreatorTool { get; } =
        $"OmniAvatar.Cluster {typeof(VideoProvenance).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>The packet, in UTF-8.</summary>
    public static byte[] Of(VideoProvenance provenance)
    {
        using var bytes = new MemoryStream();
        using (var xml = XmlWriter.Create(bytes, Settings))
        {
            xml.WriteProcessingInstruction("xpacket", Begin);
            xml.WriteStartElement("x", "xmpmeta", Meta);
            xml.WriteStartElement("rdf", "RDF", Rdf);
            WriteDescription(xml, provenance);
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteProcessingInstruction("xpacket", End);
        }
        return bytes.ToArray();
    }

    private static void WriteDescription(XmlWriter xml, VideoProvenance provenance)
    {
        xml.WriteStartElement("rdf", "Description", Rdf);
        xml.WriteAttributeString("rdf", "about", Rdf, "");
        foreach (var (prefix, space) in Prefixes)
            xml.WriteAttributeString("xmlns", prefix, null, space);
        Write(xml, XmpNames.Iptc, XmpNames.DigitalSourceType, SourceTypes.TrainedAlgorithmicMedia);
        if (provenance.ModelName is { } model)
            Write(xml, XmpNames.Iptc, XmpNames.AiSystem, model);
        Write(xml, XmpNames.Xmp, XmpNames.CreatorTool, CreatorTool);
        WriteSentence(xml);
        Write(xml, XmpNames.Own, XmpNames.ModelIdentity, provenance.ModelIdentity);
        Write(xml, XmpNames.Own, XmpNames.Job, provenance.Job);
        Write(xml, XmpNames.Own, XmpNames.RequestSha256, provenance.RequestSha256);
        xml.WriteEndElement();
    }

    private static void WriteSentence(XmlWriter xml)
    {
        xml.WriteStartElement(XmpNames.Description, XmpNames.DublinCore);
        xml.WriteStartElement("Alt", Rdf);
        xml.WriteStartElement("li", Rdf);
        xml.WriteAttributeString("xml", "lang", null, "x-default");
        xml.WriteString(Sentence);
        xml.WriteEndElement();
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    private static void Write(XmlWriter xml, string space, string name, string value) =>
        xml.WriteElementString(name, space, InXml(value));

    /// <summary>A folder that names a model may have characters that no XML can hold.</summary>
    private static string InXml(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => IsInXml(rune) ? rune.ToString() : "\uFFFD"));

    private static bool IsInXml(Rune rune) => !rune.IsBmp || XmlConvert.IsXmlChar((char)rune.Value);
}
