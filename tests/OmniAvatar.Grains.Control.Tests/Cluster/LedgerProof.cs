using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Identity;
using OmniAvatar.Planning;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Cluster;

/// <summary>The ledger against what lies in the store.</summary>
internal static class LedgerProof
{
    /// <summary>Every result is billed once, with the time that its manifest says, and every other entry is an
    /// attempt's that was really begun.</summary>
    public static async Task ShouldBeExactAsync(
        this ILedger ledger,
        IArtifactStore store,
        JobId job,
        IEnumerable<(WorkId Work, int Attempt)> begun
    )
    {
        var entries = await ledger.EntriesAsync(job);
        var plan = await JobDocuments.PlanAsync(store, job, default);
        var expected = new List<LedgerEntry>();
        foreach (var work in plan.Works(job))
        {
            var manifest = (await store.ResultAsync(work)).ShouldNotBeNull();
            expected.Add(new LedgerEntry(work, manifest.Attempt, manifest.GpuMilliseconds, LedgerOutcome.Committed));
        }
        entries.Where(e => e.Outcome == LedgerOutcome.Committed).ShouldBe(expected, ignoreOrder: true);

        var attempts = begun.ToHashSet();
        foreach (var other in entries.Where(e => e.Outcome != LedgerOutcome.Committed))
        {
            attempts.ShouldContain((other.Work, other.Attempt));
            other.GpuMilliseconds.ShouldBePositive();
        }
    }

    /// <summary>The conditioning and every segment.</summary>
    public static IEnumerable<WorkId> Works(this RenderPlan plan, JobId job) =>
        plan
            .Shots.SelectMany(shot => shot.Segments)
            .Select(segment => new WorkId(job, segment.Shot, segment.Index))
            .Prepend(WorkId.Conditioning(job));
}
