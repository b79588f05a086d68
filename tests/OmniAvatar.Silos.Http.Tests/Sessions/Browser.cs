using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using OmniAvatar.Tests.Api;

namespace OmniAvatar.Silos.Http.Tests.Sessions;

/// <summary>A browser as far as sessions go: it keeps cookies, and says where a request comes from.</summary>
internal sealed class Browser : IDisposable
{
    private readonly CookieContainer _cookies = new();

    /// <summary>A browser on this machine.</summary>
    /// <param name="host">The service.</param>
    /// <param name="from">The loopback address that it calls from.</param>
    public Browser(ApiHost host, string from = "127.0.0.1")
    {
        var line = LineFrom(from);
        line.CookieContainer = _cookies;
        Client = host.Connect(line);
    }

    public HttpClient Client { get; }

    public Task<HttpResponseMessage> SignInAsync(string key) => SendAsync(HttpMethod.Post, "v1/session", Key(key));

    /// <summary>Sends a request as a page of the service does.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content = null) =>
        SendAsync(method, path, content, ("Sec-Fetch-Site", "same-origin"));

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        params (string Name, string Value)[] headers
    )
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        return Client.SendAsync(request);
    }

    /// <summary>How one connects from a loopback address.</summary>
    public static SocketsHttpHandler LineFrom(string address) =>
        new()
        {
            ConnectCallback = async (context, cancellation) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                await socket.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellation);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };

    public static JsonContent Key(string key) => JsonContent.Create(new { key });

    public void Dispose() => Client.Dispose();
}
