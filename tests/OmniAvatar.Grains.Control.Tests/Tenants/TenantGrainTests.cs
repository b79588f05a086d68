using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using OmniAvatar.Grains.Control.Tenants;
using OmniAvatar.Grains.Control.Tests.Cluster;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Records.InMemory;
using OmniAvatar.Tests.Cluster;

namespace OmniAvatar.Grains.Control.Tests.Tenants;

public sealed class TenantGrainTests : ClusterTest
{
    private static readonly TenantTerms Terms = new() { QueuedGpuSeconds = 1000, StoredBytes = 5_000_000 };

    private readonly FakeTimeProvider _time = new();
    private readonly WorkClock _clock;
    private readonly InMemoryJobIndex _index;

    public TenantGrainTests()
    {
        _clock = new WorkClock(_time);
        _index = new InMemoryJobIndex(_clock);
    }

    [Fact]
    public void Refusal_TooMuchWaits_SaysWhatToDoInAnyCulture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("")
        {
            NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = "." },
        };
        try
        {
            Quota
                .Decide(Terms, new TenantLoad(900, 0), Request("a", 999.6, 0))
                .Refusal.ShouldBe(
                    "This job needs about 1000 GPU-seconds; 900 are already waiting, and at most 1000 may wait at once: "
                        + "submit it again when some are done, or cancel a job."
                );
            Quota
                .Decide(Terms, new TenantLoad(0, 4_900_000), Request("a", 0, 150_000))
                .Refusal.ShouldBe(
                    "This job's inputs take 150 KB; 4.9 MB are already stored, and at most 5 MB may be stored: "
                        + "delete videos that you have fetched, and submit it again."
                );
            Quota.Decide(Terms, new TenantLoad(0, 4_900_000), Request("a", 1000, 100_000)).IsAdmitted.ShouldBeTrue();
            Quota
                .Decide(new TenantTerms(), new TenantLoad(1e9, long.MaxValue / 2), Request("a", 1e9, 1))
                .IsAdmitted.ShouldBeTrue();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Refusal_LargerThanTheLimitItself_SaysThatItNeverFits()
    {
        var tooLong = Quota.Decide(Terms, new TenantLoad(0, 0), Request("a", 2649, 0));
        var tooLarge = Quota.Decide(Terms with { StoredBytes = 12_300 }, new TenantLoad(0, 0), Request("a", 0, 45_678));

        (tooLong.CannotEverFit, tooLong.Refusal).ShouldBe(
            (
                true,
                "This job needs about 2649 GPU-seconds, but at most 1000 may wait at once: ask for a "
                    + "shorter video, fewer steps or a higher limit."
            )
        );
        (tooLarge.CannotEverFit, tooLarge.Refusal).ShouldBe(
            (
                true,
                "This job's inputs take 45.7 KB, but at most 12.3 KB may be stored: send smaller "
                    + "files, or ask for a higher limit."
            )
        );
        Quota.Decide(Terms, new TenantLoad(900, 0), Request("a", 1000, 0)).CannotEverFit.ShouldBeFalse();
    }

    [Fact]
    public async Task Reservations_UntilTheIndexCountsAJob_CountItOnceAndThenNoMore()
    {
        var reserved = new Reservations(_index, _clock);
        reserved.Add(Request("a", 600, 70));
        (await LoadAsync(reserved, "b")).ShouldBe(new TenantLoad(600, 70));
        (await LoadAsync(reserved, "a")).ShouldBe(new TenantLoad(0, 0));

        reserved.Add(Request("a", 600, 70));
        await _index.ReserveAsync(Entry("a", JobState.New, 600, 70));
        (await LoadAsync(reserved, "b")).ShouldBe(new TenantLoad(600, 70));
        await _index.OpenAsync(Entry("a", JobState.Rendering, 600, 70));
        (await LoadAsync(reserved, "b")).ShouldBe(new TenantLoad(600, 70));
        await _index.SetStateAsync(Job("a"), JobState.Completed, 7);
        (await LoadAsync(reserved, "b")).ShouldBe(new TenantLoad(0, 7));
    }

    [Fact]
    public async Task Reservations_SubmissionDied_GiveItsPlaceBack()
    {
        var reserved = new Reservations(_index, _clock);
        reserved.Add(Request("a", 600, 70));
        _time.Advance(TimeSpan.FromMinutes(31));
        (await LoadAsync(reserved, "b")).ShouldBe(new TenantLoad(0, 0));
    }

    [Fact]
    public async Task Settle_SubmissionsThatCameToNothing_CountNoMore()
    {
        await using var cluster = await SmallCluster.StartAsync(
            Store,
            Folder,
            [],
            new SmallClusterOptions(Silo: silo => silo.Services.AddSingleton<ITenantDirectory>(new OneTenant(Terms)))
        );
        var tenant = cluster.Grains.Tenant("tenant");

        for (var i = 0; i < 5; i++)
        {
            (await tenant.AdmitAsync(Request($"job-{i}", 900, 4_000_000))).IsAdmitted.ShouldBeTrue();
            await tenant.SettleAsync(Job($"job-{i}"));
        }
        (await tenant.AdmitAsync(Request("kept", 900, 0))).IsAdmitted.ShouldBeTrue();
        (await tenant.AdmitAsync(Request("more", 900, 0))).IsAdmitted.ShouldBeFalse();
    }

    [Fact]
    public async Task Admit_ManyAtOnce_LetsInAsManyAsFitTogether()
    {
        await using var cluster = await SmallCluster.StartAsync(
            Store,
            Folder,
            [],
            new SmallClusterOptions(Silo: silo => silo.Services.AddSingleton<ITenantDirectory>(new OneTenant(Terms)))
        );
        var tenant = cluster.Grains.Tenant("tenant");

        var answers = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => tenant.AdmitAsync(Request($"job-{i}", 300, 0)))
        );

        answers.Count(answer => answer.IsAdmitted).ShouldBe(3);
        answers
            .Where(answer => !answer.IsAdmitted)
            .ShouldAllBe(answer => answer.Refusal!.Contains("900 are already waiting"));
    }

    private async Task<TenantLoad> LoadAsync(Reservations reserved, string asking)
    {
        var (waiting, counted) = (await reserved.LoadAsync(Job(asking), default), await _index.LoadAsync("tenant"));
        return new TenantLoad(waiting.OpenGpuSeconds + counted.OpenGpuSeconds, waiting.Bytes + counted.Bytes);
    }

    private static JobId Job(string name) => new("tenant", name);

    private static AdmissionRequest Request(string job, double seconds, long bytes) => new(Job(job), seconds, bytes);

    private static JobIndexEntry Entry(string job, JobState state, double seconds, long bytes) =>
        new()
        {
            Job = Job(job),
            Model = "model",
            State = state,
            Created = DateTimeOffset.UnixEpoch,
            GpuSeconds = seconds,
            Bytes = bytes,
        };
}
