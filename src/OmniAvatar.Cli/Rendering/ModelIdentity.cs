using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Weights.Adapters;

namespace OmniAvatar.Cli.Rendering;

/// <summary>What a job is rendered with, as one hash: the model folder's manifest, and the added adapters in order with
/// their weights.</summary>
internal static class ModelIdentity
{
    /// <returns>SHA-256, lower-case hexadecimal; the manifest's own where nothing is added.</returns>
    /// <exception cref="BadInputException">A file cannot be read.</exception>
    public static async Task<string> OfAsync(
        ModelFolder model,
        IReadOnlyList<LoraFile> loras,
        CancellationToken cancellation
    )
    {
        var identity = ModelManifest.Compute(model, cancellation).Sha256;
        foreach (var lora in loras)
        {
            string[] parts =
            [
                identity,
                await HashAsync(lora.Path, cancellation),
                lora.ConfigFile is { } config ? await HashAsync(config, cancellation) : "",
                lora.Weight.ToString("R", CultureInfo.InvariantCulture),
            ];
            identity = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))));
        }

        return identity;
    }

    /// <summary>What a model is called where nobody gives it a name: as its folder.</summary>
    public static string NameOf(string folder) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));

    private static async Task<string> HashAsync(string path, CancellationToken cancellation)
    {
        try
        {
            await using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation));
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new BadInputException($"The adapter {path} cannot be read.", e);
        }
    }
}
