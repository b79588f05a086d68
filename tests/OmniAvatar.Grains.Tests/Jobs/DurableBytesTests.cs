using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Tests.Cluster;

namespace OmniAvatar.Grains.Tests.Jobs;

public sealed class DurableBytesTests : ClusterTest
{
    [Fact]
    public async Task Rows_JobOf968Segments_WritesAsMuchASegmentAsOneOf40()
    {
        var few = await BytesPerSegmentAsync(5);
        var many = await BytesPerSegmentAsync(121);

        few.Count.ShouldBe(40);
        many.Count.ShouldBe(968);
        // Entries that wait for the ledger stay in the row, some 140 bytes each: one or two more where the ledger is slow, whatever the job's length.
        Median(many).ShouldBeLessThan(2 * Median(few));
        // One write a segment: the grant of the next, which also says that the one before is done.
        many.Average(segment => segment.Writes).ShouldBeLessThan(1.05);
    }

    /// <summary>What was written for each segment, over all writes of rows that had it as their next.</summary>
    private async Task<List<(int Bytes, int Writes)>> BytesPerSegmentAsync(int shots)
    {
        var state = new KeptState();
        await using var cluster = await SmallCluster.StartAsync(Store, Folder, [new ScriptedRenderer(), new ScriptedRenderer()], new SmallClusterOptions(
            Time: new FastTime(1), State: state));
        var job = await CreateJobAsync(Enumerable.Repeat(8, shots).ToArray());
        await RunToEndAsync(cluster, job, JobState.Completed);

        return [.. state.Writes.Where(write => write.State is ChainRow && write.Name != $"chain{ChainRows.Conditioning}")
            .GroupBy(write => (write.Name, ((ChainRow)write.State).Next)).Select(writes => (writes.Sum(write => write.Bytes), writes.Count()))];
    }

    private static int Median(List<(int Bytes, int Writes)> segments) => segments.Select(s => s.Bytes).Order().ElementAt(segments.Count / 2);
}
