using OmniAvatar.Grains.Records;
using OmniAvatar.Silos.Http.Videos;

namespace OmniAvatar.Silos.Http.Access;

/// <summary>Finds a key's tenant for all requests that come with it at once. The directory is asked after each request
/// came, so a revoked key is refused from the next request on.</summary>
internal sealed class KeyLooks(ITenantDirectory directory)
{
    private readonly SharedLooks<string, string?> _looks = new(key => directory.FindByKeyAsync(key));

    /// <summary>The tenant that a key belongs to, or null.</summary>
    public Task<string?> FindByKeyAsync(string keySha256, CancellationToken cancellation) =>
        _looks.OfAsync(keySha256, cancellation);
}
