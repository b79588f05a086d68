using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OmniAvatar.Client.Wire;

namespace OmniAvatar.Client;

/// <summary>The HTTP API, typed. Every method throws <see cref="VideoApiException"/> where the service refuses or does
/// not answer.</summary>
/// <param name="http">Its base address is the service's root, ending in '/'; see <see cref="For"/>.</param>
public sealed class VideoClient(HttpClient http)
{
    /// <summary>A client of one service.</summary>
    /// <param name="address">Where it listens, such as <c>http://localhost:8080</c>.</param>
    /// <param name="key">The tenant's key, or null where the service needs none.</param>
    /// <exception cref="WrongUseException">The address is not one of HTTP, or the key cannot be sent.</exception>
    public static HttpClient For(string address, string? key)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
            throw new WrongUseException($"'{address}' is not the address of a service, such as http://localhost:8080.");
        // Uploads and downloads may take any time; each call says when to give up.
        var http = new HttpClient
        {
            BaseAddress = new Uri(uri.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
        };
        if (string.IsNullOrEmpty(key))
            return http;
        if (key.Any(c => c is <= ' ' or > '~'))
            throw new WrongUseException("The key has characters that a key cannot have; check OMNIAVATAR_KEY.");
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return http;
    }

    /// <summary>Asks for a video. Sending the same submission again makes no second one.</summary>
    public async Task<Video> CreateAsync(VideoSubmission submission, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/videos") { Content = submission.ToForm() };
        request.Headers.Add("Idempotency-Key", submission.IdempotencyKey);
        return await ReadAsync(request, VideoJson.Default.Video, cancellation);
    }

    /// <summary>What a video would take if it were asked for now; nothing is stored.</summary>
    public async Task<VideoEstimate> EstimateAsync(VideoSubmission submission, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/videos/estimate")
        {
            Content = submission.ToForm(),
        };
        return await ReadAsync(request, VideoJson.Default.VideoEstimate, cancellation);
    }

