namespace OmniAvatar.Cli.Tests.Serving.OpenAi;

/// <summary>A test with OpenAI's client for Node.js; without it, it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OpenAiClientFactAttribute : FactAttribute
{
    private const string Variable = "OMNIAVATAR_OPENAI";

    public OpenAiClientFactAttribute() =>
        Skip = Packages is null
            ? $"{Variable} names no folder with OpenAI's client for Node.js (npm install openai)."
            : null;

    /// <summary>The folder in which npm installed it, or null.</summary>
    public static string? Packages { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder
        && Directory.Exists(Path.Combine(folder, "node_modules", "openai"))
            ? folder
            : null;
}
