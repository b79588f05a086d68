using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using OmniAvatar.Grains.Background;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Abstractions.Tests.Background;

public sealed class BackgroundLoopsTests : IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(20);

    private readonly NotedTime _time = new();
    private readonly FakeLoggerProvider _log = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly ServiceProvider _services;
    private readonly BackgroundLoops _loops;
    private int _rounds;

    public BackgroundLoopsTests()
    {
        _services = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(_log))
            .AddSingleton(new WorkClock(_time))
            .AddBackgroundLoops()
            .BuildServiceProvider();
        _loops = _services.GetRequiredService<BackgroundLoops>();
    }

    public void Dispose()
    {
        _stop.Dispose();
        _services.Dispose();
    }

    [Fact]
    public async Task Repeat_RoundsFail_GoesOnAndIsUnwellUntilOneSucceeds()
    {
        var fails = true;
        var failures = CountFailures();
        var loop = _loops.RepeatAsync(
            "test",
            () => fails ? throw new InvalidOperationException("No.") : Task.CompletedTask,
            Every,
            _stop.Token
        );

        await RoundsAsync(4);
        _loops.Unwell.ShouldBeEmpty();
        await RoundsAsync(1);
        _loops.Unwell.ShouldBe(["test fails (InvalidOperationException)"]);
        failures().ShouldBe(5);
        _log.Collector.GetSnapshot()
            .Count(entry => entry is { Level: LogLevel.Error, Exception: InvalidOperationException })
            .ShouldBe(5);

        fails = false;
        await RoundsAsync(1);
        _loops.Unwell.ShouldBeEmpty();

        await _stop.CancelAsync();
        await loop;
    }

    [Fact]
    public async Task Keep_WorkEndsByAnException_IsUnwellForGood()
    {
        await _loops.KeepAsync("test", () => throw new KeyNotFoundException(), _stop.Token);

        _loops.Unwell.ShouldBe(["test ended (KeyNotFoundException)"]);
        _log.Collector.GetSnapshot().ShouldContain(entry => entry.Level == LogLevel.Critical);
    }

    [Fact]
    public async Task Keep_WorkWasStopped_IsWell()
    {
        var work = _loops.KeepAsync("test", () => Task.Delay(Timeout.Infinite, _stop.Token), _stop.Token);
        await _stop.CancelAsync();
        await work;

        _loops.Unwell.ShouldBeEmpty();
        _log.Collector.GetSnapshot().ShouldBeEmpty();
    }

    private async Task RoundsAsync(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            await _time.WaitBegunAsync(Every, ++_rounds);
            _time.Advance(Every);
        }
        await _time.WaitBegunAsync(Every, _rounds + 1);
    }

    private static Func<long> CountFailures()
    {
        var count = 0L;
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Name == "omniavatar.background.failures")
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>(
            (_, value, tags, _) =>
            {
                foreach (var tag in tags)
                    if (tag is { Key: "loop", Value: "test" })
                        Interlocked.Add(ref count, value);
            }
        );
        listener.Start();
        return () => Interlocked.Read(ref count);
    }
}
