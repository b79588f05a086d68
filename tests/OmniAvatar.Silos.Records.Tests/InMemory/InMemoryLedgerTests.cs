using OmniAvatar.Grains.Tenants;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Records.InMemory;

namespace OmniAvatar.Silos.Records.Tests.InMemory;

public sealed class InMemoryLedgerTests
{
    private static readonly WorkId Work = new(new JobId("tenant", "job"), 0, 3);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Record_InAnyOrderAndTwice_TheManifestsTimeCountsForWhoCommitted(int seed)
    {
        LedgerEntry[] said =
        [
            new(Work, 1, 900, LedgerOutcome.Lost),
            new(Work, 1, 950, LedgerOutcome.Lost),
            new(Work, 1, 940, LedgerOutcome.Committed),
            new(Work, 2, 500, LedgerOutcome.Lost),
            new(Work, 2, 700, LedgerOutcome.Repeated),
            new(Work, 2, 600, LedgerOutcome.Repeated),
        ];
        var ledger = new InMemoryLedger();
        var order = said.Concat(said).ToArray();
        new Random(seed).Shuffle(order);

        foreach (var entry in order)
            await ledger.RecordAsync([entry]);

        (await ledger.EntriesAsync(Work.Job))
            .OrderBy(e => e.Attempt)
            .ShouldBe([
                new LedgerEntry(Work, 1, 940, LedgerOutcome.Committed),
                new LedgerEntry(Work, 2, 700, LedgerOutcome.Repeated),
            ]);
        (await ledger.TotalsAsync("tenant")).ShouldBe(
            new Dictionary<LedgerOutcome, long> { [LedgerOutcome.Committed] = 940, [LedgerOutcome.Repeated] = 700 },
            ignoreOrder: true
        );
    }
}
