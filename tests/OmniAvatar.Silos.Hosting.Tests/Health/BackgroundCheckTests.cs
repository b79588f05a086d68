using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OmniAvatar.Grains;
using OmniAvatar.Grains.Background;
using OmniAvatar.Silos.Hosting.Health;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Silos.Hosting.Tests.Health;

/// <summary>A process whose loops in the background are unwell is not ready, and says which.</summary>
public sealed class BackgroundCheckTests : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    private readonly NotedTime _time = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ServiceProvider _services;
    private readonly BackgroundLoops _loops;

    public BackgroundCheckTests()
    {
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(new WorkClock(_time))
            .AddServerHealth()
            .BuildServiceProvider();
        _loops = _services.GetRequiredService<BackgroundLoops>();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task Ready_ALoopFailsAllTheTime_NotUntilOneRoundSucceeds()
    {
        var fails = true;
        var loop = _loops.RepeatAsync(
            "test",
            () => fails ? throw new InvalidOperationException("No.") : Task.CompletedTask,
            Every,
            _stop.Token
        );

        await RoundsAsync(from: 1, to: 4);
        (await CheckAsync()).Status.ShouldBe(HealthStatus.Healthy);
        await RoundsAsync(from: 5, to: 5);
        var check = await CheckAsync();
        check.Status.ShouldBe(HealthStatus.Unhealthy);
        check.Description.ShouldBe("test fails (InvalidOperationException)");

        fails = false;
        await RoundsAsync(from: 6, to: 6);
        (await CheckAsync()).Status.ShouldBe(HealthStatus.Healthy);

        await _stop.CancelAsync();
        await loop;
    }

    [Fact]
    public async Task Ready_WorkEndedByAnException_NeverAgain()
    {
        await _loops.KeepAsync("test", () => throw new KeyNotFoundException(), _stop.Token);

        (await CheckAsync()).Status.ShouldBe(HealthStatus.Unhealthy);
    }

    private async Task RoundsAsync(int from, int to)
    {
        for (var round = from; round <= to; round++)
        {
            await _time.WaitBegunAsync(Every, round);
            _time.Advance(Every);
        }
        await _time.WaitBegunAsync(Every, to + 1);
    }

    private async Task<HealthReportEntry> CheckAsync()
    {
        var report = await _services
            .GetRequiredService<HealthCheckService>()
            .CheckHealthAsync(check => check.Name == "background");
        return report.Entries["background"];
    }
}
