namespace OmniAvatar.Grains.Control.Tests.Cluster;

/// <summary>One turn at a time, as a grain's scheduler does it: what a grain is made of is not made for anything
/// else.</summary>
internal static class Turns
{
    public static Task RunAsync(Func<Task> turns) =>
        Task
            .Factory.StartNew(
                turns,
                CancellationToken.None,
                TaskCreationOptions.None,
                new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler
            )
            .Unwrap();
}
