using System.Data.Common;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using OmniAvatar.Grains;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Records.Database;
using OmniAvatar.Silos.Records.InMemory;
using OmniAvatar.Silos.Records.Webhooks;
using OmniAvatar.Tests.Servers;

namespace OmniAvatar.Silos.Records.Tests.Webhooks;

/// <summary>What outbox and secrets promise, in memory and on whatever database.</summary>
public abstract class WebhookRecordsTests : IAsyncLifetime
{
    private static readonly JobFailure Failure = JobFailure.Of(FailureKind.Failed, "It failed.", "e-1");

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private DbDataSource? _database;
    private IWebhookOutbox _outbox = null!;
    private IWebhookSecrets _secrets = null!;

    public async Task InitializeAsync()
    {
        _database = await OpenAsync();
        if (_database is null)
        {
            var clock = new WorkClock(_time);
            (_outbox, _secrets) = (new InMemoryWebhookOutbox(clock), new InMemoryWebhookSecrets(clock));
            return;
        }
        var records = new RecordStore(_database, _time);
        (_outbox, _secrets) = (new RecordedWebhookOutbox(records, _time), new RecordedWebhookSecrets(records, _time));
    }

    public async Task DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }

    /// <summary>A database with the records' tables, or null for memory.</summary>
    protected abstract Task<DbDataSource?> OpenAsync();

    protected async Task DeliveriesComeBackAsTheyWereAsync()
    {
        var delivery = Delivery("a", "1") with { Failure = Failure, Event = WebhookEvents.Failed };
        await _outbox.AddAsync(delivery);
        await _outbox.AddAsync(delivery with { Url = "https://example.com/other" });

        (await _outbox.FindAsync("a", delivery.Id)).ShouldBe(delivery);
        (await _outbox.FindAsync("b", delivery.Id)).ShouldBeNull();
        (await _outbox.ListAsync("b", null, null, 9)).ShouldBeEmpty();
    }

    protected async Task DueDeliveriesAreTakenOnceAndAgainWhenTheirTimeIsOverAsync()
    {
        await _outbox.AddAsync(Delivery("a", "now"));
        await _outbox.AddAsync(Delivery("a", "later") with { Due = _time.GetUtcNow().AddSeconds(30) });
        (await TakeAsync()).ShouldHaveSingleItem().Job.Job.ShouldBe("now");
        (await TakeAsync()).ShouldBeEmpty();
        // Somebody has it, so that a release says nothing new.
        await _outbox.ReleaseAsync(Delivery("a", "now").Id);
        (await TakeAsync()).ShouldBeEmpty();

        await _outbox.ReleaseAsync(Delivery("a", "later").Id);
        (await TakeAsync()).ShouldHaveSingleItem().Job.Job.ShouldBe("later");

        _time.Advance(TimeSpan.FromMinutes(1));
        (await TakeAsync()).Select(taken => taken.Job.Job).ShouldBe(["now", "later"], ignoreOrder: true);
    }

    protected async Task ManyWhoTakeAtOnceTakeEachDeliveryOnceAsync()
    {
        for (var i = 0; i < 40; i++)
            await _outbox.AddAsync(Delivery($"tenant-{i % 4}", $"job-{i}"));

        var taken = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => TakeAsync(most: 10, mostOfTenant: 10)))
        );
        var all = taken.SelectMany(each => each).Select(delivery => delivery.Id).ToList();
        while (await TakeAsync() is { Count: > 0 } rest)
            all.AddRange(rest.Select(delivery => delivery.Id));

        all.ShouldBeUnique();
        all.Count.ShouldBe(40);
    }

    protected async Task OneTenantTakesNoMoreThanItsShareAsync()
    {
        for (var i = 0; i < 10; i++)
            await _outbox.AddAsync(Delivery("many", $"job-{i}"));
        _time.Advance(TimeSpan.FromSeconds(1));
        await _outbox.AddAsync(Delivery("few", "job") with { Due = _time.GetUtcNow() });

        var taken = await TakeAsync(most: 5, mostOfTenant: 3);
        taken.Select(delivery => delivery.Job.Tenant).ShouldBe(["many", "many", "many", "few"], ignoreOrder: true);
        (await TakeAsync(most: 5, mostOfTenant: 3, except: "many")).ShouldBeEmpty();
    }

    protected async Task WhoseReceiverIsGoneIsToldNoMoreAsync()
    {
        var (first, second) = (Delivery("a", "job"), Delivery("a", "job", WebhookEvents.Failed));
        await _outbox.AddAsync(first);
        await _outbox.AddAsync(second);
        await _outbox.AddAsync(Delivery("a", "another"));

        await _outbox.EndAsync(first.Job, 410, "Gone.");
        await _outbox.AddAsync(Delivery("a", "job", WebhookEvents.Cancelled));

        (await TakeAsync()).ShouldHaveSingleItem().Job.Job.ShouldBe("another");
        var failed = await _outbox.ListAsync("a", WebhookState.Failed, null, 9);
        failed.Select(delivery => delivery.Id).ShouldBe([first.Id, second.Id], ignoreOrder: true);
        failed.ShouldAllBe(delivery => delivery.LastStatus == 410 && delivery.Ended == _time.GetUtcNow());
    }

    protected async Task DeadLettersAreListedInPagesAndTriedAgainAsync()
    {
        for (var i = 0; i < 5; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            var delivery = Delivery("a", $"job-{i}");
            await _outbox.AddAsync(delivery);
            await _outbox.NoteAsync(
                delivery with
                {
                    State = i == 2 ? WebhookState.Delivered : WebhookState.Failed,
                    Attempts = 11,
                    Ended = _time.GetUtcNow(),
                    LastStatus = i == 2 ? 200 : 500,
                    LastError = i == 2 ? null : "It answered 500.",
                }
            );
        }
        var page = await _outbox.ListAsync("a", WebhookState.Failed, null, 2);
        page.Select(delivery => delivery.Job.Job).ShouldBe(["job-4", "job-3"]);
        var next = await _outbox.ListAsync("a", WebhookState.Failed, page[^1].Id, 9);
        next.Select(delivery => delivery.Job.Job).ShouldBe(["job-1", "job-0"]);
        (await _outbox.ListAsync("a", null, "nothing", 9)).ShouldBeEmpty();
        (await TakeAsync()).ShouldBeEmpty();

        (await _outbox.RetryAsync("b", page[0].Id)).ShouldBeFalse();
        (await _outbox.RetryAsync("a", Delivery("a", "job-2").Id)).ShouldBeFalse();
        (await _outbox.RetryAsync("a", page[0].Id)).ShouldBeTrue();

        var again = (await TakeAsync()).ShouldHaveSingleItem();
        (again.Id, again.Attempts, again.Ended).ShouldBe((page[0].Id, 0, null));
        await _outbox.ForgetAsync(_time.GetUtcNow().AddSeconds(1));
        (await _outbox.ListAsync("a", null, null, 9)).ShouldHaveSingleItem().Id.ShouldBe(page[0].Id);
    }

    protected async Task SecretBeforeTheNewestSignsForItsTimeAsync()
    {
        (await _secrets.FindAsync("a")).ShouldBeNull();
        await _secrets.SetAsync("a", "first", _time.GetUtcNow().AddDays(1));
        (await _secrets.FindAsync("a"))!.At(_time.GetUtcNow()).ShouldBe(["first"]);

        // Said twice, as after a broken connection.
        await _secrets.SetAsync("a", "second", _time.GetUtcNow().AddDays(1));
        await _secrets.SetAsync("a", "second", _time.GetUtcNow().AddDays(1));

        var known = (await _secrets.FindAsync("a")).ShouldNotBeNull();
        known.At(_time.GetUtcNow()).ShouldBe(["second", "first"]);
        known.At(_time.GetUtcNow().AddDays(1)).ShouldBe(["second"]);
        known.ToString().ShouldNotContain("second");
        (await _secrets.FindAsync("b")).ShouldBeNull();
    }

    private Task<IReadOnlyList<WebhookDelivery>> TakeAsync(
        int most = 100,
        int mostOfTenant = 100,
        params string[] except
    ) =>
        _outbox.TakeAsync(
            new WebhookTake(Guid.NewGuid().ToString("N"), _time.GetUtcNow().AddMinutes(1), most, mostOfTenant, except)
        );

    private WebhookDelivery Delivery(string tenant, string job, WebhookEvents what = WebhookEvents.Completed) =>
        new()
        {
            Id = WebhookDelivery.IdOf(new JobId(tenant, job), what, "once"),
            Job = new JobId(tenant, job),
            Event = what,
            Url = "https://example.com/hook?token=secret",
            Percent = 100,
            Created = _time.GetUtcNow(),
            Due = _time.GetUtcNow(),
        };
}

