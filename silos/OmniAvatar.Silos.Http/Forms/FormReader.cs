using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using OmniAvatar.Grains;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms.Json;
using OmniAvatar.Silos.Http.Outbound;
using OmniAvatar.Silos.Http.Submissions;

namespace OmniAvatar.Silos.Http.Forms;

/// <summary>Receives submissions' bodies onto the scratch disk, with limits on size, on time and on how many at
/// once.</summary>
internal sealed class FormReader(
    IOptions<VideoApiOptions> options,
    InputFetcher fetcher,
    ScratchFolder scratch,
    TimeProvider time
) : IAsyncDisposable
{
    private const long TextAllowance = 1 << 20;

    private readonly ConcurrentRequests _uploads = new(
        options.Value.ConcurrentUploads,
        options.Value.TenantShare,
        waiting: options.Value.ConcurrentUploads,
        options.Value.UploadWait,
        time
    );

    /// <summary>Receives one submission; disposing it removes its files.</summary>
    /// <exception cref="ApiException">Its body is of another kind, damaged, too large or too slow, has a field twice,
    /// or too many are being received.</exception>
    public async Task<ReceivedSubmission> ReceiveAsync(
        string tenant,
        HttpRequest request,
        CancellationToken cancellation
    )
    {
        var place = await _uploads.TakeAsync(tenant, TooMany, cancellation);
        var received = new ReceivedSubmission(scratch.Begin($"submission.{Guid.NewGuid():N}"), place);
        try
        {
            received.Form = await ReadInTimeAsync(request, received.Folder, cancellation);
            return received;
        }
        catch
        {
            received.Dispose();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _uploads.DisposeAsync();

    private async Task<SubmissionForm> ReadInTimeAsync(
        HttpRequest request,
        string folder,
        CancellationToken cancellation
    )
    {
        using var patience = new CancellationTokenSource(options.Value.UploadTime, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        RequireSpeed(request);
        try
        {
            return await ReadAsync(request, folder, stop.Token);
        }
        catch (OperationCanceledException)
            when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw Refusals.TooSlow();
        }
    }

    private async Task<SubmissionForm> ReadAsync(HttpRequest request, string folder, CancellationToken cancellation)
    {
        if (request.Headers.ContentEncoding.ToString() is not ("" or "identity"))
            throw Refusals.OtherKind("The body must not be compressed: send it without Content-Encoding.");
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
            throw OtherKind();
        var limits = options.Value;
        var files = new FormFiles(folder, limits, fetcher);
        var body = new RequestBody(request.Body);
        if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            Limit(request, limits.PictureBytes + limits.SoundBytes + TextAllowance);
            return await new MultipartForm(files).ReadAsync(
                body,
                HeaderUtilities.RemoveQuotes(type.Boundary).Value,
                cancellation
            );
        }

        if (!type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
            throw OtherKind();
        Limit(request, limits.JsonBytes);
        var form = new SubmissionForm();
        await new JsonForm(files, form, within: null).ReadAsync(
            PipeReader.Create(body, FormFiles.Reading),
            cancellation
        );
        return form;
    }

    private static ApiException OtherKind() =>
        Refusals.OtherKind("The body must be multipart/form-data or application/json.");

    private static ApiException TooMany() =>
        Refusals.Busy(
            "too_many_uploads",
            "The service is receiving too many submissions at the moment; send this one again shortly."
        );

    private void RequireSpeed(HttpRequest request)
    {
        // Streams of HTTP/2 share a connection, and the server cannot set a minimum rate for one of them.
        if (
            HttpProtocol.IsHttp11(request.Protocol)
            && request.HttpContext.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate
        )
            rate.MinDataRate = new MinDataRate(options.Value.UploadBytesPerSecond, options.Value.UploadGrace);
    }

    private static void Limit(HttpRequest request, long bytes)
    {
        if (request.ContentLength > bytes)
            throw Refusals.TooLarge(null, $"The body has {request.ContentLength} bytes; at most {bytes} are allowed.");
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = bytes;
    }
}
