using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OmniAvatar.Grains;
using OmniAvatar.Grains.Records;

namespace OmniAvatar.Silos.Http.Access;

/// <summary>Which keys were used lately. Requests only note it in memory; once a minute it is written, each key
/// once.</summary>
internal sealed partial class KeyUse(IServiceProvider services, TimeProvider time, ILogger<KeyUse> logger)
    : BackgroundService
{
    /// <summary>Between two writes.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, bool> _used = new();
    private readonly PeriodicTimer _minute = new(Period, time);

    // Only a service that manages keys keeps their use.
    private readonly IKeyDirectory? _keys = services.GetService<IKeyDirectory>();

    /// <summary>A request came with this key.</summary>
    public void Note(string keySha256)
    {
        if (_keys is not null)
            _used.TryAdd(keySha256, true);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _minute.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (_keys is null)
            return;
        while (await WaitAsync(stoppingToken))
            await WriteAsync(_keys, stoppingToken);
    }

    private async Task<bool> WaitAsync(CancellationToken stopping)
    {
        try
        {
            return await _minute.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task WriteAsync(IKeyDirectory keys, CancellationToken cancellation)
    {
        var used = _used.Keys.ToArray();
        foreach (var key in used)
            _used.TryRemove(key, out _);
        try
        {
            if (used.Length > 0)
                await keys.NoteUseAsync(used, cancellation);
        }
        catch (OperationCanceledException)
        {
            // The service stops; the last minute's use is not kept.
        }
        catch (Exception e) when (e is DbException or DatabaseAwayException)
        {
            foreach (var key in used)
                Note(key);
            LogNotWritten(e, Period);
        }
    }

    [LoggerMessage(LogLevel.Warning, "When keys were last used could not be saved; the next try is in {Wait}")]
    private partial void LogNotWritten(Exception exception, TimeSpan wait);
}
