namespace OmniAvatar.Silos.Records.InMemory;

/// <summary>Runs work at once, or not at all if it was cancelled before.</summary>
internal static class AtOnce
{
    public static Task RunAsync(Action work, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
            return Task.FromCanceled(cancellation);
        work();
        return Task.CompletedTask;
    }

    public static Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation) =>
        cancellation.IsCancellationRequested ? Task.FromCanceled<T>(cancellation) : Task.FromResult(work());
}
