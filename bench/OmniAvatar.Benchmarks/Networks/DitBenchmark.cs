using System.CommandLine;
using System.Diagnostics;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Diffusion.Transformers;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Benchmarks.Networks;

/// <summary>The DiT's forward as a fraction of this machine's own matrix rate, on a CPU or a GPU.</summary>
public static class DitBenchmark
{
    private const int TextRows = 512;

    /// <summary>Latent frames are cut into grids of 12 x 13 patches; 10 of them make the 1,560 tokens of the released
    /// 1.3B examples.</summary>
    private const int Height = 24,
        Width = 26,
        TokensPerFrame = Height * Width / 4;

    /// <summary><c>dit</c> on the command line.</summary>
    public static Command Command()
    {
        var preset = new Option<string>("--preset")
        {
            Description = "Sizes: tiny, 1.3b or 14b.",
            DefaultValueFactory = _ => "1.3b",
        };
        var layers = new Option<int>("--layers")
        {
            Description = "Layers, all alike; 0 means all of the preset's.",
            DefaultValueFactory = _ => 4,
        };
        var tokens = new Option<int>("--tokens")
        {
            Description = $"Video tokens, a multiple of {TokensPerFrame} or of 1,125 (a 400x720 frame).",
            DefaultValueFactory = _ => 1560,
        };
        var device = new Option<string>("--device") { Description = "cpu or cuda.", DefaultValueFactory = _ => "cpu" };
        var dtype = new Option<string>("--dtype")
        {
            Description = "fp32, or bf16 as GPUs compute it.",
            DefaultValueFactory = _ => "fp32",
        };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads of libtorch on a CPU.",
            DefaultValueFactory = _ => 2,
        };
        var repetitions = new Option<int>("--repetitions")
        {
            Description = "Runs for the medians.",
            DefaultValueFactory = _ => 10,
        };
        var command = new Command(
            "dit",
            "DiT forward at 1.3B width (4 layers, 1,560 tokens, 512 text rows) against matrix products."
        )
        {
            preset,
            layers,
            tokens,
            device,
            dtype,
            threads,
            repetitions,
        };
        command.SetAction(parsed =>
        {
            set_num_threads(parsed.GetValue(threads));
            var (chosen, depth) = (ModelPreset.Named(parsed.GetValue(preset)!).Transformer, parsed.GetValue(layers));
            var config = depth == 0 ? chosen : chosen with { Layers = depth };
            return Run(
                config,
                parsed.GetValue(tokens),
                new Device(parsed.GetValue(device)!),
                TypeOf(parsed.GetValue(dtype)!),
                parsed.GetValue(repetitions)
            );
        });
        return command;
    }

    private static ScalarType TypeOf(string name) =>
        name switch
        {
            "fp32" => ScalarType.Float32,
            "bf16" => ScalarType.BFloat16,
            _ => throw new WrongUseException($"The type '{name}' is not supported: choose fp32 or bf16."),
        };

    private static int Run(WanTransformerConfig config, int tokens, Device device, ScalarType type, int repetitions)
    {
        using var inference = inference_mode();
        using var scope = NewDisposeScope();
        using var model = RandomWeights.Fill(new WanTransformer(config, lora: null, device, type));
        var forward = Prepare(model, tokens);
        var operations = new DitOperations(config, tokens, TextRows);
        Console.WriteLine(
            "attention: torch's scaled_dot_product_attention, kernel left to torch; "
                + $"{operations.AttentionShare:P0} of the operations"
        );
        ForwardReport.Print(
            "dit",
            $"width {config.Dim}, {config.Layers} layers, {tokens} tokens, {TextRows} text rows, {type} on "
                + $"{device.type}",
            operations.Forward(),
            MatrixRates(config, tokens, device, type),
            repetitions,
            forward
        );
        return 0;
    }

    /// <summary>Inputs of one guidance branch, and a forward over them that returns its seconds.</summary>
    private static Func<double> Prepare(WanTransformer model, int tokens)
    {
        var (frames, height, width) = Grid(tokens);
        Tensor Random(params long[] shape) => randn(shape, device: model.Device);
        var latents = Random(1, model.Config.OutChannels, frames, height, width);
        var reference = Random(1, model.Config.ReferenceChannels, frames, height, width);
        var timestep = full([1], 500, device: model.Device);
        var text = model.EncodeText(Random(1, TextRows, model.Config.TextDim));
        var audio = model.EncodeAudio(Random(1, 4 * frames - 3, model.Config.AudioInputDim));
        return () =>
        {
            var watch = Stopwatch.StartNew();
            model.Forward(latents, reference, timestep, text, audio).Dispose();
            Wait(model.Device);
            return watch.Elapsed.TotalSeconds;
        };
    }

    private static (int Frames, int Height, int Width) Grid(int tokens) =>
        tokens switch
        {
            _ when tokens % 1125 == 0 => (tokens / 1125, 50, 90),
            _ when tokens % TokensPerFrame == 0 => (tokens / TokensPerFrame, Height, Width),
            _ => throw new WrongUseException($"{tokens} tokens are not a multiple of {TokensPerFrame} or of 1125."),
        };

    /// <summary>A GPU works behind the caller's back: time has passed only once it is done.</summary>
    private static void Wait(Device device)
    {
        if (device.type == DeviceType.CUDA)
            cuda.synchronize(device);
    }

    private static MatrixRate[] MatrixRates(WanTransformerConfig config, int tokens, Device device, ScalarType type) =>
        [
            new("attention projection", tokens, config.Dim, config.Dim, device, type),
            new("text projection", TextRows, config.Dim, config.Dim, device, type),
            new("feed-forward in", tokens, config.Dim, config.FeedForwardDim, device, type),
            new("feed-forward out", tokens, config.FeedForwardDim, config.Dim, device, type),
            new("square", 4096, 4096, 4096, device, type),
        ];
}
