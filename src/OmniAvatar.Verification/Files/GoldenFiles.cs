namespace OmniAvatar.Verification.Files;

/// <summary>The files of a golden folder and who answers for them. Every file must belong to a case: one that none
/// claims would be an unchecked result.</summary>
public sealed class GoldenFiles
{
    /// <summary>The folder's description, which no case owns.</summary>
    public const string ReadMe = "README.md";

    private readonly SortedSet<string> _unclaimed;
    private readonly HashSet<string> _files;

    /// <summary>Lists a folder.</summary>
    /// <exception cref="BadInputException">The folder does not exist.</exception>
    public GoldenFiles(string root)
    {
        if (!Directory.Exists(root))
            throw new BadInputException($"The folder {root} does not exist.");
        Root = Path.GetFullPath(root);
        _files = [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Select(Relative)];
        _unclaimed = new SortedSet<string>(_files, StringComparer.Ordinal);
        _unclaimed.Remove(ReadMe);
    }

    /// <summary>The folder's full path.</summary>
    public string Root { get; }

    /// <summary>All names such as <c>dit/config.json</c>.</summary>
    public IReadOnlyCollection<string> Names => _files;

    /// <summary>Names such as <c>dit/config.json</c> that no case has claimed.</summary>
    public IReadOnlyCollection<string> Unclaimed => _unclaimed;

    /// <summary>Whether the folder has a file of this relative name.</summary>
    public bool Exists(string name) => _files.Contains(name);

    /// <summary>Whether the folder has any file of an area.</summary>
    public bool HasArea(string area) => _files.Any(name => name.StartsWith(area + '/', StringComparison.Ordinal));

    /// <summary>The names of an area's files, without the area's own, in order.</summary>
    public IReadOnlyList<string> In(string area) =>
        [
            .. _files
                .Where(name => name.StartsWith(area + '/', StringComparison.Ordinal))
                .Select(name => name[(area.Length + 1)..])
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Says that a case answers for a file.</summary>
    public void Claim(string name) => _unclaimed.Remove(name);

    /// <summary>The path of a file.</summary>
    /// <exception cref="BadInputException">It is not there.</exception>
    public string PathOf(string name) =>
        Exists(name) ? Path.Combine(Root, name) : throw new BadInputException($"The file {name} is missing.");

    private string Relative(string path) => Path.GetRelativePath(Root, path).Replace(Path.DirectorySeparatorChar, '/');
}
