using System.CommandLine;
using System.Diagnostics;
using OmniAvatar.Diffusion.AudioEncoders;
using static TorchSharp.torch;

namespace OmniAvatar.Benchmarks.Networks;

/// <summary>The audio encoder's forward at wav2vec2-base-960h's sizes as a fraction of this machine's own matrix
/// rate.</summary>
public static class Wav2Vec2Benchmark
{
    private static readonly Wav2Vec2Config Config = new();

    /// <summary><c>wav2vec2</c> on the command line.</summary>
    public static Command Command()
    {
        var seconds = new Option<int>("--seconds") { Description = "Sound to encode.", DefaultValueFactory = _ => 10 };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads of libtorch.",
            DefaultValueFactory = _ => 2,
        };
        var repetitions = new Option<int>("--repetitions")
        {
            Description = "Runs for the medians.",
            DefaultValueFactory = _ => 10,
        };
        var command = new Command("wav2vec2", "Audio encoder at wav2vec2-base-960h's sizes, one pass.")
        {
            seconds,
            threads,
            repetitions,
        };
        command.SetAction(parsed =>
            Run(parsed.GetValue(seconds), parsed.GetValue(threads), parsed.GetValue(repetitions))
        );
        return command;
    }

    private static int Run(int seconds, int threads, int repetitions)
    {
        set_num_threads(threads);
        using var inference = inference_mode();
        var rows = seconds * 25L;
        using var encoder = RandomWeights.Fill(new Wav2Vec2Encoder(Config));
        using var samples = randn(1, rows * Waveform.SamplesPerRow);
        MatrixRate[] rates =
        [
            new("convolution", seconds * 1600L, 1536, 512),
            new("attention projection", rows, 768, 768),
            new("feed-forward", rows, 768, 3072),
            new("square", 4096, 4096, 4096),
        ];
        ForwardReport.Print(
            "wav2vec2",
            $"{seconds} s of sound",
            Operations(rows),
            rates,
            repetitions,
            () =>
            {
                var watch = Stopwatch.StartNew();
                encoder.forward(samples, rows).Dispose();
                return watch.Elapsed.TotalSeconds;
            }
        );
        return 0;
    }

    /// <summary>
    /// 2·outputs·inputs·kernel per convolution frame; per row 2·C·C/groups·kernel for positions, per layer and row
    /// 8·C² + 4·C·F for its matrices and 4·R·C for attention.
    /// </summary>
    private static double Operations(long rows)
    {
        double operations = 0,
            time = rows * Waveform.SamplesPerRow,
            inputs = 1;
        for (var layer = 0; layer < Config.ConvolutionWidths.Count; layer++)
        {
            time = Math.Floor((time - Config.ConvolutionKernels[layer]) / Config.ConvolutionStrides[layer]) + 1;
            operations += 2 * time * Config.ConvolutionWidths[layer] * inputs * Config.ConvolutionKernels[layer];
            inputs = Config.ConvolutionWidths[layer];
        }
        double width = Config.Width;
        operations += 2.0 * rows * inputs * width;
        operations += 2.0 * rows * width * width / Config.PositionGroups * Config.PositionKernel;
        return operations
            + Config.LayerCount * rows * (8 * width * width + 4 * width * Config.FeedForwardWidth + 4 * rows * width);
    }
}
