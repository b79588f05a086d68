using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Jobs.State;

public sealed class DurableBytesTests : ClusterTest
{
    [Fact]
    public async Task Rows_JobOf968Segments_WritesAsMuchASegmentAsOneOf40()
    {
        var few = await BytesPerSegmentAsync(5);
        var many = await BytesPerSegmentAsync(121);

        few.Count.ShouldBe(40);
        many.Count.ShouldBe(968);
        ((double)Median(many, segment => segment.Own)).ShouldBe(
            Median(few, segment => segment.Own),
            0.1 * Median(few, segment => segment.Own)
        );
        // How many entries wait for the ledger depends on how busy the machine is, and still not on the job's length.
        Median(many, segment => segment.Bytes).ShouldBeLessThan(2 * Median(few, segment => segment.Bytes));
        // One write a segment: the grant of the next, which also says that the one before is done.
        many.Average(segment => segment.Writes).ShouldBeLessThan(1.05);
    }

    /// <summary>What was written for each segment, over all writes of rows that had it as their next.</summary>
    private async Task<List<Written>> BytesPerSegmentAsync(int shots)
    {
        var state = new KeptState();
        await using var cluster = await SmallCluster.StartAsync(
            Store,
            Folder,
            [new ScriptedRenderer(), new ScriptedRenderer()],
            new SmallClusterOptions(Time: new FastTime(1), State: state)
        );
        var job = await CreateJobAsync(Enumerable.Repeat(8, shots).ToArray());
        await RunToEndAsync(cluster, job, JobState.Completed);

        return
        [
            .. state
                .Writes.Where(write => write.State is ChainRow && write.Name != $"chain{ChainRows.Conditioning}")
                .GroupBy(write => (write.Name, ((ChainRow)write.State).Next))
                .Select(writes => new Written(
                    writes.Sum(write => write.Bytes),
                    writes.Sum(write => KeptState.BytesOf((ChainRow)write.State with { Unsent = [] })),
                    writes.Count()
                )),
        ];
    }

    private static int Median(List<Written> segments, Func<Written, int> bytes) =>
        segments.Select(bytes).Order().ElementAt(segments.Count / 2);

    /// <param name="Bytes">All of it.</param>
    /// <param name="Own">Without the entries that wait for the ledger.</param>
    /// <param name="Writes">In how many writes.</param>
    private readonly record struct Written(int Bytes, int Own, int Writes);
}