public sealed class InMemoryWebhookRecordsTests : WebhookRecordsTests
{
    [Fact]
    public Task Outbox_InMemory_KeepsDeliveries() => DeliveriesComeBackAsTheyWereAsync();

    [Fact]
    public Task Outbox_InMemory_GivesOutDueOnes() => DueDeliveriesAreTakenOnceAndAgainWhenTheirTimeIsOverAsync();

    [Fact]
    public Task Outbox_InMemoryTakenByMany_GivesEachOnce() => ManyWhoTakeAtOnceTakeEachDeliveryOnceAsync();

    [Fact]
    public Task Outbox_InMemory_SharesAmongTenants() => OneTenantTakesNoMoreThanItsShareAsync();

    [Fact]
    public Task Outbox_InMemoryReceiverGone_EndsTheJobs() => WhoseReceiverIsGoneIsToldNoMoreAsync();

    [Fact]
    public Task Outbox_InMemory_ListsDeadLetters() => DeadLettersAreListedInPagesAndTriedAgainAsync();

    [Fact]
    public Task Secrets_InMemory_OverlapForAWhile() => SecretBeforeTheNewestSignsForItsTimeAsync();

    protected override Task<DbDataSource?> OpenAsync() => Task.FromResult<DbDataSource?>(null);
}

