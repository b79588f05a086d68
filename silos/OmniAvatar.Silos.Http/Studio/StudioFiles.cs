using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace OmniAvatar.Silos.Http.Studio;

/// <summary>The files of the studio page, which this assembly carries. All but the page itself have addresses with the
/// version of them all in it, so that browsers may keep them for good.</summary>
internal sealed class StudioFiles
{
    private const string Prefix = "studio/";
    private const string Page = "index.html";
    private const string VersionMark = "{version}";
    private const int VersionBytes = 8;

    private static readonly FrozenDictionary<string, string> MediaTypes = new Dictionary<string, string>
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".txt"] = "text/plain; charset=utf-8",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, StudioFile> _files;

    /// <summary>Reads them.</summary>
    public StudioFiles()
    {
        var contents = Contents();
        Version = VersionOf(contents);
        var page = Encoding.UTF8.GetString(contents[Page]).Replace(VersionMark, Version, StringComparison.Ordinal);
        Index = new StudioFile(Encoding.UTF8.GetBytes(page), MediaTypes[".html"]);
        _files = contents
            .Where(file => file.Key != Page)
            .ToFrozenDictionary(
                file => file.Key,
                file => new StudioFile(file.Value, MediaTypes[Path.GetExtension(file.Key)])
            );
    }

    /// <summary>Changes when any file does.</summary>
    public string Version { get; }

    /// <summary>The page.</summary>
    public StudioFile Index { get; }

    /// <summary>Their paths below the version.</summary>
    public IEnumerable<string> Paths => _files.Keys;

    /// <summary>The file of a path, or null.</summary>
    public StudioFile? Find(string path) => _files.GetValueOrDefault(path);

    private static SortedDictionary<string, byte[]> Contents()
    {
        var assembly = typeof(StudioFiles).Assembly;
        var contents = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (
            var name in assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        )
        {
            using var resource = assembly.GetManifestResourceStream(name)!;
            var content = new byte[resource.Length];
            resource.ReadExactly(content);
            contents.Add(name[Prefix.Length..], content);
        }
        return contents;
    }

    private static string VersionOf(SortedDictionary<string, byte[]> contents)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (path, content) in contents)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{path}\n{content.Length}\n"));
            hash.AppendData(content);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, VersionBytes));
    }
}
