using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace OmniAvatar.Silos.Http.Studio;

/// <summary>A file of the studio page, as it is sent.</summary>
/// <param name="Content">Its bytes.</param>
/// <param name="MediaType">What a browser takes it for.</param>
internal sealed record StudioFile(byte[] Content, string MediaType)
{
    /// <summary>The same bytes, compressed.</summary>
    public byte[] Gzip { get; } = Compress(Content);

    /// <summary>Its SHA-256.</summary>
    public EntityTagHeaderValue Tag { get; } = TagOf(Content, "");

    /// <summary>Of the compressed bytes, which are another representation.</summary>
    public EntityTagHeaderValue GzipTag { get; } = TagOf(Content, "-gzip");

    private static EntityTagHeaderValue TagOf(byte[] content, string ending) =>
        new($"\"{Convert.ToHexStringLower(SHA256.HashData(content))}{ending}\"");

    private static byte[] Compress(byte[] content)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.SmallestSize))
            gzip.Write(content);
        return compressed.ToArray();
    }
}