public sealed class SqliteWebhookRecordsTests : WebhookRecordsTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-webhooks-");

    [Fact]
    public Task Outbox_InSqlite_KeepsDeliveries() => DeliveriesComeBackAsTheyWereAsync();

    [Fact]
    public Task Outbox_InSqlite_GivesOutDueOnes() => DueDeliveriesAreTakenOnceAndAgainWhenTheirTimeIsOverAsync();

    [Fact]
    public Task Outbox_InSqliteTakenByMany_GivesEachOnce() => ManyWhoTakeAtOnceTakeEachDeliveryOnceAsync();

    [Fact]
    public Task Outbox_InSqlite_SharesAmongTenants() => OneTenantTakesNoMoreThanItsShareAsync();

    [Fact]
    public Task Outbox_InSqliteReceiverGone_EndsTheJobs() => WhoseReceiverIsGoneIsToldNoMoreAsync();

    [Fact]
    public Task Outbox_InSqlite_ListsDeadLetters() => DeadLettersAreListedInPagesAndTriedAgainAsync();

    [Fact]
    public Task Secrets_InSqlite_OverlapForAWhile() => SecretBeforeTheNewestSignsForItsTimeAsync();

    public void Dispose() => _folder.Delete(recursive: true);

    protected override Task<DbDataSource?> OpenAsync() =>
        Task.FromResult<DbDataSource?>(RecordsFile.Open(Path.Combine(_folder.FullName, "records.db")));
}

[Collection(DatabaseCollection.Name)]
public sealed class PostgresWebhookRecordsTests(DatabaseServer server) : WebhookRecordsTests
{
    [DatabaseFact]
    public Task Outbox_InPostgres_KeepsDeliveries() => DeliveriesComeBackAsTheyWereAsync();

    [DatabaseFact]
    public Task Outbox_InPostgres_GivesOutDueOnes() => DueDeliveriesAreTakenOnceAndAgainWhenTheirTimeIsOverAsync();

    [DatabaseFact]
    public Task Outbox_InPostgresTakenByMany_GivesEachOnce() => ManyWhoTakeAtOnceTakeEachDeliveryOnceAsync();

    [DatabaseFact]
    public Task Outbox_InPostgres_SharesAmongTenants() => OneTenantTakesNoMoreThanItsShareAsync();

    [DatabaseFact]
    public Task Outbox_InPostgresReceiverGone_EndsTheJobs() => WhoseReceiverIsGoneIsToldNoMoreAsync();

    [DatabaseFact]
    public Task Outbox_InPostgres_ListsDeadLetters() => DeadLettersAreListedInPagesAndTriedAgainAsync();

    [DatabaseFact]
    public Task Secrets_InPostgres_OverlapForAWhile() => SecretBeforeTheNewestSignsForItsTimeAsync();

    protected override async Task<DbDataSource?> OpenAsync()
    {
        if (!server.IsThere)
            return null;
        var database = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        await new SchemaMigrator(database).MigrateAsync(default);
        return database;
    }
}
