using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Outbound;

/// <summary>Fetches a submission's files from hosts that the operator has listed.</summary>
internal sealed class InputFetcher(IOptions<VideoApiOptions> options, HostResolver resolve, TimeProvider time)
    : IDisposable
{
    private const int MostRedirects = 3;
    private const string Failed = "fetch_failed";

    private readonly OutboundPolicy _policy = new(options.Value.FetchAllowed, onlyListed: true);
    private readonly Lazy<HttpClient> _http = new(() =>
        GuardedHttp.Create(new OutboundPolicy(options.Value.FetchAllowed, onlyListed: true), resolve)
    );

    /// <summary>Fetches a file.</summary>
    /// <param name="field">The sender's name of the field, for refusals.</param>
    /// <param name="url">Where the file is.</param>
    /// <param name="save">Takes its bytes, and refuses too many of them.</param>
    /// <param name="cancellation">The client has gone.</param>
    /// <exception cref="ApiException">The host is not listed, does not answer in time, or has no such file.</exception>
    public async Task<T> FetchAsync<T>(
        string field,
        string url,
        Func<Stream, CancellationToken, Task<T>> save,
        CancellationToken cancellation
    )
    {
        using var patience = new CancellationTokenSource(options.Value.FetchTime, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            using var answer = await OpenAsync(field, Checked(field, url), stop.Token);
            await using var content = await answer.Content.ReadAsStreamAsync(stop.Token);
            return await save(content, stop.Token);
        }
        catch (OperationCanceledException)
            when (!cancellation.IsCancellationRequested && patience.IsCancellationRequested)
        {
            var seconds = options.Value.FetchTime.TotalSeconds;
            throw Refusal(
                field,
                string.Create(CultureInfo.InvariantCulture, $"its host did not send all of it within {seconds:0.#} s")
            );
        }
        catch (HttpRequestException e)
        {
            throw Refusal(field, Reason(e));
        }
        // A reset comes as the socket's own failure; what the scratch disk has to say is none of these.
        catch (IOException e) when (e is HttpIOException || e.InnerException is SocketException)
        {
            throw Refusal(field, "its host broke the connection");
        }
    }

    public void Dispose()
    {
        if (_http.IsValueCreated)
            _http.Value.Dispose();
    }

    /// <summary>Follows redirects by hand: each target is looked at like the first.</summary>
    private async Task<HttpResponseMessage> OpenAsync(string field, Uri target, CancellationToken cancellation)
    {
        for (var followed = 0; ; followed++)
        {
            var answer = await _http.Value.GetAsync(target, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (answer.IsSuccessStatusCode)
                return answer;
            using (answer)
            {
                if (!IsRedirect(answer.StatusCode) || answer.Headers.Location is not { } next)
                    throw Refusal(
                        field,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"its host answered with status {(int)answer.StatusCode}"
                        )
                    );
                if (followed == MostRedirects)
                    throw Refusal(
                        field,
                        string.Create(CultureInfo.InvariantCulture, $"more than {MostRedirects} redirects lead to it")
                    );
                target = Checked(field, new Uri(target, next).AbsoluteUri);
            }
        }
    }

    private Uri Checked(string field, string url)
    {
        if (options.Value.FetchAllowed.IsEmpty)
            throw Refusals.Invalid(
                field,
                $"'{field}' is an address, but this service fetches from no host; send the file itself."
            );
        return _policy.Refusal(url, out var target) is { } reason
            ? throw Refusals.Invalid(field, $"'{field}' {reason}.")
            : target!;
    }

    private static bool IsRedirect(HttpStatusCode status) =>
        status
            is HttpStatusCode.MovedPermanently
                or HttpStatusCode.Found
                or HttpStatusCode.SeeOther
                or HttpStatusCode.TemporaryRedirect
                or HttpStatusCode.PermanentRedirect;

    private static string Reason(HttpRequestException failure) =>
        failure switch
        {
            { InnerException: TargetRefusedException } =>
                "its host's name stands for an address that this service does not connect to",
            { HttpRequestError: HttpRequestError.NameResolutionError } => "its host's name cannot be resolved",
            { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                "its host's certificate is not valid, or it speaks no TLS",
            _ => "its host cannot be reached, or broke the connection",
        };

    private static ApiException Refusal(string field, string reason) =>
        Refusals.Invalid(field, $"The file of '{field}' could not be fetched: {reason}; send the file itself.", Failed);
}
