using System.CommandLine;
using OmniAvatar.Grains.Tenants;
using OmniAvatar.Identity;
using OmniAvatar.Silos.Configuration;
using OmniAvatar.Silos.Database;
using OmniAvatar.Silos.Hosting;
using OmniAvatar.Silos.Records;

namespace OmniAvatar.Silos.Gateway.Commands;

/// <summary>
/// <c>cluster init</c>: makes or migrates the schema and the store, and creates or changes a tenant. Safe to repeat, and to run
/// twice at once.
/// </summary>
internal static class ClusterCommand
{
    public static Command Create()
    {
        var (foundation, tenant) = (new FoundationOptionSet(), new TenantOptionSet());
        var init = new Command("init", "Make or migrate the database's schema and the store; create or change a tenant.");
        tenant.AddTo(init);
        foundation.AddTo(init);
        init.SetAction((parsed, cancellation) => InitAsync(foundation.Read(parsed), tenant.Read(parsed), TimeProvider.System, cancellation));
        return new Command("cluster", "Prepare what a cluster stands on.") { init };
    }

    private static async Task<int> InitAsync(FoundationSettings settings, NamedTerms? tenant, TimeProvider time, CancellationToken cancellation)
    {
        foreach (var step in await Foundation.PrepareAsync(settings, time, cancellation)) Console.WriteLine($"schema {step.Version}: {step.Name}");
        await using var foundation = await Foundation.OpenAsync(settings, time, cancellation);
        Console.WriteLine("The database and the store are ready.");
        if (tenant is null) return 0;

        var directory = new RecordedTenantDirectory(new RecordStore(foundation.Database, time), time);
        await directory.SetAsync(tenant.Name, tenant.Terms);
        Console.WriteLine($"The tenant {tenant.Name} has a new key, shown only now:");
        Console.WriteLine(await directory.AddKeyAsync(tenant.Name));
        return 0;
    }
}

/// <summary>A tenant to create or change.</summary>
internal sealed record NamedTerms(string Name, TenantTerms Terms);

/// <summary>The options that describe a tenant.</summary>
internal sealed class TenantOptionSet
{
    private readonly Option<string?> _name = new("--tenant") { HelpName = "NAME", Description = "Create this tenant, or give it new terms, and print a new key of it" };
    private readonly Option<double> _weight = new("--weight") { HelpName = "W", Description = "Its share of GPU-seconds relative to other tenants (default 1)", DefaultValueFactory = _ => 1 };
    private readonly Option<int?> _slots = new("--slots") { HelpName = "N", Description = "Most slots at the same time" };
    private readonly Option<double?> _queuedGpuSeconds = new("--queued-gpu-seconds") { HelpName = "N", Description = "Most estimated GPU-seconds of unfinished work" };
    private readonly Option<long?> _storedBytes = new("--stored-bytes") { HelpName = "N", Description = "Most bytes in the store" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_name, _weight, _slots, _queuedGpuSeconds, _storedBytes]) command.Options.Add(option);
    }

    /// <exception cref="WrongUseException">A name or a limit cannot be.</exception>
    public NamedTerms? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_name) is not { } name) return null;
        var terms = new TenantTerms
        {
            Weight = parsed.GetValue(_weight),
            ConcurrentSlots = parsed.GetValue(_slots),
            QueuedGpuSeconds = parsed.GetValue(_queuedGpuSeconds),
            StoredBytes = parsed.GetValue(_storedBytes),
        };
        if (!new JobId(name, "any").IsValid) throw new WrongUseException("--tenant takes 1 to 64 characters of a-z, 0-9, '-' and '_'.");
        if (terms is not { Weight: > 0 and < 1e6, ConcurrentSlots: null or > 0, QueuedGpuSeconds: null or > 0, StoredBytes: null or > 0 })
            throw new WrongUseException("--weight, --slots, --queued-gpu-seconds and --stored-bytes take numbers above 0.");
        return new NamedTerms(name, terms);
    }
}
