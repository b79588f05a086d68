using System.Text.RegularExpressions;

namespace OmniAvatar.Deploy.Tests;

/// <summary>docker/Dockerfile, read: its stages and their instructions, continued lines joined.</summary>
internal sealed partial class Dockerfile
{
    private readonly List<Stage> _stages = [];

    public Dockerfile(string text)
    {
        foreach (
            var line in Continued()
                .Replace(Comment().Replace(text, ""), " ")
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
        )
        {
            var (keyword, rest) = (line.Split(' ')[0], line[line.IndexOf(' ')..].Trim());
            if (keyword == "FROM")
                _stages.Add(new Stage(rest.Split(' ')[^1], rest.Split(' ')[0], []));
            else if (_stages.Count > 0)
                _stages[^1].Instructions.Add((keyword, rest));
        }
    }

    public static Dockerfile OfRepository { get; } = new(RepositoryFiles.Read("docker/Dockerfile"));

    /// <summary>Stages in order; the last three are the images.</summary>
    public IReadOnlyList<Stage> Stages => _stages;

    public Stage this[string stage] => _stages.Single(s => s.Name == stage);

    /// <summary>What a stage's environment is in the end, its parents' included.</summary>
    public IReadOnlyDictionary<string, string> EnvironmentOf(string stage)
    {
        var environment = _stages.Any(s => s.Name == this[stage].Parent)
            ? new Dictionary<string, string>(EnvironmentOf(this[stage].Parent))
            : [];
        foreach (var pair in this[stage].Of("ENV").SelectMany(line => line.Split(' ')))
            environment[pair.Split('=')[0]] = pair.Split('=', 2)[1];
        return environment;
    }

    [GeneratedRegex(@"^\s*#.*\n", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continued();

    /// <summary>From one FROM to the next.</summary>
    internal sealed record Stage(string Name, string Parent, List<(string Keyword, string Words)> Instructions)
    {
        public IEnumerable<string> Of(string keyword) =>
            Instructions.Where(i => i.Keyword == keyword).Select(i => i.Words);
    }
}
