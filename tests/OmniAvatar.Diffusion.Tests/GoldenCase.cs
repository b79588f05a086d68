using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Tests;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests;

/// <summary>One file of the reference's tensors, and how far a result lies from what it expects.</summary>
internal sealed class GoldenCase(params string[] path) : IDisposable
{
    private readonly SafetensorsFile _file = SafetensorsFile.Open(GoldenFolder.Of(path));

    public bool Has(string key) => _file.Tensors.ContainsKey(key);

    public Tensor Read(string key) => _file.Read(key);

    /// <summary>The largest absolute difference, as a fraction of the largest absolute expected value.</summary>
    public double Difference(string key, Tensor actual) => Difference(Read(key), actual);

    public static double Difference(Tensor expected, Tensor actual)
    {
        actual.shape.ShouldBe(expected.shape);
        using var scope = NewDisposeScope();
        return (actual - expected).abs().max().item<float>() / Math.Max(1e-30, expected.abs().max().item<float>());
    }

    public void Dispose() => _file.Dispose();
}
