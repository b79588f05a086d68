using OmniAvatar.Diffusion.Weights.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Weights.Safetensors;

/// <summary>One safetensors file, memory mapped: opening it reads the header alone, and a tensor's pages are read when
/// it is copied.</summary>
public sealed class SafetensorsFile : ITensorSource
{
    private readonly MappedFile _file;
    private readonly IReadOnlyDictionary<string, SafetensorsHeader.Entry> _entries;

    private SafetensorsFile(MappedFile file, SafetensorsHeader header)
    {
        _file = file;
        _entries = header.Entries;
        Metadata = header.Metadata;
        Tensors = _entries.ToDictionary(pair => pair.Key, pair => pair.Value.Info, StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Name => _file.Path;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

    /// <summary>What the writer said of the whole file.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file and checks its header.</summary>
    /// <exception cref="BadInputException">The file is missing, or truncated or damaged in any way that its header
    /// shows.</exception>
    public static SafetensorsFile Open(string path)
    {
        var file = MappedFile.Open(path);
        try
        {
            return new SafetensorsFile(file, SafetensorsHeader.Read(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void CopyTo(string key, Tensor destination)
    {
        var info = this.Describe(key);
        PieceCopy.RequireShape(this, key, info, destination);
        PieceCopy.Copy(_file, _entries[key].Offset, info.DataType, destination);
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
