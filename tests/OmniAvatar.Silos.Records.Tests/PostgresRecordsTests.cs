using System.Data.Common;
using Npgsql;
using OmniAvatar.Silos.Records.Database;
using OmniAvatar.Tests.Servers;

namespace OmniAvatar.Silos.Records.Tests;

[Collection(DatabaseCollection.Name)]
public sealed class PostgresRecordsTests(DatabaseServer server) : RecordsTests
{
    [DatabaseFact]
    public Task JobIndex_InPostgres_KeepsItsPromises() => JobIndexKeepsItsPromisesAsync();

    [DatabaseFact]
    public Task JobIndex_InPostgres_ListsInPages() => JobIndexListsInPagesAsync();

    [DatabaseFact]
    public Task Ledger_InPostgres_CountsTheHighest() => LedgerCountsTheHighestAsync();

    [DatabaseFact]
    public Task Tenants_InPostgres_AreKnownByTheirKeys() => TenantsAreKnownByTheirKeysAsync();

    [DatabaseFact]
    public Task JobIndex_InPostgres_NotesTheFurthest() => JobIndexNotesTheFurthestAsync();

    [DatabaseFact]
    public Task Keys_InPostgres_AreNamedAndRevoked() => KeysAreNamedAndRevokedAsync();

    [DatabaseFact]
    public Task IdempotencyKey_InPostgresClaimedByMany_IsTheFirsts() => FirstClaimOfAKeyWinsAsync();

    [DatabaseFact]
    public Task Records_InPostgresCancelled_ChangeNothing() => CancelledCallsChangeNothingAsync();

    [DatabaseFact]
    public Task ModelCard_InPostgresAnnouncedAgain_Replaces() => LastCardOfAModelCountsAsync();

    protected override async Task<DbDataSource?> OpenAsync()
    {
        if (!server.IsThere)
            return null;
        var database = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        await new SchemaMigrator(database).MigrateAsync(default);
        return database;
    }
}
