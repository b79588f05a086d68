using System.CommandLine;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Silos.Gateway.Commands.Tenants;
using OmniAvatar.Silos.Hosting.Configuration;
using OmniAvatar.Silos.Hosting.Servers;
using OmniAvatar.Silos.Records;
using OmniAvatar.Silos.Records.Database;

namespace OmniAvatar.Silos.Gateway.Commands;

/// <summary><c>cluster init</c>: creates or migrates the schema and the store, and creates or changes a tenant. It is
/// safe to repeat, and to run twice at once.</summary>
internal static class ClusterCommand
{
    private const string FirstKey = "first";

    public static Command Create()
    {
        var (resources, tenant, keyFile) = (
            new ClusterResourceOptionSet(DatabaseOptionSet.OfCommands),
            new TenantOptionSet(),
            KeyFile.Option()
        );
        var init = new Command(
            "init",
            "Create or migrate the database's schema and the store; create or change a tenant."
        );
        tenant.AddTo(init);
        init.Options.Add(keyFile);
        resources.AddTo(init);
        init.SetAction(
            (parsed, cancellation) =>
                InitAsync(
                    resources.Read(parsed),
                    tenant.Read(parsed),
                    parsed.GetValue(keyFile),
                    TimeProvider.System,
                    cancellation
                )
        );
        return new Command("cluster", "Prepare a cluster's database, store and tenants.") { init };
    }

    private static async Task<int> InitAsync(
        ClusterResourceSettings settings,
        TenantChange? tenant,
        string? keyFile,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        if (keyFile is not null && tenant is null)
            throw new WrongUseException("--key-file needs --tenant, which says whose key the file holds.");
        foreach (var step in await ClusterResources.PrepareAsync(settings, time, cancellation))
            Console.WriteLine($"schema {step.Version}: {step.Name}");
        await using var resources = await ClusterResources.OpenAsync(settings, time, cancellation);
        Console.WriteLine("The database and the store are ready.");
        if (tenant is null)
            return 0;

        var directory = new RecordedTenantDirectory(new RecordStore(resources.Database, time), time);
        await ChangeAsync(directory, tenant, cancellation);
        await GiveKeyAsync(directory, tenant.Name, keyFile, cancellation);
        return 0;
    }

    /// <summary>Options that are not given change nothing.</summary>
    private static async Task ChangeAsync(
        RecordedTenantDirectory directory,
        TenantChange tenant,
        CancellationToken cancellation
    )
    {
        var before = await directory.FindAsync(tenant.Name, cancellation);
        var after = tenant.ApplyTo(before ?? new TenantTerms());
        if (after != before)
            await directory.SetAsync(tenant.Name, after, cancellation);
    }

    private static async Task GiveKeyAsync(
        RecordedTenantDirectory directory,
        string tenant,
        string? keyFile,
        CancellationToken cancellation
    )
    {
        if (keyFile is not null)
        {
            var isNew = await KeyFile.EnsureAsync(directory, tenant, keyFile, cancellation);
            Console.WriteLine($"The file {keyFile} has {(isNew ? "a new" : "a valid")} key of the tenant {tenant}.");
            return;
        }
        var has = await directory.ListKeysAsync(tenant, cancellation);
        if (has.Count == 0 && await directory.AddKeyAsync(tenant, FirstKey, cancellation) is { } key)
        {
            Console.WriteLine($"The tenant {tenant} has its first key, which is shown only once:");
            Console.WriteLine(key);
            return;
        }
        Console.WriteLine(
            $"The tenant {tenant} keeps its keys; 'omniavatar keys create --tenant {tenant} --name NAME' makes another."
        );
    }
}
