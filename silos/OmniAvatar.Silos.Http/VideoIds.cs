using System.Security.Cryptography;
using OmniAvatar.Identity;

namespace OmniAvatar.Silos.Http;

/// <summary>Ids of videos are names of jobs: <c>video_</c> and 128 random bits, so that they cannot be
/// guessed.</summary>
internal static class VideoIds
{
    private const int RandomBytes = 16;

    public static JobId Create(string tenant) =>
        new(tenant, $"video_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(RandomBytes))}");

    /// <summary>The tenant's job of an id, or null if the text is not a valid id.</summary>
    public static JobId? Parse(string tenant, string id) => new JobId(tenant, id) is { IsValid: true } job ? job : null;
}
