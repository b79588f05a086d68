using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using OmniAvatar.Grains.Records;
using OmniAvatar.Silos.Gateway.Commands.Tenants;
using OmniAvatar.Silos.Hosting.Configuration;
using OmniAvatar.Silos.Hosting.Servers;
using OmniAvatar.Silos.Records;
using OmniAvatar.Silos.Records.Database;

namespace OmniAvatar.Silos.Gateway.Commands;

/// <summary><c>keys</c>: creates, lists and revokes tenants' keys. It only needs the database. Gateways ask the
/// database at every request, so a change applies from the next request on.</summary>
internal static class KeysCommand
{
    public static Command Create() =>
        new("keys", "Create, list and revoke tenants' keys.")
        {
            Change("create", "Create a new key of a tenant and print it. It cannot be read again later.", CreateAsync),
            List(),
            Change("revoke", "Revoke a key: the next request with it is refused.", RevokeAsync),
        };

    private static Command Change(
        string verb,
        string description,
        Func<RecordedTenantDirectory, string, string, CancellationToken, Task> change
    )
    {
        var database = new DatabaseOptionSet();
        var tenant = new Option<string>("--tenant")
        {
            HelpName = "NAME",
            Description = "Whose key",
            Required = true,
        };
        var name = new Option<string>("--name")
        {
            HelpName = "NAME",
            Description = "Name of the key, such as the name of its user",
            Required = true,
        };
        var command = new Command(verb, description) { tenant, name };
        database.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                var (whose, what) = (parsed.GetValue(tenant)!, parsed.GetValue(name)!);
                TenantOptionSet.CheckName(whose);
                if (!ApiKey.IsName(what))
                    throw new WrongUseException("--name takes 1 to 64 letters, digits, '.', '-', '_' or '@'.");
                return await WithDirectoryAsync(
                    database.Read(parsed),
                    directory => change(directory, whose, what, cancellation),
                    cancellation
                );
            }
        );
        return command;
    }

    private static Command List()
    {
        var database = new DatabaseOptionSet();
        var tenant = new Option<string?>("--tenant")
        {
            HelpName = "NAME",
            Description = "List only this tenant's keys",
        };
        var json = new Option<bool>("--json")
        {
            Description = "One JSON object a line: tenant, name, created and used",
        };
        var command = new Command(
            "list",
            "List keys by tenant, name, time of creation and last use. Keys themselves are not stored."
        )
        {
            tenant,
            json,
        };
        database.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
            {
                Func<ApiKey, string> show = parsed.GetValue(json) ? ToJson : ToLine;
                return WithDirectoryAsync(
                    database.Read(parsed),
                    directory => ListAsync(directory, parsed.GetValue(tenant), show, cancellation),
                    cancellation
                );
            }
        );
        return command;
    }

    private static async Task CreateAsync(
        RecordedTenantDirectory directory,
        string tenant,
        string name,
        CancellationToken cancellation
    )
    {
        if (await directory.FindAsync(tenant, cancellation) is null)
            throw new RenderFailedException(
                $"There is no tenant {tenant}; 'omniavatar cluster init --tenant {tenant}' creates it."
            );
        var key =
            await directory.AddKeyAsync(tenant, name, cancellation)
            ?? throw new RenderFailedException(
                $"The tenant {tenant} already has a key called {name}: choose another name, or revoke that key first."
            );
        Console.WriteLine(key);
    }

    private static async Task ListAsync(
        RecordedTenantDirectory directory,
        string? tenant,
        Func<ApiKey, string> show,
        CancellationToken cancellation
    )
    {
        foreach (var key in await directory.ListKeysAsync(tenant, cancellation))
            Console.WriteLine(show(key));
    }

    private static string ToLine(ApiKey key) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{key.Tenant, -20} {key.Name, -30} {key.Created:yyyy-MM-ddTHH:mm:ssZ}  {Used(key)}"
        );

    private static string Used(ApiKey key) =>
        key.Used is { } used
            ? string.Create(CultureInfo.InvariantCulture, $"used {used:yyyy-MM-ddTHH:mmZ}")
            : "never used";

    private static string ToJson(ApiKey key) => JsonSerializer.Serialize(key, JsonSerializerOptions.Web);

    private static async Task RevokeAsync(
        RecordedTenantDirectory directory,
        string tenant,
        string name,
        CancellationToken cancellation
    )
    {
        if (!await directory.RevokeKeyAsync(tenant, name, cancellation))
            throw new RenderFailedException(
                $"The tenant {tenant} has no key called {name}; 'omniavatar keys list' lists all keys."
            );
        Console.WriteLine($"The key {name} of {tenant} is revoked.");
    }

    private static async Task<int> WithDirectoryAsync(
        DatabaseSettings settings,
        Func<RecordedTenantDirectory, Task> use,
        CancellationToken cancellation
    )
    {
        var time = TimeProvider.System;
        await using var database = await ClusterResources.OpenDatabaseAsync(settings, time, cancellation);
        await use(new RecordedTenantDirectory(new RecordStore(database, time), time));
        return 0;
    }
}
