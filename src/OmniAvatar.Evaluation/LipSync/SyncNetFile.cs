using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Pickles;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Diffusion.Weights.Sources;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.LipSync;

/// <summary>Loads <see cref="SyncNet"/> from a file of its published names, such as <c>syncnet_v2.model</c>.</summary>
public static class SyncNetFile
{
    /// <summary>Builds the network in the widths of the file and loads it strictly.</summary>
    /// <param name="path">A safetensors file, or under any other name what <c>torch.save</c> writes; the published file
    /// is of its old form.</param>
    /// <param name="device">Where it computes; the CPU by default.</param>
    /// <exception cref="BadInputException">The file is missing, damaged, or of another network.</exception>
    public static SyncNet Load(string path, Device? device = null)
    {
        using var file = Open(path);
        return Load(file, device);
    }

    /// <summary>Builds the network in the widths of weights and loads it strictly.</summary>
    /// <exception cref="BadInputException">The weights are of another network.</exception>
    public static SyncNet Load(ITensorSource weights, Device? device = null)
    {
        var network = new SyncNet(SyncNetWidths.Of(weights));
        try
        {
            using var complete = new CountedWeights(weights, network.state_dict().Keys);
            StrictLoader.Load(network, complete);
            if (device is not null)
                network.to(device);
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    private static FiniteTensors Open(string path) =>
        new(
            path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase)
                ? SafetensorsFile.Open(path)
                : TorchFile.Open(path)
        );

    /// <summary>
    /// Weights with the norms' counts of training batches, which files from before PyTorch 0.4.1 lack and nothing
    /// computes with.
    /// </summary>
    private sealed class CountedWeights : ITensorSource
    {
        private const string Count = ".num_batches_tracked";

        private readonly ITensorSource _weights;

        public CountedWeights(ITensorSource weights, IEnumerable<string> keys)
        {
            _weights = weights;
            var tensors = weights.Tensors.ToDictionary(StringComparer.Ordinal);
            foreach (var key in keys.Where(key => key.EndsWith(Count, StringComparison.Ordinal)))
                tensors.TryAdd(key, new TensorInfo(ScalarType.Int64, []));
            Tensors = tensors;
        }

        public string Name => _weights.Name;

        public IReadOnlyDictionary<string, TensorInfo> Tensors { get; }

        public void CopyTo(string key, Tensor destination)
        {
            if (_weights.Tensors.ContainsKey(key))
                _weights.CopyTo(key, destination);
            else
                destination.zero_();
        }

        public void Dispose()
        {
            // The weights belong to the caller.
        }
    }
}
