using OmniAvatar.Verification.Files;

namespace OmniAvatar.Verification;

/// <summary>What the areas of one run share.</summary>
/// <param name="Files">The folder.</param>
/// <param name="Models">Its networks.</param>
public sealed record GoldenRun(GoldenFiles Files, GoldenModels Models)
{
    /// <summary>The configuration of an area.</summary>
    /// <exception cref="BadInputException">It is missing or no JSON.</exception>
    public GoldenJson Config(string area)
    {
        Files.Claim($"{area}/config.json");
        return GoldenJson.Read(Files, $"{area}/config.json");
    }

    /// <summary>Names of an area's files that end with <c>.safetensors</c>, without that ending.</summary>
    public IEnumerable<string> TensorFiles(string area) =>
        Files
            .In(area)
            .Where(file => file.EndsWith(TensorFile(""), StringComparison.Ordinal))
            .Select(file => file[..^TensorFile("").Length]);

    /// <summary>The file of a name.</summary>
    public static string TensorFile(string name) => $"{name}.safetensors";
}
