using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Weights;

/// <summary>How a source's keys are matched with a module's, and what the module's weights become.</summary>
public sealed record LoadOptions
{
    /// <summary>What the source's keys carry before the module's own, such as <c>model.</c>; keys without it are
    /// unexpected.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Source keys (before the prefix is taken off) that may be there and are not wanted; a <c>*</c> at the
    /// end stands for anything.</summary>
    public IReadOnlyList<string> Ignored { get; init; } = [];

    /// <summary>Where parameters on the meta device get their memory; the meta device itself means that keys and shapes
    /// are checked and nothing is read.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>The floating type that parameters on the meta device get; null keeps each parameter's own.</summary>
    public ScalarType? DataType { get; init; }

    internal bool Ignores(string key) =>
        Ignored.Any(pattern =>
            pattern.EndsWith('*') ? key.StartsWith(pattern[..^1], StringComparison.Ordinal) : key == pattern
        );
}

/// <summary>
/// Fills a module's parameters and buffers from a weight file. Every key of the module must be in the source and every
/// key of the source in the module, with the same shape; anything else is an error that names the first few.
/// </summary>
/// <remarks>
/// A module built on the <c>meta</c> device has shapes and no memory; it gets its memory here, tensor by tensor, so
/// that random weights are never made and memory peaks at the weights themselves.
/// </remarks>
public static class StrictLoader
{
    /// <summary>Copies every tensor of the source into the module, converting to the module's types.</summary>
    /// <exception cref="BadInputException">Keys are missing, unexpected or of another shape, or the source cannot be
    /// read.</exception>
    public static void Load(
        nn.Module module,
        ITensorSource source,
        LoadOptions? options = null,
        CancellationToken cancellation = default
    )
    {
        options ??= new LoadOptions();
        var targets = module.state_dict();
        var keys = Match(targets, source, options);
        if (options.Device.type == DeviceType.META)
            return;
        using var _ = no_grad();
        foreach (var (key, target) in targets)
        {
            cancellation.ThrowIfCancellationRequested();
            if (target.device_type == DeviceType.META)
                Allocate(target, options);
            source.CopyTo(keys[key], target);
        }
    }

    /// <summary>Gives a tensor on the meta device uninitialised memory; the object that modules hold stays the
    /// same.</summary>
    internal static void Allocate(Tensor target, LoadOptions options)
    {
        var type = target.is_floating_point() ? options.DataType ?? target.dtype : target.dtype;
        var memory = empty(target.shape, dtype: type, device: options.Device, requires_grad: target.requires_grad);
        // The two wrappers exchange what they wrap: disposing the new one frees the meta tensor.
        (HandleOf(target), HandleOf(memory)) = (HandleOf(memory), HandleOf(target));
        memory.Dispose();
    }

    /// <summary>Finds each module key's key in the source.</summary>
    private static Dictionary<string, string> Match(
        Dictionary<string, Tensor> targets,
        ITensorSource source,
        LoadOptions options
    )
    {
        var keys = new Dictionary<string, string>(StringComparer.Ordinal);
        var unexpected = new List<string>();
        foreach (var key in source.Tensors.Keys)
        {
            var inner = key.StartsWith(options.Prefix, StringComparison.Ordinal) ? key[options.Prefix.Length..] : null;
            if (inner is not null && targets.ContainsKey(inner))
                keys[inner] = key;
            else if (!options.Ignores(key))
                unexpected.Add(key);
        }
        var missing = targets.Keys.Where(key => !keys.ContainsKey(key)).ToList();
        if (missing.Count > 0 || unexpected.Count > 0)
            throw new BadInputException(Sentence(source, missing, unexpected));
        CheckShapes(targets, source, keys);
        CheckTypes(targets, source, keys);
        return keys;
    }

    /// <summary>Whole numbers in a weight's place are quantised, and mean something only together with scales that this
    /// network does not have.</summary>
    private static void CheckTypes(
        Dictionary<string, Tensor> targets,
        ITensorSource source,
        Dictionary<string, string> keys
    )
    {
        var quantised = targets
            .Where(pair =>
                pair.Value.is_floating_point() && !DataTypes.IsFloating(source.Tensors[keys[pair.Key]].DataType)
            )
            .Select(pair => pair.Key)
            .ToList();
        if (quantised.Count > 0)
            throw new BadInputException(
                $"{source.Name}: {quantised.Count} weights are stored as "
                    + $"{source.Tensors[keys[quantised[0]]].DataType} ({Keys.FirstFew(quantised)}), "
                    + $"{DataTypes.Advice}."
            );
    }

    private static void CheckShapes(
        Dictionary<string, Tensor> targets,
        ITensorSource source,
        Dictionary<string, string> keys
    )
    {
        var misshapen = targets
            .Where(pair => !pair.Value.shape.SequenceEqual(source.Tensors[keys[pair.Key]].Shape))
            .Select(pair => pair.Key)
            .ToList();
        if (misshapen.Count == 0)
            return;
        var first = misshapen.Order(StringComparer.Ordinal).First();
        throw new BadInputException(
            $"{source.Name} does not fit the model: {misshapen.Count} tensors have another shape, first "
                + $"{Keys.Quote(first)} with "
                + $"{Keys.Shape(source.Tensors[keys[first]].Shape)} where {Keys.Shape(targets[first].shape)} "
                + $"is needed ({Keys.FirstFew(misshapen)})."
        );
    }

    private static string Sentence(ITensorSource source, List<string> missing, List<string> unexpected)
    {
        var parts = new List<string>();
        if (missing.Count > 0)
            parts.Add($"{missing.Count} tensors are missing ({Keys.FirstFew(missing)})");
        if (unexpected.Count > 0)
            parts.Add($"{unexpected.Count} are unexpected ({Keys.FirstFew(unexpected)})");
        return $"{source.Name} does not fit the model: {string.Join(" and ", parts)}.";
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "handle")]
    private static extern ref IntPtr HandleOf(Tensor tensor);
}
