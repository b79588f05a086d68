using OmniAvatar.Diffusion.Checkpoints.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Samples;

/// <summary>Writes a folder of samples: a safetensors file each, and at the end the list, without which the folder holds none.</summary>
public sealed class SampleFolderWriter
{
    private const string Files = "samples";
    private const string EmptyTextFile = "empty_text.safetensors";

    private readonly string _folder;
    private readonly SampleSizes _sizes;
    private readonly SampleFile _emptyText;
    private readonly SortedDictionary<string, SampleEntry> _samples = new(StringComparer.Ordinal);

    /// <summary>Begins a folder.</summary>
    /// <param name="folder">Where; it is made if it is not there.</param>
    /// <param name="sizes">What all samples share.</param>
    /// <param name="emptyText">Rows of the text encoder for the empty prompt (L, text_dim).</param>
    /// <exception cref="RenderFailedException">The folder cannot be written.</exception>
    public SampleFolderWriter(string folder, SampleSizes sizes, Tensor emptyText)
    {
        (_folder, _sizes) = (folder, sizes);
        _emptyText = Write(EmptyTextFile, new Dictionary<string, Tensor> { [SampleFolder.Text] = emptyText });
    }

    /// <summary>Writes a sample; the order in which samples come changes nothing.</summary>
    /// <param name="name">Letters, digits, <c>-</c>, <c>_</c> and <c>.</c>; a sample of the same name is replaced.</param>
    /// <param name="sample">Its tensors, which stay the caller's.</param>
    /// <param name="source">The collection it is from.</param>
    /// <param name="isForValidation">Whether it is kept out of training.</param>
    /// <exception cref="WrongUseException">The name cannot be a file's.</exception>
    /// <exception cref="RenderFailedException">The file cannot be written.</exception>
    public void Add(string name, TrainingSample sample, string source, bool isForValidation = false)
    {
        if (name.Length is 0 or > 120 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')))
            throw new WrongUseException($"A sample is named with letters, digits, '-', '_' and '.', not '{name}'.");
        var file = Write($"{Files}/{name}.safetensors", new Dictionary<string, Tensor>
        {
            [SampleFolder.Latents] = sample.Latents,
            [SampleFolder.Reference] = sample.Reference,
            [SampleFolder.Text] = sample.Text,
            [SampleFolder.Audio] = sample.Audio,
        });
        var (frames, height, width) = ((int)sample.Latents.size(1), (int)sample.Latents.size(2), (int)sample.Latents.size(3));
        _samples[name] = new SampleEntry(new SampleInfo(name, frames, height, width, source, isForValidation), file);
    }

    /// <summary>Writes the list.</summary>
    /// <exception cref="RenderFailedException">The list cannot be written.</exception>
    public void Finish() =>
        new SampleManifest { Format = SampleManifest.Version, Sizes = _sizes, EmptyText = _emptyText, Samples = [.. _samples.Values] }.Write(_folder);

    private SampleFile Write(string relative, IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, relative);
        SafetensorsWriter.Write(path, tensors.ToDictionary(pair => pair.Key, pair => pair.Value.cpu().contiguous()));
        return new SampleFile(relative, SampleFolder.HashOf(path));
    }
}
