namespace OmniAvatar.Client;

/// <summary>The header <c>Repr-Digest</c> (RFC 9530): the hash of a whole content, whatever range of it is
/// sent.</summary>
public static class ReprDigest
{
    private const int Sha256Bytes = 32;
    private const string Prefix = "sha-256=:";

    /// <summary>The header's value.</summary>
    /// <param name="sha256">Hexadecimal.</param>
    public static string Of(string sha256) => $"{Prefix}{Convert.ToBase64String(Convert.FromHexString(sha256))}:";

    /// <summary>The SHA-256 among digests, lower-case hexadecimal, or null.</summary>
    public static string? Sha256Of(IEnumerable<string> values)
    {
        var digest = values
            .SelectMany(value => value.Split(','))
            .Select(value => value.Trim())
            .FirstOrDefault(value =>
                value.StartsWith(Prefix, StringComparison.Ordinal)
                && value.EndsWith(':')
                && value.Length > Prefix.Length
            );
        if (digest is null)
            return null;
        Span<byte> bytes = stackalloc byte[Sha256Bytes];
        return Convert.TryFromBase64String(digest[Prefix.Length..^1], bytes, out var count) && count == Sha256Bytes
            ? Convert.ToHexStringLower(bytes)
            : null;
    }
}
