using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Guidance;

/// <summary>Everything that one branch's cache carries from step to step.</summary>
public sealed class TeaCacheState : IDisposable
{
    private const string DistanceKey = "distance";
    private const string ModulationKey = "modulation";
    private const string ResidualKey = "residual";

    /// <summary>Estimated change of the output since the blocks were last computed.</summary>
    public double AccumulatedDistance { get; internal set; }

    /// <summary>Whether the step just done computed the blocks.</summary>
    public bool ComputedLast { get; internal set; }

    /// <summary>What the timestep gave the blocks one step ago, (B, 6, dim); null before the first step.</summary>
    internal Tensor? Modulation { get; private set; }

    /// <summary>What the blocks added when they were last computed, (B, N, dim); null before the first step.</summary>
    internal Tensor? Residual { get; private set; }

    internal void RememberModulation(Tensor modulation)
    {
        Modulation?.Dispose();
        Modulation = modulation.DetachFromDisposeScope();
    }

    internal void RememberResidual(Tensor residual)
    {
        Residual?.Dispose();
        Residual = residual.DetachFromDisposeScope();
    }

    /// <summary>Copies of everything, on the CPU, for a checkpoint. The caller disposes them.</summary>
    public IReadOnlyDictionary<string, Tensor> Export()
    {
        var tensors = new Dictionary<string, Tensor> { [DistanceKey] = tensor(new[] { AccumulatedDistance }) };
        if (Modulation is not null)
            tensors[ModulationKey] = Modulation.to(CPU, copy: true);
        if (Residual is not null)
            tensors[ResidualKey] = Residual.to(CPU, copy: true);
        return tensors;
    }

    /// <summary>The state that <see cref="Export"/> gave, with its tensors copied to a device.</summary>
    /// <exception cref="BadInputException">Something is missing.</exception>
    public static TeaCacheState Import(IReadOnlyDictionary<string, Tensor> tensors, Device device)
    {
        if (
            !tensors.TryGetValue(DistanceKey, out var distance)
            || distance.dtype != ScalarType.Float64
            || distance.numel() != 1
        )
            throw new BadInputException("The checkpoint's cache has no accumulated distance.");
        var state = new TeaCacheState { AccumulatedDistance = distance.item<double>() };
        if (tensors.TryGetValue(ModulationKey, out var modulation))
            state.RememberModulation(modulation.to(device, copy: true));
        if (tensors.TryGetValue(ResidualKey, out var residual))
            state.RememberResidual(residual.to(device, copy: true));
        return state;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        Modulation?.Dispose();
        Residual?.Dispose();
    }
}
