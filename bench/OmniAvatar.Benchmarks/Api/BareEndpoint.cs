using System.CommandLine;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace OmniAvatar.Benchmarks.Api;

/// <summary>An ASP.NET server with one route that answers with the same bytes each time: as fast as this machine
/// can.</summary>
internal static class BareEndpoint
{
    public const string Name = "bare-endpoint";

    public static Command Command()
    {
        var bytes = new Argument<int>("BYTES") { Description = "How long the answer is." };
        var command = new Command(Name, "What 'api' compares with.") { bytes };
        command.Hidden = true;
        command.SetAction((parsed, cancellation) => RunAsync(parsed.GetValue(bytes), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(int bytes, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        await using var app = builder.Build();
        var answer = new string('x', bytes);
        app.MapGet("/", () => Results.Text(answer, "application/json"));
        await app.StartAsync(cancellation);
        Console.WriteLine(
            app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()
        );
        await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
}
