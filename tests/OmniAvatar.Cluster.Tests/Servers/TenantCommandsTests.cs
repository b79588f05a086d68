using System.Runtime.Versioning;
using System.Text.Json;
using Npgsql;
using OmniAvatar.Cluster.Tests.Cluster;
using OmniAvatar.Grains.Records;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Silos.Records;
using OmniAvatar.Silos.Records.Database;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Cluster.Tests.Servers;

/// <summary><c>cluster init --tenant</c> and <c>keys</c>, as their users type them.</summary>
[Collection(MachineCollection.Name)]
[UnsupportedOSPlatform("windows")]
public sealed class TenantCommandsTests(Machine machine)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [ServersFact]
    public async Task Init_TwiceAtOnceWithANewTenant_MakesOneKey()
    {
        var cluster = await machine.NewAddressAsync();

        var said = await Task.WhenAll(
            Executables.InitAsync(cluster, "--tenant", "acme", "--weight", "2"),
            Executables.InitAsync(cluster, "--tenant", "acme", "--weight", "2")
        );

        said.Count(text => text.Contains("\noa-", StringComparison.Ordinal)).ShouldBe(1);
        await using var database = NpgsqlDataSource.Create(cluster.Postgres);
        (await Directory(database).ListKeysAsync("acme")).ShouldHaveSingleItem();
    }

    [ServersFact]
    public async Task Init_OfATenantThatIsThere_ChangesWhatIsSaidAndNothingElse()
    {
        var cluster = await machine.NewAddressAsync();
        await Executables.InitAsync(
            cluster,
            "--tenant",
            "acme",
            "--weight",
            "5",
            "--slots",
            "2",
            "--stored-bytes",
            "1000000"
        );
        await using var database = NpgsqlDataSource.Create(cluster.Postgres);
        var terms = new TenantTerms
        {
            Weight = 5,
            ConcurrentSlots = 2,
            StoredBytes = 1_000_000,
        };
        (await Directory(database).FindAsync("acme")).ShouldBe(terms);

        (await Executables.InitAsync(cluster, "--tenant", "acme")).ShouldContain("keeps its keys");
        (await Directory(database).FindAsync("acme")).ShouldBe(terms);
        await Executables.InitAsync(cluster, "--tenant", "acme", "--slots", "none", "--weight", "6");

        (await Directory(database).FindAsync("acme")).ShouldBe(terms with { Weight = 6, ConcurrentSlots = null });
    }

    [ServersFact]
    public async Task Init_WithAKeyFile_KeepsOneValidKeyThereAndPrintsNone()
    {
        var cluster = await machine.NewAddressAsync();
        var folder = System.IO.Directory.CreateTempSubdirectory("omniavatar-key-");
        try
        {
            var file = Path.Combine(folder.FullName, "key");
            var said = await Executables.InitAsync(cluster, "--tenant", "local", "--key-file", file);
            var first = (await File.ReadAllTextAsync(file)).Trim();
            said += await Executables.InitAsync(cluster, "--tenant", "local", "--key-file", file);
            (await File.ReadAllTextAsync(file)).Trim().ShouldBe(first);
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            await File.WriteAllTextAsync(file, "lost");
            said += await Executables.InitAsync(cluster, "--tenant", "local", "--key-file", file);

            await using var database = NpgsqlDataSource.Create(cluster.Postgres);
            var key = (await File.ReadAllTextAsync(file)).Trim();
            (await Directory(database).FindByKeyAsync(ApiKey.Hash(key))).ShouldBe("local");
            (await Directory(database).ListKeysAsync("local")).ShouldHaveSingleItem();
            said.ShouldNotContain("oa-");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [ServersFact]
    public async Task Keys_CreatedListedAndRevoked_AreKnownAsLongAsTheyAreListed()
    {
        var cluster = await machine.NewAddressAsync();
        await Executables.InitAsync(cluster, "--tenant", "acme", "--slots", "2");
        await using var database = NpgsqlDataSource.Create(cluster.Postgres);

        var key = (
            await KeysAsync(cluster, 0, "create", "--tenant", "acme", "--name", "laptop")
        ).ShouldHaveSingleItem();
        (await Directory(database).FindByKeyAsync(ApiKey.Hash(key))).ShouldBe("acme");
        (await KeysAsync(cluster, 1, "create", "--tenant", "acme", "--name", "laptop"))
            .ShouldHaveSingleItem()
            .ShouldContain("has a key called laptop");
        (await KeysAsync(cluster, 0, "list", "--tenant", "acme"))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])
            .ShouldBe(["first", "laptop"]);
        var listed = (await KeysAsync(cluster, 0, "list", "--json")).Select(line =>
            JsonDocument.Parse(line).RootElement
        );
        listed.Select(entry => entry.GetProperty("name").GetString()).ShouldBe(["first", "laptop"]);
        await KeysAsync(cluster, 0, "revoke", "--tenant", "acme", "--name", "laptop");

        (await Directory(database).FindByKeyAsync(ApiKey.Hash(key))).ShouldBeNull();
        (await Directory(database).FindAsync("acme")).ShouldBe(new TenantTerms { ConcurrentSlots = 2 });
    }

    private static RecordedTenantDirectory Directory(NpgsqlDataSource database) =>
        new(new RecordStore(database, TimeProvider.System), TimeProvider.System);

    private static async Task<IReadOnlyList<string>> KeysAsync(
        ClusterAddress cluster,
        int exitCode,
        params string[] arguments
    )
    {
        // Without a store: keys are in the database alone.
        await using var process = new ServerProcess(
            "keys",
            Executables.Start(
                Executables.Gateway,
                cluster with
                {
                    StoreFolder = null,
                    Blobs = null,
                },
                ["keys", .. arguments]
            )
        );
        (await process.WaitForExitAsync(Patience)).ShouldBe(exitCode, process.Log);
        return process.Lines;
    }
}
