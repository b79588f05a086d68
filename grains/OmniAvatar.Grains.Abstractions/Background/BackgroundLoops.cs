using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;

namespace OmniAvatar.Grains.Background;

/// <summary>The loops that this process runs in the background. A round that fails is logged and counted, and the loop
/// continues. Health checks ask here which loops have ended or keep failing.</summary>
/// <remarks>Metrics: <c>omniavatar_background_failures_total</c> and <c>omniavatar_background_unwell</c>, by
/// loop.</remarks>
public sealed partial class BackgroundLoops : IDisposable
{
    /// <summary>The meter that counts failures of the loops and those that have died.</summary>
    public const string MeterName = "OmniAvatar.Background";

    /// <summary>Rounds in a row that must fail before a loop counts as unwell.</summary>
    public const int UnwellRounds = 5;

    /// <summary>How long they must have failed as well: a short outage of a store must not make the process
    /// unready.</summary>
    public static readonly TimeSpan UnwellAfter = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<LoopStatus, byte> _loops = new();
    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _failures;
    private readonly WorkClock _clock;
    private readonly ILogger<BackgroundLoops> _logger;

    /// <summary>Creates it without loops.</summary>
    public BackgroundLoops(WorkClock clock, ILogger<BackgroundLoops> logger)
    {
        (_clock, _logger) = (clock, logger);
        _failures = _meter.CreateCounter<long>(
            "omniavatar.background.failures",
            description: "Rounds of background loops that failed, by loop."
        );
        _meter.CreateObservableGauge(
            "omniavatar.background.unwell",
            () => Unwell.Count(),
            description: "Background loops that have ended or whose rounds keep failing."
        );
    }

    /// <summary>Loops that are dead, or whose rounds have all failed for a minute or more, each with its last failure's
    /// type.</summary>
    public IEnumerable<string> Unwell =>
        _loops.Keys.Where(loop => loop.IsUnwell(_clock.Now)).Select(loop => loop.Describe());

    /// <summary>Runs a round, waits, and so on until stopped; a round's failure ends nothing. The first round begins
    /// after a wait.</summary>
    /// <param name="name">What it is, for logs and metrics; a few words that are always the same.</param>
    /// <param name="round">Must be safe to repeat.</param>
    /// <param name="every">The wait between two rounds.</param>
    /// <param name="stop">Ends the loop.</param>
    /// <returns>Ends when the loop has; never fails.</returns>
    public Task RepeatAsync(string name, Func<Task> round, TimeSpan every, CancellationToken stop) =>
        WatchAsync(name, loop => RoundsAsync(loop, round, every, stop), stop);

    /// <summary>Watches work that nobody awaits. If it ends with an exception before it is stopped, the process is
    /// unwell from then on.</summary>
    /// <param name="name">What it is, for logs and metrics.</param>
    /// <param name="work">Handles its own failures; what escapes it is a bug.</param>
    /// <param name="stop">Whether it was to end.</param>
    /// <returns>Ends when the work has; never fails.</returns>
    public Task KeepAsync(string name, Func<Task> work, CancellationToken stop) => WatchAsync(name, _ => work(), stop);

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private Task WatchAsync(string name, Func<LoopStatus, Task> work, CancellationToken stop)
    {
        var loop = new LoopStatus(name);
        _loops[loop] = 0;
        return RunAsync(loop, work, stop);
    }

    private async Task RunAsync(LoopStatus loop, Func<LoopStatus, Task> work, CancellationToken stop)
    {
        try
        {
            await work(loop);
            _loops.TryRemove(loop, out _);
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            _loops.TryRemove(loop, out _);
        }
        catch (Exception e)
        {
            loop.Die(e);
            Count(loop);
            LogDied(e, loop.Name);
        }
    }

    private async Task RoundsAsync(LoopStatus loop, Func<Task> round, TimeSpan every, CancellationToken stop)
    {
        while (true)
        {
            await _clock
                .Delay(every, stop)
                .ConfigureAwait(
                    ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing
                );
            if (stop.IsCancellationRequested)
                return;
            try
            {
                await round();
                loop.Succeed();
            }
            catch (Exception e) when (!stop.IsCancellationRequested)
            {
                loop.Fail(e, _clock.Now);
                Count(loop);
                LogFailed(e, loop.Name, loop.FailuresInARow);
            }
        }
    }

    private void Count(LoopStatus loop) => _failures.Add(1, new KeyValuePair<string, object?>("loop", loop.Name));

    [LoggerMessage(LogLevel.Error, "The background loop '{Loop}' failed {Times} times in a row; it continues")]
    private partial void LogFailed(Exception exception, string loop, int times);

    [LoggerMessage(LogLevel.Critical, "The background loop '{Loop}' has ended; this process is no longer ready")]
    private partial void LogDied(Exception exception, string loop);
}
