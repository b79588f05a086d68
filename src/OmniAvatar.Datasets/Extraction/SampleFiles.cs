using System.Security.Cryptography;
using OmniAvatar.Diffusion.Weights.Safetensors;
using static TorchSharp.torch;

namespace OmniAvatar.Datasets.Extraction;

/// <summary>The files of a folder of samples, as <see cref="ExtractionManifest"/> describes them.</summary>
public static class SampleFiles
{
    /// <summary>Writes a clip's windows.</summary>
    /// <param name="path">Where.</param>
    /// <param name="reference">(16, 1, h, w).</param>
    /// <param name="windows">Latents (16, T, h, w) and audio (4T - 3, audio width) of each.</param>
    /// <returns>The file's hash.</returns>
    /// <exception cref="RenderFailedException">The file cannot be written.</exception>
    public static string WriteClip(string path, Tensor reference, IReadOnlyList<(Tensor Latents, Tensor Audio)> windows)
    {
        var tensors = new Dictionary<string, Tensor> { [ExtractedSamples.Reference] = reference };
        for (var window = 0; window < windows.Count; window++)
        {
            tensors[ExtractedSamples.LatentsOf(window)] = windows[window].Latents;
            tensors[ExtractedSamples.AudioOf(window)] = windows[window].Audio;
        }
        return Write(path, tensors);
    }

    /// <summary>Writes a caption's rows (rows, text width).</summary>
    /// <returns>The file's hash.</returns>
    /// <exception cref="RenderFailedException">The file cannot be written.</exception>
    public static string WriteText(string path, Tensor rows) =>
        Write(path, new Dictionary<string, Tensor> { [ExtractedSamples.Text] = rows });

    /// <summary>SHA-256 of a file, lower-case hexadecimal.</summary>
    /// <exception cref="BadInputException">It cannot be read.</exception>
    public static string HashOf(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Convert.ToHexStringLower(SHA256.HashData(file));
        }
        catch (Exception failure) when (FileFailure.Is(failure))
        {
            throw new BadInputException($"{path} cannot be read: {failure.Message}", failure);
        }
    }

    private static string Write(string path, IReadOnlyDictionary<string, Tensor> tensors)
    {
        SafetensorsWriter.Write(path, tensors);
        return HashOf(path);
    }
}
