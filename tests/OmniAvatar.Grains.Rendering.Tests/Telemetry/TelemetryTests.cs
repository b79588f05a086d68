using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Rendering.Tests.Slots;
using OmniAvatar.Identity;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Rendering.Tests.Telemetry;

/// <summary>What a collector would be told of one job's work.</summary>
public sealed class TelemetryTests : SlotTest
{
    [Fact]
    public async Task Trace_OfAJob_HasASpanForEveryAttemptAndPhase()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "OmniAvatar",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        var job = await RenderAsync();

        var attempts = ended
            .Where(span => span.OperationName == "attempt" && (string?)span.GetTagItem("job") == job.Job)
            .ToArray();
        attempts.Length.ShouldBe(2);
        var segment = attempts.Single(span => (int)span.GetTagItem("segment")! == 0);
        segment.GetTagItem("tenant").ShouldBe(job.Tenant);
        segment.GetTagItem("attempt").ShouldBe(1);
        segment.GetTagItem("outcome").ShouldBe("committed");
        segment.GetTagItem("slot").ShouldNotBeNull();
        attempts.Select(span => span.TraceId).Distinct().ShouldHaveSingleItem();
        var root = ended.Single(span => span.OperationName == "job" && (string?)span.GetTagItem("job") == job.Job);
        segment.ParentSpanId.ShouldBe(root.SpanId);
        ended
            .Where(span => span.ParentSpanId == segment.SpanId)
            .Select(span => span.OperationName)
            .ShouldBe(["condition", "denoise", "decode", "encode", "commit"]);
    }

    [Fact]
    public async Task Metrics_OfAJob_CountAttemptsStepsAndPhases()
    {
        var sums = new ConcurrentDictionary<string, double>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == "OmniAvatar.Slots")
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => sums.AddOrUpdate(Name(instrument, tags), value, (_, sum) => sum + value)
        );
        listener.SetMeasurementEventCallback<double>(
            (instrument, _, tags, _) => sums.AddOrUpdate(Name(instrument, tags), 1, (_, count) => count + 1)
        );
        listener.Start();

        await RenderAsync();

        // Other tests of this process count too.
        sums["omniavatar.slot.attempts committed"].ShouldBeGreaterThanOrEqualTo(2);
        sums["omniavatar.slot.steps"].ShouldBeGreaterThanOrEqualTo(TestJobs.Steps);
        sums["omniavatar.slot.phase.duration denoise"].ShouldBeGreaterThanOrEqualTo(1);
        sums["omniavatar.slot.phase.duration commit"].ShouldBeGreaterThanOrEqualTo(2);
        sums.Keys.ShouldContain("omniavatar.slot.busy");
    }

    private static string Name(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        tags.Length == 0 ? instrument.Name : $"{instrument.Name} {tags[0].Value}";

    private async Task<JobId> RenderAsync()
    {
        using var gate = new StepGate(holdBefore: -1);
        await using var cluster = await StartAsync([gate.NewSlot()]);
        var job = await CreateJobAsync(1);
        await RunToEndAsync(cluster, job, JobState.Completed);
        return job;
    }
}