    /// <summary>Asks for a new video that differs from a finished one in some shots. Sending the same remix again makes
    /// no second one.</summary>
    public async Task<Video> RemixAsync(string id, VideoRemix remix, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Address(id)}/remix")
        {
            Content = remix.ToForm(),
        };
        request.Headers.Add("Idempotency-Key", remix.IdempotencyKey);
        return await ReadAsync(request, VideoJson.Default.Video, cancellation);
    }

    /// <summary>A video's shots, with what each is rendered with.</summary>
    public Task<VideoShotList> ShotsAsync(string id, CancellationToken cancellation) =>
        AskAsync(HttpMethod.Get, $"{Address(id)}/shots", VideoJson.Default.VideoShotList, cancellation);

    /// <summary>The video as it stands now.</summary>
    public Task<Video> FindAsync(string id, CancellationToken cancellation) =>
        AskAsync(HttpMethod.Get, Address(id), VideoJson.Default.Video, cancellation);

    /// <summary>The events of a video until its end, or until the connection breaks or the service ends it.</summary>
    /// <param name="id">The video.</param>
    /// <param name="lastEventId">The id of the last event that was heard, or null; the stream goes on after it.</param>
    /// <param name="cancellation">Gives up.</param>
    public async IAsyncEnumerable<VideoEvent> EventsAsync(
        string id,
        string? lastEventId,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{Address(id)}/events");
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        using var answer = await SendAsync(request, cancellation);
        var events = VideoEventReader.ReadAsync(await answer.Content.ReadAsStreamAsync(cancellation), cancellation);
        await using var each = events.GetAsyncEnumerator(cancellation);
        while (await NextAsync(each))
            yield return each.Current;
    }

    /// <summary>Videos, newest first.</summary>
    /// <param name="after">The id of the last one seen, or null.</param>
    /// <param name="limit">1 to 100.</param>
    /// <param name="cancellation">Gives up.</param>
    public Task<VideoList> ListAsync(string? after, int limit, CancellationToken cancellation)
    {
        var rest = after is null ? "" : $"&after={Uri.EscapeDataString(after)}";
        return AskAsync(
            HttpMethod.Get,
            string.Create(CultureInfo.InvariantCulture, $"v1/videos?limit={limit}{rest}"),
            VideoJson.Default.VideoList,
            cancellation
        );
    }

    /// <summary>Stops a video for good and removes what is rendered of it.</summary>
    public Task<Video> CancelAsync(string id, CancellationToken cancellation) =>
        AskAsync(HttpMethod.Post, $"{Address(id)}/cancel", VideoJson.Default.Video, cancellation);

    /// <summary>Goes on with a failed video; finished parts are kept.</summary>
    public Task<Video> ResumeAsync(string id, CancellationToken cancellation) =>
        AskAsync(HttpMethod.Post, $"{Address(id)}/resume", VideoJson.Default.Video, cancellation);

    /// <summary>Cancels the video if it still renders, and deletes all its files.</summary>
    public Task<VideoDeleted> DeleteAsync(string id, CancellationToken cancellation) =>
        AskAsync(HttpMethod.Delete, Address(id), VideoJson.Default.VideoDeleted, cancellation);

    /// <summary>The models that can be asked for.</summary>
    public Task<ModelList> ModelsAsync(CancellationToken cancellation) =>
        AskAsync(HttpMethod.Get, "v1/models", VideoJson.Default.ModelList, cancellation);

    /// <summary>One model.</summary>
    public Task<Model> ModelAsync(string name, CancellationToken cancellation) =>
        AskAsync(HttpMethod.Get, $"v1/models/{Uri.EscapeDataString(name)}", VideoJson.Default.Model, cancellation);

    /// <summary>Where players find the video as a stream, from its first rendered segment on. They send the key as this
    /// client does.</summary>
    public Uri StreamOf(string id) => new(http.BaseAddress!, $"{Address(id)}/hls/main.m3u8");

    /// <summary>A part of one of a finished video's files; the caller disposes the answer.</summary>
    /// <param name="id">The video.</param>
    /// <param name="variant">Which file.</param>
    /// <param name="from">The first byte.</param>
    /// <param name="to">The last byte; null for the file's.</param>
    /// <param name="version">Only of this version, else the whole file; null for any.</param>
    /// <param name="cancellation">Gives up.</param>
    internal Task<HttpResponseMessage> ContentAsync(
        string id,
        VideoVariant variant,
        long from,
        long? to,
        EntityTagHeaderValue? version,
        CancellationToken cancellation
    )
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"{Address(id)}/content?variant={variant.Name}");
        request.Headers.Range = new RangeHeaderValue(from, to);
        if (version is not null)
            request.Headers.IfRange = new RangeConditionHeaderValue(version);
        return SendAsync(request, cancellation);
    }

    private static string Address(string id) => $"v1/videos/{Uri.EscapeDataString(id)}";

    /// <summary>One question.</summary>
    internal async Task<T> AskAsync<T>(
        HttpMethod method,
        string address,
        JsonTypeInfo<T> type,
        CancellationToken cancellation,
        HttpContent? body = null
    )
    {
        using var request = new HttpRequestMessage(method, address) { Content = body };
        return await ReadAsync(request, type, cancellation);
    }

    private async Task<T> ReadAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var answer = await SendAsync(request, cancellation);
        try
        {
            return await answer.Content.ReadFromJsonAsync(type, cancellation) ?? throw NotOurs();
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            throw NotOurs(e);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellation)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException e)
        {
            throw new VideoApiException(
                $"The service at {http.BaseAddress} does not answer ({e.Message.TrimEnd('.')}).",
                null,
                null,
                e
            );
        }

        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
            throw await RefusalAsync(answer, cancellation);
    }

    private static async Task<VideoApiException> RefusalAsync(
        HttpResponseMessage answer,
        CancellationToken cancellation
    )
    {
        try
        {
            var refusal = await answer.Content.ReadFromJsonAsync(VideoJson.Default.ErrorAnswer, cancellation);
            if (refusal?.Error is { Message: { } message } error)
                return new VideoApiException(message, answer.StatusCode, error.Code);
        }
        catch (Exception e) when (e is JsonException or HttpRequestException or IOException)
        {
            // Without a body, only the status can be reported.
        }
        return new VideoApiException(
            $"The service answered with status {(int)answer.StatusCode}.",
            answer.StatusCode,
            null
        );
    }

    /// <summary>Whether there is a next event; a broken connection is an end like any other.</summary>
    private async Task<bool> NextAsync(IAsyncEnumerator<VideoEvent> events)
    {
        try
        {
            return await events.MoveNextAsync();
        }
        catch (JsonException e)
        {
            throw NotOurs(e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return false;
        }
    }

    private VideoApiException NotOurs(Exception? cause = null) =>
        new(
            $"The program that answers at {http.BaseAddress} is not an OmniAvatar service; check the address.",
            null,
            null,
            cause
        );
}
