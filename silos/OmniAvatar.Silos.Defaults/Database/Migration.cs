using System.Globalization;
using System.Reflection;

namespace OmniAvatar.Silos.Database;

/// <summary>One step of the schema: statements that take a database from version <c>Version - 1</c> to <c>Version</c>.</summary>
/// <param name="Version">Counted from 1 without gaps.</param>
/// <param name="Name">What it makes.</param>
/// <param name="Sql">The statements.</param>
public sealed record Migration(int Version, string Name, string Sql)
{
    private const string Prefix = "Migrations.";

    /// <summary>The one that makes the cluster's own records; it suits SQLite too.</summary>
    public const string Records = "records";

    /// <summary>All steps, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = [.. ReadAll().OrderBy(m => m.Version)];

    private static IEnumerable<Migration> ReadAll()
    {
        var assembly = typeof(Migration).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            var name = resource[Prefix.Length..^".sql".Length];
            var dash = name.IndexOf('-');
            yield return new Migration(int.Parse(name[..dash], CultureInfo.InvariantCulture), name[(dash + 1)..], Read(assembly, resource));
        }
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
