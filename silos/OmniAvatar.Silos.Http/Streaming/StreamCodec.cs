namespace OmniAvatar.Silos.Http.Streaming;

/// <summary>Names the codec of a stream's pictures (RFC 6381): H.264's profile, its constraints and its level, which
/// the header has (ISO/IEC 14496-15, 5.3.3.1).</summary>
internal static class StreamCodec
{
    private const int MostHeaderBytes = 1 << 16;
    private const int Version = 1; // byte between the box's name and the profile

    /// <exception cref="RenderFailedException">The header has no such box.</exception>
    public static async Task<string> ReadAsync(Stream header, CancellationToken cancellation)
    {
        var bytes = new byte[MostHeaderBytes];
        var count = await header.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        var at = bytes.AsSpan(0, count).IndexOf("avcC"u8);
        if (at < 0 || at + 4 + Version + 3 > count)
            throw new RenderFailedException("The stream's header names no codec.");
        return $"avc1.{Convert.ToHexStringLower(bytes.AsSpan(at + 4 + Version, 3))}";
    }
}
