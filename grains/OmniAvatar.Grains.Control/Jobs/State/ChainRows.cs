using System.Globalization;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Identity;
using Orleans.Storage;

namespace OmniAvatar.Grains.Control.Jobs.State;

/// <summary>The durable rows of a job's chains: chain -1 is the conditioning, chain n is shot n.</summary>
internal sealed class ChainRows
{
    public const int Conditioning = -1;

    // Enough to hide a database's latency, and few enough to leave capacity for others.
    private const int AtOnce = 16;

    private readonly JobId _job;
    private readonly Dictionary<int, DurableRow<ChainRow>> _rows;

    private ChainRows(JobId job, Dictionary<int, DurableRow<ChainRow>> rows) => (_job, _rows) = (job, rows);

    public IReadOnlyDictionary<int, DurableRow<ChainRow>> All => _rows;

    public static async Task<ChainRows> LoadAsync(JobId job, int shots, IGrainStorage storage, GrainId grain)
    {
        var rows = Enumerable
            .Range(Conditioning, shots + 1)
            .ToDictionary(
                chain => chain,
                chain => new DurableRow<ChainRow>(
                    storage,
                    string.Create(CultureInfo.InvariantCulture, $"chain{chain}"),
                    grain
                )
            );
        foreach (var some in rows.Values.Chunk(AtOnce))
            await Task.WhenAll(some.Select(row => row.LoadAsync()));
        return new ChainRows(job, rows);
    }

    /// <summary>Prevents further saves: the rows are read again elsewhere.</summary>
    public void Condemn()
    {
        foreach (var row in _rows.Values)
            row.Condemn();
    }

    /// <summary>Forgets all rows.</summary>
    public async Task ClearAsync()
    {
        foreach (var some in _rows.Values.Chunk(AtOnce))
            await Task.WhenAll(some.Select(row => row.ClearAsync()));
    }

    /// <summary>Sends unconfirmed entries to the ledger until none is left. Confirmed entries leave the rows with the
    /// next write that happens anyway; entries that are sent again after a crash count once.</summary>
    public async Task DeliverAsync(ITenantGrain tenant)
    {
        while (
            _rows
                .Where(row => row.Value.Value.Unsent.Count > 0)
                .ToDictionary(row => row.Key, row => row.Value.Value.Unsent)
                is { Count: > 0 } unsent
        )
        {
            await tenant.RecordAsync(
                unsent.SelectMany(chain => chain.Value.Select(entry => Entry(chain.Key, entry))).ToArray()
            );
            foreach (var (chain, sent) in unsent)
                _rows[chain].Value = _rows[chain].Value.Without(sent.ToHashSet());
        }
    }

    /// <summary>The work at a place in a chain.</summary>
    public WorkId Work(int chain, int index) =>
        chain == Conditioning ? WorkId.Conditioning(_job) : new WorkId(_job, chain, index);

    /// <summary>The chain that a work belongs to.</summary>
    public static int ChainOf(WorkId work) => work.IsConditioning ? Conditioning : work.Shot;

    private LedgerEntry Entry(int chain, ChainEntry entry) =>
        new(Work(chain, entry.Index), entry.Attempt, entry.GpuMilliseconds, entry.Outcome);
}
