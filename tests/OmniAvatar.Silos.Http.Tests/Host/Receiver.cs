using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace OmniAvatar.Silos.Http.Tests.Host;

/// <summary>A server of a stranger on this machine, which keeps what it was sent and answers as a test says.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<ReceivedRequest> _requests = new();

    private Receiver(WebApplication app) => _app = app;

    /// <summary>Answers a request; 204 unless set.</summary>
    public Func<HttpContext, int, Task> Answer { get; set; } = (context, _) => StatusAsync(context, 204);

    public IReadOnlyList<ReceivedRequest> Requests => [.. _requests];

    public Uri Address { get; private set; } = null!;

    public static async Task<Receiver> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(receiver.ReceiveAsync);
        await receiver._app.StartAsync();
        receiver.Address = new Uri(
            receiver
                ._app.Services.GetRequiredService<IServer>()
                .Features.Get<IServerAddressesFeature>()!
                .Addresses.Single()
        );
        return receiver;
    }

    public static Task StatusAsync(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }

    /// <summary>Waits for this many requests.</summary>
    public async Task<IReadOnlyList<ReceivedRequest>> UntilAsync(int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (_requests.Count < count)
            await Task.Delay(10, patience.Token);
        return Requests;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync();
        var headers = new HeaderDictionary();
        foreach (var (name, value) in context.Request.Headers)
            headers[name] = value;
        _requests.Enqueue(new ReceivedRequest(context.Request.Path + context.Request.QueryString, headers, body));
        await Answer(context, _requests.Count);
    }
}

/// <summary>What a server was sent.</summary>
internal sealed record ReceivedRequest(string Path, IHeaderDictionary Headers, string Body);
