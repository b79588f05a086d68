using System.Data.Common;
using Microsoft.Data.Sqlite;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Records.Database;

namespace OmniAvatar.Silos.Records.Tests;

public sealed class SqliteRecordsTests : RecordsTests, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-records-");

    private string File => Path.Combine(_folder.FullName, "records.db");

    [Fact]
    public Task JobIndex_InSqlite_KeepsItsPromises() => JobIndexKeepsItsPromisesAsync();

    [Fact]
    public Task JobIndex_InSqlite_ListsInPages() => JobIndexListsInPagesAsync();

    [Fact]
    public Task Ledger_InSqlite_CountsTheHighest() => LedgerCountsTheHighestAsync();

    [Fact]
    public Task Tenants_InSqlite_AreKnownByTheirKeys() => TenantsAreKnownByTheirKeysAsync();

    [Fact]
    public Task JobIndex_InSqlite_NotesTheFurthest() => JobIndexNotesTheFurthestAsync();

    [Fact]
    public Task Keys_InSqlite_AreNamedAndRevoked() => KeysAreNamedAndRevokedAsync();

    [Fact]
    public Task IdempotencyKey_InSqliteClaimedByMany_IsTheFirsts() => FirstClaimOfAKeyWinsAsync();

    [Fact]
    public Task Records_InSqliteCancelled_ChangeNothing() => CancelledCallsChangeNothingAsync();

    [Fact]
    public Task ModelCard_InSqliteAnnouncedAgain_Replaces() => LastCardOfAModelCountsAsync();

    [Fact]
    public async Task File_OfTheFirstRelease_KeepsItsRowsAndIsBroughtUp()
    {
        var old = Path.Combine(_folder.FullName, "old.db");
        await using (var first = SqliteFactory.Instance.CreateDataSource($"Data Source={old}"))
        {
            await ExecuteAsync(first, Migration.OfRecords[0].Sql);
            await ExecuteAsync(
                first,
                "INSERT INTO job_index VALUES ('a', 'old', 'model', 'Rendering', 1, NULL, 2.5, 7, NULL); "
                    + "PRAGMA user_version = 1"
            );
        }

        await using var database = RecordsFile.Open(old);

        var found = await new RecordedJobIndex(
            new RecordStore(database, TimeProvider.System),
            TimeProvider.System
        ).FindAsync(new JobId("a", "old"));
        found.ShouldNotBeNull().Seen.ShouldBeNull();
    }

    [Fact]
    public async Task File_OfANewerRelease_IsRefusedWithOneSentence()
    {
        await using (var database = RecordsFile.Open(File))
        {
            await using var newer = database.CreateCommand("PRAGMA user_version = 999");
            await newer.ExecuteNonQueryAsync();
        }

        Should.Throw<RenderFailedException>(() => RecordsFile.Open(File)).Message.ShouldContain("newer release");
    }

    [Fact]
    public void File_ThatIsNoDatabase_IsRefusedWithOneSentence()
    {
        var other = Path.Combine(_folder.FullName, "other");
        System.IO.File.WriteAllText(
            other,
            "This is a text, and a rather long one, so that nobody takes it for the header of an empty database file."
        );

        Should.Throw<RenderFailedException>(() => RecordsFile.Open(other)).Message.ShouldContain(other);
    }

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    private static async Task ExecuteAsync(DbDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    protected override Task<DbDataSource?> OpenAsync() => Task.FromResult<DbDataSource?>(RecordsFile.Open(File));
}
