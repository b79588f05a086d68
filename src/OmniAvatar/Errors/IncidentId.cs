using System.Security.Cryptography;

namespace OmniAvatar;

/// <summary>Ids under which logs explain a failure to operators, while users are told the id and one
/// sentence.</summary>
public static class IncidentId
{
    private const int Bytes = 5;

    /// <summary>A new id, such as <c>e-3f9c01d2a4</c>.</summary>
    public static string New() => $"e-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes))}";
}
