using System.Security.Cryptography;
using System.Text;

namespace OmniAvatar.Silos.Http.Access;

/// <summary>What a directory knows of a tenant's key. Keys are 256 random bits, so a hash without salt keeps them
/// safe.</summary>
internal static class KeyHash
{
    /// <summary>Lower-case hexadecimal SHA-256.</summary>
    public static string Of(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
