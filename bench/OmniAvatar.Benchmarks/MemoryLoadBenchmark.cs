using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Models.Creation;
using OmniAvatar.Diffusion.Transformers;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Adapters;
using OmniAvatar.Diffusion.Weights.Sources;
using static TorchSharp.torch;

namespace OmniAvatar.Benchmarks;

/// <summary>
/// Peak resident memory of loading a transformer, over the bytes of its weights, each measured in a process of its own:
/// loading plain weights may cost 1.2 times their size and loading with an adapter merged 1.3 times, everything else in
/// the process included.
/// </summary>
public static class MemoryLoadBenchmark
{
    private const string PlainFile = "plain.safetensors",
        BaseFile = "base.safetensors",
        AdapterFile = "pytorch_model.pt";

    /// <summary><c>memory-load</c> on the command line.</summary>
    public static Command Command()
    {
        var layers = new Option<int>("--layers")
        {
            Description = "Layers of 1.3B width; 6 make 1.2 GB.",
            DefaultValueFactory = _ => 6,
        };
        var measure = new Option<string?>("--measure")
        {
            Description = "Load from this folder in this process and print the figures.",
            Hidden = true,
        };
        var merge = new Option<bool>("--merge") { Description = "With --measure: merge the adapter.", Hidden = true };
        var command = new Command("memory-load", "Peak memory of loading a model of more than 1 GB, over its size.")
        {
            layers,
            measure,
            merge,
        };
        command.SetAction(parsed =>
            parsed.GetValue(measure) is { } folder
                ? Measure(folder, parsed.GetValue(merge), Config(parsed.GetValue(layers)))
                : Run(parsed.GetValue(layers))
        );
        return command;
    }

    private static WanTransformerConfig Config(int layers) => WanTransformerConfig.Wan1_3B with { Layers = layers };

    private static int Run(int layers)
    {
        var folder = Directory.CreateTempSubdirectory("omniavatar-memory-");
        try
        {
            var preset = ModelPreset.Released1_3B with { Transformer = Config(layers) };
            ModelCreator.WriteFile(folder.FullName, new WeightFile(PlainFile, Complete(preset.Transformer)), seed: 1);
            ModelCreator.WriteFile(folder.FullName, new WeightFile(BaseFile, WeightFiles.Transformer(preset)), seed: 1);
            ModelCreator.WriteFile(folder.FullName, new WeightFile(AdapterFile, WeightFiles.Adapter(preset)), seed: 1);
            return Math.Max(
                MeasureApart(folder.FullName, layers, merge: false),
                MeasureApart(folder.FullName, layers, merge: true)
            );
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Every tensor of the network in one file, as a fully trained model would be saved.</summary>
    private static List<KeyValuePair<string, TensorInfo>> Complete(WanTransformerConfig config)
    {
        using var network = new WanTransformer(config, lora: null, META);
        return
        [
            .. network
                .state_dict()
                .Select(pair => KeyValuePair.Create(pair.Key, new TensorInfo(ScalarType.Float32, pair.Value.shape))),
        ];
    }

    /// <summary>Measures in a fresh process, since a peak never goes down again.</summary>
    private static int MeasureApart(string folder, int layers, bool merge)
    {
        var arguments = new List<string>
        {
            typeof(MemoryLoadBenchmark).Assembly.Location,
            "memory-load",
            "--layers",
            layers.ToString(CultureInfo.InvariantCulture),
            "--measure",
            folder,
        };
        if (merge)
            arguments.Add("--merge");
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments))!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static int Measure(string folder, bool merge, WanTransformerConfig config)
    {
        set_num_threads(2);
        using ITensorSource source = merge
            ? new AdaptedTensors(
                TensorSources.Open(Path.Combine(folder, BaseFile)),
                new LoraAdapter(TensorSources.Open(Path.Combine(folder, AdapterFile)), new ReleasedAdapterConfig())
            )
            : TensorSources.Open(Path.Combine(folder, PlainFile));
        using var network = new WanTransformer(config, lora: null, META);
        var watch = Stopwatch.StartNew();
        StrictLoader.Load(network, source);
        var weights = network.state_dict().Values.Sum(tensor => tensor.numel() * tensor.element_size());
        return Report(merge, weights, watch.Elapsed);
    }

    private static int Report(bool merge, long weights, TimeSpan elapsed)
    {
        var (peak, limit) = (ProcessMemory.PeakBytes(), merge ? 1.3 : 1.2);
        var ratio = (double)peak / weights;
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{(merge ? "with adapter" : "plain"), -14} weights {weights / 1e9:F3} GB  peak "
                    + $"{peak / 1e9:F3} GB  ratio {ratio:F3} (limit {limit:F1})  {elapsed.TotalSeconds:F1} s"
            )
        );
        return ratio <= limit ? 0 : 1;
    }
}
