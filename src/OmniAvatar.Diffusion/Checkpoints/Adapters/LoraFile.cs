namespace OmniAvatar.Diffusion.Checkpoints.Adapters;

/// <summary>A low-rank adapter that a user adds to a model.</summary>
/// <param name="Path">Its weights, in peft's names.</param>
/// <param name="Weight">How strongly it counts; 1 is as it was trained.</param>
public sealed record LoraFile(string Path, double Weight = 1)
{
    /// <summary>
    /// Rank and alpha: peft's <c>adapter_config.json</c> beside the file says them; without it the rank is read off the weights and alpha is
    /// taken to equal it, as trainers do that save no configuration.
    /// </summary>
    /// <exception cref="BadInputException">The file holds no low-rank pair.</exception>
    public AdapterConfig ConfigFor(ITensorSource source)
    {
        var configFile = ConfigFileOf(Path);
        var config = File.Exists(configFile) ? AdapterConfig.Read(configFile) : FromShapes(source);
        return config with { Alpha = config.Alpha * Weight };
    }

    /// <summary>Where peft keeps the configuration of an adapter's weights; the file need not exist.</summary>
    public static string ConfigFileOf(string path) => System.IO.Path.Combine(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!, "adapter_config.json");

    private AdapterConfig FromShapes(ITensorSource source)
    {
        var rank = source.Tensors.Where(pair => pair.Key.Contains(".lora_A.", StringComparison.Ordinal) && pair.Value.Shape.Count == 2)
            .Select(pair => pair.Value.Shape[0]).FirstOrDefault();
        return rank is > 0 and <= int.MaxValue
            ? new AdapterConfig((int)rank, rank)
            : throw new BadInputException($"{Path} holds no low-rank adapter in peft's names.");
    }
}
