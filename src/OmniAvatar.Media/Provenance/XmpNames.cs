namespace OmniAvatar.Media.Provenance;

/// <summary>Names of what a video says of itself in XMP: IPTC's and Adobe's where they have one, our own for the
/// rest.</summary>
internal static class XmpNames
{
    public const string Iptc = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/";
    public const string Xmp = "http://ns.adobe.com/xap/1.0/";
    public const string DublinCore = "http://purl.org/dc/elements/1.1/";
    public const string Own = "urn:omniavatar-cluster:provenance:1:";
    public const string OwnPrefix = "omniavatar";

    /// <summary>IPTC's: one of its codes of how media came to be.</summary>
    public const string DigitalSourceType = "DigitalSourceType";

    /// <summary>IPTC's: the model.</summary>
    public const string AiSystem = "AISystemUsed";

    /// <summary>IPTC's: the model's version.</summary>
    public const string AiSystemVersion = "AISystemVersionUsed";

    /// <summary>Adobe's: the program and its version.</summary>
    public const string CreatorTool = "CreatorTool";

    /// <summary>Dublin Core's: a sentence for people, in several languages.</summary>
    public const string Description = "description";

    /// <summary>Our own: identity of the model's content.</summary>
    public const string ModelIdentity = "ModelIdentity";

    /// <summary>Our own: the job.</summary>
    public const string Job = "Job";

    /// <summary>Our own: SHA-256 of the request's document.</summary>
    public const string RequestSha256 = "RequestSha256";
}
