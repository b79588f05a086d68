namespace OmniAvatar.Testing;

/// <summary>Waits for a condition by polling.</summary>
public static class Until
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    /// <summary>Polls until the condition holds, for at most a minute.</summary>
    public static Task TrueAsync(Func<bool> isSo) => TrueAsync(() => Task.FromResult(isSo()));

    /// <summary>Polls until the condition holds, for at most a minute.</summary>
    public static async Task TrueAsync(Func<Task<bool>> isSo)
    {
        using var tooLong = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var tick = new PeriodicTimer(Tick);
        while (!await isSo())
            await tick.WaitForNextTickAsync(tooLong.Token);
    }
}
