using System.CommandLine;
using System.Diagnostics;
using OmniAvatar.Diffusion.Autoencoders;
using static TorchSharp.torch;

namespace OmniAvatar.Benchmarks.Networks;

/// <summary>The video autoencoder at its released width as a fraction of this machine's own matrix rate.</summary>
public static class AutoencoderBenchmark
{
    /// <summary><c>vae</c> on the command line.</summary>
    public static Command Command()
    {
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
        var height = new Option<int>("--height")
        {
            Description = "Height of the video in pixels, divisible by 8.",
            DefaultValueFactory = _ => 64,
        };
        var width = new Option<int>("--width")
        {
            Description = "Width of the video in pixels, divisible by 8.",
            DefaultValueFactory = _ => 96,
        };
        var command = new Command(
            "vae",
            "Video autoencoder at base width 96: one chunk of 4 frames encoded and decoded."
        )
        {
            threads,
            repetitions,
            height,
            width,
        };
        command.SetAction(parsed =>
            Run(parsed.GetValue(threads), parsed.GetValue(repetitions), parsed.GetValue(height), parsed.GetValue(width))
        );
        return command;
    }

    /// <summary>A network with weights drawn from a seed.</summary>
    public static VideoAutoencoder RandomModel(VideoAutoencoderConfig config)
    {
        var model = new VideoAutoencoder(config);
        using var generator = new Generator(1);
        using var _ = no_grad();
        foreach (var weight in model.parameters())
            weight.normal_(0, 0.02, generator);
        return model;
    }

    private static int Run(int threads, int repetitions, int height, int width)
    {
        set_num_threads(threads);
        using var grad = no_grad();
        using var model = RandomModel(new VideoAutoencoderConfig());
        using var square = new MatrixRate("square", 4096, 4096, 4096);
        using var encoder = model.OpenEncoder();
        using var decoder = model.OpenDecoder();
        List<double> encoding = [],
            decoding = [];
        Chunk(encoder, decoder, rand([1, 3, 1, height, width]));
        for (var repetition = -1; repetition < repetitions; repetition++)
        {
            square.Measure();
            var (encode, decode) = Chunk(encoder, decoder, rand([1, 3, 4, height, width]));
            if (repetition < 0)
                continue;
            encoding.Add(encode);
            decoding.Add(decode);
        }

        var operations = new AutoencoderOperations(model.Config, height, width);
        Console.WriteLine($"{square.Name, -32} {square.PerSecond / 1e9, 8:F1} GFLOP/s");
        Report("encode 4 frames", operations.Encoder(), Statistics.Median(encoding), square.PerSecond);
        Report("decode 1 latent to 4 frames", operations.Decoder(), Statistics.Median(decoding), square.PerSecond);
        return 0;
    }

    private static (double Encode, double Decode) Chunk(EncoderStream encoder, DecoderStream decoder, Tensor frames)
    {
        using var scope = NewDisposeScope();
        var watch = Stopwatch.StartNew();
        var latent = encoder.Encode(frames.mul_(2).sub_(1));
        var encode = watch.Elapsed.TotalSeconds;
        decoder.Decode(latent);
        frames.Dispose();
        return (encode, watch.Elapsed.TotalSeconds - encode);
    }

    private static void Report(string what, double operations, double seconds, double best) =>
        Console.WriteLine(
            $"{what, -32} {operations / seconds / 1e9, 8:F1} GFLOP/s  {operations / 1e9, 8:F1} GFLOP in "
                + $"{seconds, 6:F3} s  {operations / seconds / best:P0} of the square product"
        );
}
