using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using OmniAvatar.Grains;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>Receives submissions' bodies onto the scratch disk, within their limits and so many at a time.</summary>
internal sealed class FormReader(IOptions<VideoApiOptions> options, ScratchFolder scratch) : IDisposable
{
    private const long TextAllowance = 1 << 20;

    private readonly ConcurrencyLimiter _uploads = new(new ConcurrencyLimiterOptions { PermitLimit = options.Value.ConcurrentUploads });

    /// <summary>Receives one submission; disposing it removes its files.</summary>
    /// <exception cref="ApiException">Its body is of another kind, damaged, too large, or has a field twice; or too many come at once.</exception>
    public async Task<ReceivedSubmission> ReceiveAsync(HttpRequest request, CancellationToken cancellation)
    {
        var place = _uploads.AttemptAcquire();
        if (!place.IsAcquired) throw Refusals.Busy("too_many_uploads", "Too many submissions are being received at this moment; send this one again shortly.");
        var received = new ReceivedSubmission(scratch.Begin($"door.{Guid.NewGuid():N}"), place);
        try
        {
            received.Form = await ReadAsync(request, received.Folder, cancellation);
            return received;
        }
        catch
        {
            received.Dispose();
            throw;
        }
    }

    public void Dispose() => _uploads.Dispose();

    private async Task<SubmissionForm> ReadAsync(HttpRequest request, string folder, CancellationToken cancellation)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)) throw OtherKind();
        var limits = options.Value;
        var uploads = new FormFiles(folder, limits);
        if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            Limit(request, limits.PictureBytes + limits.SoundBytes + TextAllowance);
            return await new MultipartForm(uploads).ReadAsync(request.Body, HeaderUtilities.RemoveQuotes(type.Boundary).Value, cancellation);
        }

        if (!type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)) throw OtherKind();
        Limit(request, limits.JsonBytes);
        return await new JsonForm(uploads).ReadAsync(request.Body, cancellation);
    }

    private static ApiException OtherKind() => new(
        StatusCodes.Status415UnsupportedMediaType, "invalid_request_error", "unsupported_media_type",
        "The body must be multipart/form-data or application/json.");

    private static void Limit(HttpRequest request, long bytes)
    {
        if (request.ContentLength > bytes)
            throw Refusals.TooLarge(null, $"The body has {request.ContentLength} bytes and may have {bytes}.");
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = bytes;
    }
}
