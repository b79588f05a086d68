using System.Security.Cryptography;
using System.Text;

namespace OmniAvatar.Grains.Records;

/// <summary>A tenant's key as it is recorded, without the key itself.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Name">What it is called; unique among the tenant's keys.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Used">When a request last came with it, to the minute; null if none ever did.</param>
public sealed record ApiKey(string Tenant, string Name, DateTimeOffset Created, DateTimeOffset? Used = null)
{
    private const string Prefix = "oa-";
    private const int RandomBytes = 32;
    private const int LongestName = 64;

    /// <summary>A new key: 256 random bits.</summary>
    public static string Create() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>Lower-case hexadecimal SHA-256 of a key; only this is stored. 256 random bits need no salt.</summary>
    public static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Whether a key can have this name: 1 to 64 of letters, digits, '.', '-', '_' and '@'.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@');
}
