using System.CommandLine;
using System.Text;
using OmniAvatar.Files;
using OmniAvatar.Grains.Records;
using OmniAvatar.Silos.Records;

namespace OmniAvatar.Silos.Gateway.Commands.Tenants;

/// <summary>A key in a file that only its owner can read, for programs that start a cluster; the key is never printed
/// or logged.</summary>
internal static class KeyFile
{
    /// <summary>The name of the key in the file. Each tenant has one such key: a new one replaces the last.</summary>
    private const string Name = "key-file";

    public static Option<string?> Option() =>
        new("--key-file")
        {
            HelpName = "FILE",
            Description =
                "Write a key of the tenant to this file instead of printing it; a valid key that is already in the "
                + "file stays",
        };

    /// <summary>Ensures that a file has a valid key of a tenant.</summary>
    /// <returns>Whether the key is new.</returns>
    /// <exception cref="RenderFailedException">The file cannot be read or written.</exception>
    public static async Task<bool> EnsureAsync(
        RecordedTenantDirectory directory,
        string tenant,
        string path,
        CancellationToken cancellation
    )
    {
        try
        {
            if (File.Exists(path))
            {
                var held = (await File.ReadAllTextAsync(path, cancellation)).Trim();
                if (await directory.FindByKeyAsync(ApiKey.Hash(held), cancellation) == tenant)
                    return false;
            }
            while (true)
            {
                await directory.RevokeKeyAsync(tenant, Name, cancellation);
                if (await directory.AddKeyAsync(tenant, Name, cancellation) is not { } key)
                    continue;
                AtomicFile.Write(path, file => file.Write(Encoding.UTF8.GetBytes(key + "\n")));
                return true;
            }
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw FileFailure.Writing(path, e);
        }
    }
}
