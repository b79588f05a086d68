using Microsoft.AspNetCore.Http;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>A request's body. That it does not come as it should is its sender's fault and never one of the scratch
/// disk's.</summary>
internal sealed class RequestBody(Stream body) : ReadOnlyStream
{
    /// <exception cref="ApiException">The sender is too slow, has gone, or breaks the rules of the line.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status408RequestTimeout)
        {
            throw Refusals.TooSlow();
        }
        catch (Exception e)
            when (e is IOException and not BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            throw Refusals.BrokenBody();
        }
    }
}
