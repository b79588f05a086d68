using System.Data.Common;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OmniAvatar.Grains;
using OmniAvatar.Grains.Records;

namespace OmniAvatar.Silos.Http.Access;

/// <summary>Looks again at the key of a request whose answer lasts long: it may be revoked meanwhile.</summary>
internal sealed class KeyWatch(ITenantDirectory directory, IOptions<VideoApiOptions> options)
{
    /// <summary>Whether the key of a request is still its tenant's; also while the directory does not answer.</summary>
    public async Task<bool> IsStillValidAsync(HttpContext context, CancellationToken cancellation)
    {
        if (options.Value.AnonymousTenant is not null)
            return true;
        try
        {
            return TenantAccess.TenantKeyOf(context.Request) is { } key
                && await directory.FindByKeyAsync(ApiKey.Hash(key), cancellation) == context.User.Identity?.Name;
        }
        catch (Exception e) when (e is DbException or DatabaseAwayException)
        {
            return true;
        }
    }
}
