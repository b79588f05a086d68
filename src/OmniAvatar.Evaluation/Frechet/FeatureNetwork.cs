using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.Frechet;

/// <summary>A feature network from a TorchScript file that the user supplies; none ships with this program.</summary>
public sealed class FeatureNetwork : IFeatureExtractor
{
    private readonly jit.ScriptModule _network;
    private readonly FeatureNetworkOptions _options;
    private readonly string _path;
    private readonly Device _device;

    private FeatureNetwork(jit.ScriptModule network, FeatureNetworkOptions options, string path, Device device) =>
        (_network, _options, _path, _device) = (network, options, path, device);

    /// <inheritdoc/>
    public int FramesPerSample => _options.FramesPerSample;

    /// <inheritdoc/>
    public int BatchSize => _options.BatchSize;

    /// <summary>Loads a file.</summary>
    /// <param name="path">What <c>torch.jit.save</c> wrote.</param>
    /// <param name="options">How it is called.</param>
    /// <param name="device">Where it computes; the CPU by default.</param>
    /// <exception cref="BadInputException">The file is missing or no TorchScript.</exception>
    public static FeatureNetwork Load(string path, FeatureNetworkOptions options, Device? device = null)
    {
        if (!File.Exists(path))
            throw new BadInputException($"The feature network {path} does not exist.");
        var place = device ?? CPU;
        try
        {
            var network = jit.load(path, place.type, place.index);
            network.eval();
            return new FeatureNetwork(network, options, path, place);
        }
        catch (ExternalException e)
        {
            throw new BadInputException($"{path} is not a TorchScript file that can be loaded.", e);
        }
    }

    /// <inheritdoc/>
    public Tensor Prepare(Tensor frame)
    {
        using var scope = NewDisposeScope();
        var pixels = frame.to(ScalarType.Float32, _device).unsqueeze(0);
        var resized = nn.functional.interpolate(
            pixels,
            [_options.Side, _options.Side],
            mode: InterpolationMode.Bilinear,
            align_corners: false
        )[0];
        return (
            _options.Range switch
            {
                InputRange.Signed => resized / 127.5 - 1,
                InputRange.Unit => resized / 255,
                _ => resized,
            }
        ).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Extract(Tensor samples)
    {
        using var scope = NewDisposeScope();
        using var gradients = no_grad();
        var input = FramesPerSample == 1 ? samples.squeeze(1) : samples.transpose(1, 2).contiguous();
        var features =
            Call(input) as Tensor
            ?? throw new BadInputException($"The feature network {_path} does not return one tensor.");
        if (features.dim() < 2 || features.shape[0] != samples.shape[0])
            throw new BadInputException(
                $"The feature network {_path} does not return one row of features for each sample."
            );
        return features.flatten(1).to(ScalarType.Float64, CPU).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private object Call(Tensor input)
    {
        try
        {
            var flags = _options.Flags.Take(Math.Max(0, _network.GetNumberOfInputs() - 1)).Cast<object>();
            return _network.forward([input, .. flags]);
        }
        catch (ExternalException e)
        {
            throw new BadInputException(
                $"The feature network {_path} does not take pictures of shape ({string.Join(", ", input.shape)}).",
                e
            );
        }
    }
}
