using System.Data.Common;
using Microsoft.Extensions.Time.Testing;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Identity;
using OmniAvatar.Models;
using OmniAvatar.Silos.Records.Database;

namespace OmniAvatar.Silos.Records.Tests;

/// <summary>What the records promise, on whatever database.</summary>
public abstract class RecordsTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private DbDataSource? _database;

    private RecordStore Store => new(_database!, _time);

    public async Task InitializeAsync() => _database = await OpenAsync();

    public async Task DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }

    /// <summary>An empty database with the records' tables, or null where there is no server.</summary>
    protected abstract Task<DbDataSource?> OpenAsync();

    protected async Task CancelledCallsChangeNothingAsync()
    {
        var index = new RecordedJobIndex(Store, _time);
        var (ledger, keys) = (new RecordedLedger(Store), new RecordedIdempotencyKeys(Store));
        var entry = Entry("job", _time.GetUtcNow());
        var gone = new CancellationToken(canceled: true);

        await Should.ThrowAsync<OperationCanceledException>(() => index.OpenAsync(entry, gone));
        await Should.ThrowAsync<OperationCanceledException>(() =>
            ledger.RecordAsync([new LedgerEntry(new WorkId(entry.Job, 0, 0), 1, 5, LedgerOutcome.Committed)], gone)
        );
        await Should.ThrowAsync<OperationCanceledException>(() =>
            keys.ClaimAsync(new IdempotentRequest(entry.Job, "key", "hash", _time.GetUtcNow()), gone)
        );
        await Should.ThrowAsync<OperationCanceledException>(() =>
            new RecordedTenantDirectory(Store, _time).FindAsync("a", gone)
        );

        (await index.FindAsync(entry.Job)).ShouldBeNull();
        (await ledger.EntriesAsync(entry.Job)).ShouldBeEmpty();
        (await keys.FindAsync(entry.Job.Tenant, "key")).ShouldBeNull();
    }

    protected async Task JobIndexKeepsItsPromisesAsync()
    {
        var index = new RecordedJobIndex(Store, _time);
        var jobs = Enumerable.Range(0, 5).Select(i => Entry($"job-{i}", _time.GetUtcNow().AddSeconds(i / 2))).ToList();
        foreach (var job in jobs)
            await index.ReserveAsync(job);
        await index.ReserveAsync(Entry("other", _time.GetUtcNow()) with { Job = new JobId("b", "other") });
        // Nobody was told of them yet.
        (await index.LoadAsync("a")).ShouldBe(new TenantLoad(0, 0));
        (await index.ListAsync("a", null, 9)).ShouldBeEmpty();

        // Opened again, only the state changes.
        await index.OpenAsync(
            jobs[1] with
            {
                State = JobState.Rendering,
                Created = DateTimeOffset.MaxValue,
                Model = "another",
            }
        );
        (await index.FindAsync(jobs[1].Job)).ShouldBe(jobs[1] with { State = JobState.Rendering });
        (await index.OpenJobsAsync()).ShouldBe([jobs[1].Job]);
        (await index.LoadAsync("a")).ShouldBe(new TenantLoad(2.5, 7));
        // Reserved by an equal request that comes late, it stays as it is.
        await index.ReserveAsync(jobs[1]);
        (await index.FindAsync(jobs[1].Job))!.State.ShouldBe(JobState.Rendering);

        await index.SetStateAsync(jobs[1].Job, JobState.Completed, bytes: 100);
        await index.SetStateAsync(jobs[1].Job, JobState.Completed, bytes: 100);
        (await index.FindAsync(jobs[1].Job)).ShouldBe(
            jobs[1] with
            {
                State = JobState.Completed,
                Bytes = 100,
                Ended = _time.GetUtcNow(),
            }
        );
        (await index.OpenJobsAsync()).ShouldBeEmpty();
        (await index.LoadAsync("a")).ShouldBe(new TenantLoad(0, 100));

        (await index.AbandonedAsync(_time.GetUtcNow().AddSeconds(1))).ShouldBe(
            [new("a", "job-0"), new("b", "other")],
            ignoreOrder: true
        );
        await index.RemoveAsync(jobs[0].Job);
        await index.RemoveAsync(jobs[0].Job);
        (await index.FindAsync(jobs[0].Job)).ShouldBeNull();
    }

    protected async Task JobIndexNotesTheFurthestAsync()
    {
        var index = new RecordedJobIndex(Store, _time);
        var job = Entry("job", _time.GetUtcNow()) with { State = JobState.Rendering };
        await index.OpenAsync(job);
        (await index.FindAsync(job.Job))!.Seen.ShouldBeNull();

        await index.NoteProgressAsync(job.Job, new SeenProgress(40, 3, 1));
        await index.NoteProgressAsync(job.Job, new SeenProgress(20, 4, 0));
        await index.NoteProgressAsync(job.Job with { Job = "nobody" }, new SeenProgress(99, 9, 9));

        (await index.FindAsync(job.Job))!.Seen.ShouldBe(new SeenProgress(40, 4, 1));
        (await index.ListAsync("a", null, 9)).ShouldHaveSingleItem().Seen.ShouldBe(new SeenProgress(40, 4, 1));
    }

    protected async Task JobIndexListsInPagesAsync()
    {
        var index = new RecordedJobIndex(Store, _time);
        // Two are created in the same moment: the name decides.
        foreach (var i in Enumerable.Range(0, 5))
            await index.OpenAsync(
                Entry($"job-{i}", _time.GetUtcNow().AddSeconds(i / 2)) with
                {
                    State = JobState.Rendering,
                }
            );

        (await NamesAsync(null, 3)).ShouldBe(["job-4", "job-3", "job-2"]);
        (await NamesAsync("job-2", 3)).ShouldBe(["job-1", "job-0"]);
        (await NamesAsync(null, 2, oldestFirst: true)).ShouldBe(["job-0", "job-1"]);
        (await NamesAsync("job-1", 9, oldestFirst: true)).ShouldBe(["job-2", "job-3", "job-4"]);
        (await NamesAsync("nobody", 9)).ShouldBeEmpty();

        async Task<IEnumerable<string>> NamesAsync(string? after, int limit, bool oldestFirst = false) =>
            (await index.ListAsync("a", after, limit, oldestFirst)).Select(e => e.Job.Job);
    }

    protected async Task LedgerCountsTheHighestAsync()
    {
        var ledger = new RecordedLedger(Store);
        var work = new WorkId(new JobId("a", "job"), 0, 1);
        LedgerEntry heard = new(work, 1, 500, LedgerOutcome.Lost),
            later = heard with { GpuMilliseconds = 900 };
        var committed = heard with { GpuMilliseconds = 800, Outcome = LedgerOutcome.Committed };

        // In any order, several at once, again and again.
        foreach (
            var said in (LedgerEntry[][])
                [
                    [later, heard],
                    [committed],
                    [heard],
                    [committed, later],
                    [],
                ]
        )
            await ledger.RecordAsync(said);
        await ledger.RecordAsync([.. Enumerable.Range(2, 1200).Select(attempt => heard with { Attempt = attempt })]);
        await ledger.RecordAsync([heard with { Work = WorkId.Conditioning(work.Job) }]);

        var entries = await ledger.EntriesAsync(work.Job);
        entries.Single(e => e.Attempt == 1 && e.Work == work).ShouldBe(committed);
        entries.Count.ShouldBe(1202);
        (await ledger.TotalsAsync("a")).ShouldBe(
            new Dictionary<LedgerOutcome, long> { [LedgerOutcome.Lost] = 1201 * 500, [LedgerOutcome.Committed] = 800 },
            ignoreOrder: true
        );
        (await ledger.TotalsAsync(work.Job))[LedgerOutcome.Committed].ShouldBe(800);
        (await ledger.TotalsAsync("b")).ShouldBeEmpty();
    }

    protected async Task TenantsAreKnownByTheirKeysAsync()
    {
        var tenants = new RecordedTenantDirectory(Store, _time);
        var terms = new TenantTerms
        {
            Weight = 2.5,
            ConcurrentSlots = 3,
            QueuedGpuSeconds = 10.5,
            StoredBytes = 1L << 40,
        };
        await tenants.SetAsync("a", new TenantTerms());
        (await tenants.FindAsync("a")).ShouldBe(new TenantTerms());
        await tenants.SetAsync("a", terms);
        (await tenants.FindAsync("a")).ShouldBe(terms);
        (await tenants.FindAsync("b")).ShouldBeNull();

        var key = (await tenants.AddKeyAsync("a", "laptop")).ShouldNotBeNull();
        (await tenants.FindByKeyAsync(ApiKey.Hash(key))).ShouldBe("a");
        (await tenants.FindByKeyAsync(key)).ShouldBeNull();
        await Should.ThrowAsync<DbException>(() => tenants.AddKeyAsync("nobody", "laptop"));
    }

    protected async Task KeysAreNamedAndRevokedAsync()
    {
        var tenants = new RecordedTenantDirectory(Store, _time);
        var terms = new TenantTerms
        {
            Weight = 5,
            ConcurrentSlots = 2,
            StoredBytes = 1_000_000,
        };
        await tenants.SetAsync("a", terms);
        await tenants.SetAsync("b", new TenantTerms());
        await Store.ExecuteAsync(
            "INSERT INTO api_key (sha256, tenant, created) VALUES ('0123456789abcdef', 'a', 0)",
            default
        );
        string laptop = (await tenants.AddKeyAsync("a", "laptop"))!,
            robot = (await tenants.AddKeyAsync("a", "robot"))!;
        (await tenants.AddKeyAsync("b", "laptop")).ShouldNotBeNull();
        (await tenants.AddKeyAsync("a", "laptop")).ShouldBeNull();

        (await tenants.ListKeysAsync("a"))
            .Select(k => k.Name)
            .ShouldBe(["unnamed-01234567", "laptop", "robot"], ignoreOrder: true);
        (await tenants.ListKeysAsync(null)).Count.ShouldBe(4);
        (await tenants.ListKeysAsync("a")).Single(k => k.Name == "robot").Created.ShouldBe(_time.GetUtcNow());

        _time.Advance(TimeSpan.FromSeconds(90));
        await tenants.NoteUseAsync([ApiKey.Hash(robot), ApiKey.Hash("unknown")]);
        var used = (await tenants.ListKeysAsync("a")).ToDictionary(k => k.Name, k => k.Used);
        used["laptop"].ShouldBeNull();
        used["robot"].ShouldNotBeNull().ShouldBeInRange(_time.GetUtcNow().AddMinutes(-1), _time.GetUtcNow());
        used["robot"]!.Value.Second.ShouldBe(0);
        (await tenants.ListAsync()).Keys.ShouldBe(["a", "b"], ignoreOrder: true);

        (await tenants.RevokeKeyAsync("a", "laptop")).ShouldBeTrue();
        (await tenants.RevokeKeyAsync("a", "laptop")).ShouldBeFalse();
        (await tenants.RevokeKeyAsync("a", "unnamed-01234567")).ShouldBeTrue();
        (await tenants.FindByKeyAsync(ApiKey.Hash(laptop))).ShouldBeNull();
        (await tenants.FindByKeyAsync(ApiKey.Hash(robot))).ShouldBe("a");
        (await tenants.ListKeysAsync("b")).ShouldHaveSingleItem();
        (await tenants.FindAsync("a")).ShouldBe(terms);
    }

    protected async Task FirstClaimOfAKeyWinsAsync()
    {
        var keys = new RecordedIdempotencyKeys(Store);
        var now = _time.GetUtcNow();
        var claims = Enumerable
            .Range(0, 8)
            .Select(i => new IdempotentRequest(new JobId("a", $"job-{i}"), "Key ' ☂", $"hash-{i}", now))
            .ToList();

        var holders = await Task.WhenAll(claims.Select(claim => Task.Run(() => keys.ClaimAsync(claim))));

        holders.Distinct().Count().ShouldBe(1);
        claims.ShouldContain(holders[0]);
        (await keys.FindAsync("a", "key ' ☂")).ShouldBeNull();
        (await keys.FindAsync("b", "Key ' ☂")).ShouldBeNull();
        await keys.ForgetAsync(now);
        (await keys.FindAsync("a", "Key ' ☂")).ShouldBe(holders[0]);
        await keys.ForgetAsync(now.AddSeconds(1));
        (await keys.FindAsync("a", "Key ' ☂")).ShouldBeNull();
    }

    protected async Task LastCardOfAModelCountsAsync()
    {
        var catalog = new RecordedModelCatalog(Store);
        var card = new ModelCard
        {
            Name = "tiny",
            Identity = "first",
            Defaults = new ModelDefaults
            {
                Steps = 4,
                Sizes =
                [
                    [64, 96],
                ],
                AudioGuidanceScale = 3,
            },
            NumericClass = "cpu",
            Announced = _time.GetUtcNow(),
            HasRandomWeights = true,
        };
        await catalog.AnnounceAsync(card, default);
        await catalog.AnnounceAsync(card with { Identity = "second" }, default);
        await catalog.AnnounceAsync(card with { Name = "large" }, default);

        (await catalog.ListAsync(default)).Select(c => c.Name).ShouldBe(["large", "tiny"]);
        var found = (await catalog.FindAsync("tiny", default))!;
        (found.Identity, found.Announced, found.Defaults.Steps, found.HasRandomWeights).ShouldBe(
            ("second", card.Announced, 4, true)
        );
        found.Defaults.Sizes!.Single().ShouldBe([64, 96]);
        (await catalog.FindAsync("TINY", default)).ShouldBeNull();
    }

    private static JobIndexEntry Entry(string job, DateTimeOffset created) =>
        new()
        {
            Job = new JobId("a", job),
            Model = "model",
            State = JobState.New,
            Created = created,
            GpuSeconds = 2.5,
            Bytes = 7,
            Summary = new JobSummary
            {
                ModelName = "tiny",
                Prompt = "\"quoted\" ☂",
                Width = 64,
                Height = 96,
                Frames = 39,
                FramesPerSecond = 25,
                Shots = 1,
                Segments = 4,
            },
        };
}
