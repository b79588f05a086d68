using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines;

/// <summary>Tensors that pass between units of work as safetensors files, in the type that they were computed
/// in.</summary>
internal static class TensorFiles
{
    /// <summary>Writes tensors from any device under a folder, and gives the path.</summary>
    /// <exception cref="RenderFailedException">They are not finite numbers, or the file cannot be written.</exception>
    public static string Write(string folder, string role, IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var scope = NewDisposeScope();
        foreach (var (key, value) in tensors)
            FiniteValues.Require(value, $"The values {key} of the part {role}");
        var path = Path.Combine(folder, $"{role}.safetensors");
        SafetensorsWriter.Write(path, tensors.ToDictionary(pair => pair.Key, pair => pair.Value.cpu().contiguous()));
        return path;
    }

    /// <summary>Reads all tensors of a file onto the CPU.</summary>
    public static IReadOnlyDictionary<string, Tensor> ReadAll(string path)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Tensors.Keys.ToDictionary(key => key, key => file.Read(key));
    }

    /// <summary>Reads one tensor of a file onto the CPU.</summary>
    public static Tensor Read(string path, string key)
    {
        using var file = SafetensorsFile.Open(path);
        return file.Read(key);
    }
}
