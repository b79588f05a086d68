namespace OmniAvatar.Grains;

/// <summary>The clock of leases, long polls and retries. It is separate from the runtime's clock, so a test can skip
/// hours without disturbing the silo's probes and timeouts.</summary>
public sealed record WorkClock(TimeProvider Time)
{
    /// <summary>The machine's clock.</summary>
    public static WorkClock System { get; } = new(TimeProvider.System);

    /// <summary>Time since an arbitrary moment; it only ever grows.</summary>
    public TimeSpan Now => Time.GetElapsedTime(0);

    /// <summary>Waits on this clock.</summary>
    public Task Delay(TimeSpan span, CancellationToken cancellation = default) => Task.Delay(span, Time, cancellation);
}
