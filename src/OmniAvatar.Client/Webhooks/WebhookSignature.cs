using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OmniAvatar.Client.Webhooks;

/// <summary>Signatures of webhooks as Standard Webhooks describes them: HMAC-SHA256 over id, time and body.</summary>
public static class WebhookSignature
{
    /// <summary>The header with the event's id.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>The header with the time of this try, in seconds since 1970.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The header with the signatures, separated by spaces.</summary>
    public const string SignatureHeader = "webhook-signature";

    private const string Prefix = "whsec_";
    private const string Version = "v1,";
    private const int SecretBytes = 32;

    /// <summary>How old or new a try may be; an older one may be somebody else's copy.</summary>
    public static TimeSpan Tolerance { get; } = TimeSpan.FromMinutes(5);

    /// <summary>A new secret: 256 random bits.</summary>
    public static string CreateSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The signature under one secret.</summary>
    /// <exception cref="FormatException">The secret is not one.</exception>
    public static string Sign(string secret, string id, long timestamp, string body)
    {
        var key = Convert.FromBase64String(
            secret.StartsWith(Prefix, StringComparison.Ordinal) ? secret[Prefix.Length..] : secret
        );
        var signed = string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.{body}");
        return Version + Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(signed)));
    }

    /// <summary>Whether a request comes from the service that has this secret, and is new.</summary>
    /// <param name="secret">What the service has shown when it was made.</param>
    /// <param name="id">The header <see cref="IdHeader"/>.</param>
    /// <param name="timestamp">The header <see cref="TimestampHeader"/>.</param>
    /// <param name="signatures">The header <see cref="SignatureHeader"/>.</param>
    /// <param name="body">The body, byte for byte as it came.</param>
    /// <param name="now">The time.</param>
    public static bool Verify(
        string secret,
        string id,
        string timestamp,
        string signatures,
        string body,
        DateTimeOffset now
    )
    {
        if (
            !long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || Math.Abs(now.ToUnixTimeSeconds() - seconds) > Tolerance.TotalSeconds
        )
            return false;
        var expected = Encoding.ASCII.GetBytes(Sign(secret, id, seconds, body));
        return signatures
            .Split(' ')
            .Any(signature => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(signature), expected));
    }
}
