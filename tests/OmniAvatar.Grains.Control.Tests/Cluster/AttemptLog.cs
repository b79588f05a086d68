using System.Collections.Concurrent;
using OmniAvatar.Grains.Work;
using OmniAvatar.Identity;

namespace OmniAvatar.Grains.Control.Tests.Cluster;

/// <summary>Every attempt that was begun, by whom, over any number of clusters.</summary>
internal sealed class AttemptLog : IIncomingGrainCallFilter
{
    private readonly ConcurrentQueue<WorkGrant> _begun = new();

    /// <summary>Attempts begun.</summary>
    public IReadOnlyList<(WorkId Work, int Attempt)> Begun =>
        [.. _begun.Select(grant => (grant.Work, grant.Attempt)).Distinct()];

    public IReadOnlyList<WorkGrant> Grants => [.. _begun.Distinct()];

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        await context.Invoke();
        if (context.Grain is IWorkGrain && context.Result is StartOutcome.Started)
            _begun.Enqueue((WorkGrant)context.Request.GetArgument(0)!);
    }

    /// <summary>Whether no number was given to two slots for the same work.</summary>
    public void ShouldHaveNoNumberTwice() =>
        Grants
            .GroupBy(grant => (grant.Work, grant.Attempt))
            .Where(group => group.Select(grant => grant.Slot).Distinct().Count() > 1)
            .ShouldBeEmpty();
}
