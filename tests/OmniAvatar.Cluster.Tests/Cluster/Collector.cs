using System.Collections.Concurrent;
using System.Net;
using System.Text;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Cluster.Tests.Cluster;

/// <summary>Takes what OpenTelemetry exporters send over HTTP, and keeps it as it came.</summary>
internal sealed class Collector : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<(string Path, byte[] Body)> _received = new();

    public Collector()
    {
        Address = new Uri($"http://127.0.0.1:{FreePort.Next()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _ = ListenAsync();
    }

    public Uri Address { get; }

    /// <summary>Whether one message to this path has all of these in it.</summary>
    public bool HasReceived(string path, params byte[][] parts) =>
        _received.Any(message => message.Path == path && parts.All(part => message.Body.AsSpan().IndexOf(part) >= 0));

    /// <summary>A name as messages have it.</summary>
    public static byte[] Text(string name) => Encoding.UTF8.GetBytes(name);

    public void Dispose() => _listener.Close();

    private async Task ListenAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var body = new MemoryStream();
                await context.Request.InputStream.CopyToAsync(body);
                _received.Enqueue((context.Request.Url!.AbsolutePath, body.ToArray()));
                context.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // Closed: the test is over.
        }
    }
}
