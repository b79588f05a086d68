using Npgsql;
using OmniAvatar.Silos.Records.Database;
using OmniAvatar.Tests.Servers;

namespace OmniAvatar.Silos.Records.Tests.Database;

[Collection(DatabaseCollection.Name)]
public sealed class SchemaMigratorTests(DatabaseServer server)
{
    [Fact]
    public void Migrations_AsShipped_AreNumberedWithoutGaps() =>
        Migration.All.Select(m => m.Version).ShouldBe(Enumerable.Range(1, Migration.All.Count));

    [DatabaseFact]
    public async Task Migrate_FourAtOnce_DoesEachStepOnce()
    {
        await using var database = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        var migrator = new SchemaMigrator(database);
        (await Should.ThrowAsync<RenderFailedException>(() => migrator.CheckAsync(default))).Message.ShouldContain(
            "omniavatar cluster init"
        );

        var done = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => migrator.MigrateAsync(default)));

        done.SelectMany(steps => steps)
            .Select(step => step.Version)
            .Order()
            .ShouldBe(Migration.All.Select(m => m.Version));
        await migrator.CheckAsync(default);
        (await migrator.MigrateAsync(default)).ShouldBeEmpty();
    }

    [DatabaseFact]
    public async Task SchemaOfAnotherRelease_Always_IsRefusedWithOneSentence()
    {
        await using var database = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        var migrator = new SchemaMigrator(database);
        await migrator.MigrateAsync(default);

        await ExecuteAsync(database, "INSERT INTO schema_version (version, name) VALUES (999, 'future')");
        (await Should.ThrowAsync<RenderFailedException>(() => migrator.CheckAsync(default))).Message.ShouldContain(
            "newer release"
        );
        (await Should.ThrowAsync<RenderFailedException>(() => migrator.MigrateAsync(default))).Message.ShouldContain(
            "newer release"
        );

        await ExecuteAsync(database, $"DELETE FROM schema_version WHERE version >= {Migration.All.Count}");
        (await Should.ThrowAsync<RenderFailedException>(() => migrator.CheckAsync(default))).Message.ShouldContain(
            "omniavatar cluster init"
        );
    }

    /// <summary>What a release has shipped is in databases; a change of the schema is a step of its own.</summary>
    [Fact]
    public void Migrations_Shipped_AreNeverChanged() =>
        Migration
            .All.Take(8)
            .Select(step => step.Sha256[..16])
            .ShouldBe([
                "765c1ce7bfd36b85",
                "891ed44126111704",
                "eff9d10895614fc2",
                "f2aacd6af50a137a",
                "bffe0648b290fc62",
                "6dd2be3e368b9d97",
                "24e3095d2dcb6757",
                "0191ac0dd408f8b8",
            ]);

    [DatabaseFact]
    public async Task SchemaOfOtherStatements_Always_IsRefusedWithOneSentence()
    {
        await using var database = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        var migrator = new SchemaMigrator(database);
        await migrator.MigrateAsync(default);

        await ExecuteAsync(database, "UPDATE schema_version SET sha256 = 'other' WHERE version = 2");

        foreach (
            var attempt in (Func<Task>[])[() => migrator.CheckAsync(default), () => migrator.MigrateAsync(default)]
        )
            (await Should.ThrowAsync<RenderFailedException>(attempt)).Message.ShouldStartWith("Step 2 ");
    }

    [DatabaseFact]
    public async Task SchemaFromBeforeHashesWereKept_Always_IsTrusted()
    {
        await using var database = NpgsqlDataSource.Create(await server.CreateDatabaseAsync());
        var migrator = new SchemaMigrator(database);
        await migrator.MigrateAsync(default);
        await ExecuteAsync(database, "ALTER TABLE schema_version DROP COLUMN sha256");

        await migrator.CheckAsync(default);
        (await migrator.MigrateAsync(default)).ShouldBeEmpty();
    }

    private static async Task ExecuteAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
