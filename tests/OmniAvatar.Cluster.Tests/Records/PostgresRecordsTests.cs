using System.Data.Common;
using Npgsql;
using OmniAvatar.Cluster.Tests.Cluster;
using OmniAvatar.Silos.Records.Database;

namespace OmniAvatar.Cluster.Tests.Records;

[Collection(MachineCollection.Name)]
public sealed class PostgresRecordsTests(Machine machine) : RecordsTests
{
    [ServersFact]
    public Task JobIndex_InPostgres_KeepsItsPromises() => JobIndexKeepsItsPromisesAsync();

    [ServersFact]
    public Task JobIndex_InPostgres_ListsInPages() => JobIndexListsInPagesAsync();

    [ServersFact]
    public Task Ledger_InPostgres_CountsTheHighest() => LedgerCountsTheHighestAsync();

    [ServersFact]
    public Task Tenants_InPostgres_AreKnownByTheirKeys() => TenantsAreKnownByTheirKeysAsync();

    [ServersFact]
    public Task JobIndex_InPostgres_NotesTheFurthest() => JobIndexNotesTheFurthestAsync();

    [ServersFact]
    public Task Keys_InPostgres_AreNamedAndRevoked() => KeysAreNamedAndRevokedAsync();

    [ServersFact]
    public Task IdempotencyKey_InPostgresClaimedByMany_IsTheFirsts() => FirstClaimOfAKeyWinsAsync();

    [ServersFact]
    public Task Records_InPostgresCancelled_ChangeNothing() => CancelledCallsChangeNothingAsync();

    [ServersFact]
    public Task ModelCard_InPostgresAnnouncedAgain_Replaces() => LastCardOfAModelCountsAsync();

    protected override async Task<DbDataSource?> OpenAsync()
    {
        if (machine.Postgres is null)
            return null;
        var database = NpgsqlDataSource.Create(await machine.Postgres.CreateDatabaseAsync());
        await new SchemaMigrator(database).MigrateAsync(default);
        return database;
    }
}
