using System.Globalization;
using System.Text.Json;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Runs;

/// <summary>Saved states of a run, a folder each, written beside the others and then renamed, so that each is whole;
/// the newest alone is kept.</summary>
/// <remarks>The state of a part as earlier versions kept it, a file beside the folder, counts while there is no
/// other.</remarks>
internal sealed class StateFolder(string folder)
{
    private const string Prefix = "step-";
    private const string Unfinished = "unfinished";
    private const string FactsFile = "state.json";
    private const string TensorsFile = "state.safetensors";

    private readonly string _earlier = $"{folder}.safetensors";

    /// <summary>Saves a state and drops older ones.</summary>
    /// <exception cref="RenderFailedException">The folder cannot be written.</exception>
    public void Save(StateFacts facts, IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var scope = NewDisposeScope();
        var (target, temporary) = (Path.Combine(folder, $"{Prefix}{facts.Step:D10}"), Path.Combine(folder, Unfinished));
        try
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
            SafetensorsWriter.Write(
                Path.Combine(temporary, TensorsFile),
                tensors.ToDictionary(pair => pair.Key, pair => pair.Value.detach().cpu().contiguous())
            );
            AtomicFile.Write(Path.Combine(temporary, FactsFile), stream => JsonSerializer.Serialize(stream, facts));
            if (Directory.Exists(target))
                Directory.Delete(target, recursive: true);
            Directory.Move(temporary, target);
            foreach (var (step, path) in Saved().Where(saved => saved.Step != facts.Step))
                Directory.Delete(path, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new RenderFailedException(
                $"The state of the training cannot be saved in {folder}: {failure.Message}",
                failure
            );
        }
    }

    /// <summary>The newest state, or null without one.</summary>
    /// <exception cref="BadInputException">It is damaged.</exception>
    public StateFacts? FindNewest()
    {
        if (Newest() is not { } path)
            return File.Exists(_earlier) ? EarlierState.Facts(_earlier) : null;
        try
        {
            return JsonSerializer.Deserialize<StateFacts>(File.ReadAllBytes(Path.Combine(path, FactsFile)))
                ?? throw new JsonException("it is empty");
        }
        catch (Exception failure) when (failure is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"The saved state {path} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>The tensors of the newest state, on the CPU; there is one.</summary>
    /// <exception cref="BadInputException">They are damaged.</exception>
    public IReadOnlyDictionary<string, Tensor> ReadNewest()
    {
        if (Newest() is not { } path)
            return EarlierState.Tensors(_earlier);
        using var file = SafetensorsFile.Open(Path.Combine(path, TensorsFile));
        return file.Tensors.Keys.ToDictionary(key => key, key => file.Read(key), StringComparer.Ordinal);
    }

    private string? Newest() =>
        Saved().OrderByDescending(saved => saved.Step).Select(saved => saved.Path).FirstOrDefault();

    private List<(long Step, string Path)> Saved() =>
        !Directory.Exists(folder)
            ? []
            :
            [
                .. Directory
                    .EnumerateDirectories(folder, $"{Prefix}*")
                    .Select(path =>
                        (
                            IsStep: long.TryParse(
                                Path.GetFileName(path)[Prefix.Length..],
                                NumberStyles.None,
                                CultureInfo.InvariantCulture,
                                out var step
                            ),
                            step,
                            path
                        )
                    )
                    .Where(saved => saved.IsStep)
                    .Select(saved => (saved.step, saved.path)),
            ];
}
