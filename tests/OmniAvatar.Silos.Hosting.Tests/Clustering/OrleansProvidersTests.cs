using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OmniAvatar.Silos.Hosting.Clustering;
using OmniAvatar.Silos.Hosting.Configuration;
using OmniAvatar.Silos.Records.Database;
using OmniAvatar.Testing.Processes;
using OmniAvatar.Tests.Servers;
using Orleans.Providers;
using Orleans.Storage;

namespace OmniAvatar.Silos.Hosting.Tests.Clustering;

/// <summary>Orleans' own providers over the statements of our schema: what they promise to Orleans holds.</summary>
[Collection(DatabaseCollection.Name)]
public sealed class OrleansProvidersTests(DatabaseServer server) : IAsyncLifetime
{
    private static readonly DateTime Now = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    private NpgsqlDataSource? _database;
    private IHost? _silo;

    public async Task InitializeAsync()
    {
        if (!server.IsThere)
            return;
        // Far from UTC, so that a time which loses its zone on the way shows.
        _database = NpgsqlDataSource.Create(await server.CreateDatabaseAsync() + ";Timezone=Asia/Kathmandu");
        await new SchemaMigrator(_database).MigrateAsync(default);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.UseOrleans(silo => silo.AddCluster(Settings(), _database));
        // Never started: only its providers are asked.
        _silo = builder.Build();
    }

    public async Task DisposeAsync()
    {
        _silo?.Dispose();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    [DatabaseFact]
    public async Task Membership_TwoWritersOverOneVersion_OneWins()
    {
        var table = _silo!.Services.GetRequiredService<IMembershipTable>();
        await table.InitializeMembershipTableAsync(true, default);
        var version = (await table.ReadAllAsync(default)).Version;
        MembershipEntry first = Entry(1),
            second = Entry(2);

        var wins = await Task.WhenAll(
            table.InsertRowAsync(first, version.Next()),
            table.InsertRowAsync(second, version.Next(), default)
        );
        wins.Count(won => won).ShouldBe(1);

        var winner = (await table.ReadAllAsync(default)).Members.ShouldHaveSingleItem().Item1;
        (winner.StartTime, winner.IAmAliveTime, winner.HostName).ShouldBe((Now, Now, "host"));
        version = (await table.ReadAllAsync(default)).Version;
        (await table.InsertRowAsync(winner, version.Next(), default)).ShouldBeFalse();
        winner.Status = SiloStatus.Dead;
        winner.AddSuspector(second.SiloAddress, Now);
        (await table.UpdateRowAsync(winner, version.VersionEtag, version.Next(), default)).ShouldBeTrue();
        (await table.UpdateRowAsync(winner, version.VersionEtag, version.Next(), default)).ShouldBeFalse();
        var row = (await table.ReadRowAsync(winner.SiloAddress, default)).Members.ShouldHaveSingleItem().Item1;
        (row.Status, row.SuspectTimes!.Single().Item2).ShouldBe((SiloStatus.Dead, Now));

        winner.IAmAliveTime = Now.AddMinutes(1);
        await table.UpdateIAmAliveAsync(winner, default);
        (await table.ReadRowAsync(winner.SiloAddress, default))
            .Members.Single()
            .Item1.IAmAliveTime.ShouldBe(Now.AddMinutes(1));
        await table.CleanupDefunctSiloEntriesAsync(Now.AddDays(1), default);
        (await table.ReadAllAsync(default)).Members.ShouldBeEmpty();
    }

    [DatabaseFact]
    public async Task Reminders_WrittenTwiceAndRemoved_AreFoundByTheirGrainAndRange()
    {
        var table = _silo!.Services.GetRequiredService<IReminderTable>();
        await table.StartAsync();
        var grain = GrainId.Create("pool", "default");
        var reminder = new ReminderEntry
        {
            GrainId = grain,
            ReminderName = "check",
            StartAt = Now,
            Period = TimeSpan.FromMinutes(1),
        };

        var first = await table.UpsertRow(reminder);
        reminder.Period = TimeSpan.FromMinutes(2);
        var second = await table.UpsertRow(reminder);

        second.ShouldNotBe(first);
        var found = await table.ReadRow(grain, "check");
        (found!.StartAt, found.Period, found.ETag).ShouldBe((Now, TimeSpan.FromMinutes(2), second));
        var hash = grain.GetUniformHashCode();
        (await table.ReadRows(hash - 1, hash)).Reminders.Count.ShouldBe(1);
        (await table.ReadRows(hash, hash - 1)).Reminders.ShouldBeEmpty();
        (await table.ReadRows(grain)).Reminders.Count.ShouldBe(1);
        (await table.RemoveRow(grain, "check", first!)).ShouldBeFalse();
        (await table.RemoveRow(grain, "check", second!)).ShouldBeTrue();
        (await table.ReadRow(grain, "check")).ShouldBeNull();
    }

    [DatabaseFact]
    public async Task GrainState_Cleared_LeavesNoRowAndIsFencedStill()
    {
        var storage = _silo!.Services.GetRequiredKeyedService<IGrainStorage>(
            ProviderConstants.DEFAULT_STORAGE_PROVIDER_NAME
        );
        await LoadStatementsAsync(storage);
        var grain = GrainId.Create("job", "acme/one");
        GrainState<List<string>> state = new(["first"]),
            stale = new([]);
        await storage.WriteStateAsync("head", grain, state);
        await storage.ReadStateAsync("head", grain, stale);

        await storage.ClearStateAsync("head", grain, state);

        await using var count = _database!.CreateCommand("SELECT count(*) FROM grain_state");
        (await count.ExecuteScalarAsync()).ShouldBe(0L);
        stale.State = ["from before"];
        await Should.ThrowAsync<InconsistentStateException>(() => storage.WriteStateAsync("head", grain, stale));
        state.State = ["second"];
        await storage.WriteStateAsync("head", grain, state);
        await storage.ReadStateAsync("head", grain, stale);
        stale.State.ShouldBe(["second"]);
    }

    /// <summary>What a silo's start does with its storage.</summary>
    private static async Task LoadStatementsAsync(IGrainStorage storage)
    {
        var lifecycle = new SiloLifecycleSubject(NullLogger<SiloLifecycleSubject>.Instance);
        ((ILifecycleParticipant<ISiloLifecycle>)storage).Participate(lifecycle);
        await lifecycle.OnStart();
    }

    private static ClusterSettings Settings() =>
        new()
        {
            ClusterId = "providers",
            Network = new NetworkSettings
            {
                Advertise = IPAddress.Loopback,
                SiloPort = FreePort.Next(),
                ClientPort = 0,
                Ops = new IPEndPoint(IPAddress.Loopback, FreePort.Next()),
            },
            Detection = new FailureDetection(TimeSpan.FromSeconds(5), 3, 2),
            Drain = TimeSpan.FromSeconds(30),
        };

    private static MembershipEntry Entry(int generation) =>
        new()
        {
            SiloAddress = SiloAddress.New(IPAddress.Loopback, 1234, generation),
            SiloName = "silo",
            HostName = "host",
            Status = SiloStatus.Active,
            StartTime = Now,
            IAmAliveTime = Now,
        };
}
