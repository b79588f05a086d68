using Microsoft.AspNetCore.Http;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>A request's body. A failure to read it is the sender's fault, never the scratch disk's.</summary>
internal sealed class RequestBody(Stream body) : ReadOnlyStream
{
    /// <exception cref="ApiException">The sender is too slow, has gone, or violates the protocol.</exception>
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
