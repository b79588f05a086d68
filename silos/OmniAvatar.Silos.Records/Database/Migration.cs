using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace OmniAvatar.Silos.Records.Database;

/// <summary>One step of the schema: statements that take a database from version <c>Version - 1</c> to
/// <c>Version</c>.</summary>
/// <param name="Version">Counted from 1 without gaps.</param>
/// <param name="Name">What it makes.</param>
/// <param name="Sql">The statements.</param>
public sealed record Migration(int Version, string Name, string Sql)
{
    private const string Prefix = "Migrations.";

    private const string RecordsPrefix = "records";

    /// <summary>SHA-256 of the statements, lower-case hexadecimal; it shows whether a database was made by these
    /// statements.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));

    /// <summary>All steps, in order.</summary>
    public static IReadOnlyList<Migration> All { get; } = [.. ReadAll().OrderBy(m => m.Version)];

    /// <summary>The steps that make the cluster's own records, in order; they suit SQLite too.</summary>
    public static IReadOnlyList<Migration> OfRecords { get; } =
    [.. All.Where(m => m.Name.StartsWith(RecordsPrefix, StringComparison.Ordinal))];

    private static IEnumerable<Migration> ReadAll()
    {
        var assembly = typeof(Migration).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(Prefix, StringComparison.Ordinal))
                continue;
            var name = resource[Prefix.Length..^".sql".Length];
            var dash = name.IndexOf('-');
            yield return new Migration(
                int.Parse(name[..dash], CultureInfo.InvariantCulture),
                name[(dash + 1)..],
                Read(assembly, resource)
            );
        }
    }

    private static string Read(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
