using System.CommandLine;
using System.Diagnostics;
using OmniAvatar.Diffusion.TextEncoders;
using static TorchSharp.torch;

namespace OmniAvatar.Benchmarks.Networks;

/// <summary>The text encoder's forward at umT5-XXL's width as a fraction of this machine's own matrix rate.</summary>
public static class TextEncoderBenchmark
{
    private const long Tokens = 512;

    private static readonly TextEncoderConfig Config = new() { VocabularySize = 512, LayerCount = 2 };

    /// <summary><c>t5</c> on the command line.</summary>
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
        var command = new Command("t5", "Text encoder at umT5-XXL's width, 2 layers, 512 tokens.")
        {
            threads,
            repetitions,
        };
        command.SetAction(parsed => Run(parsed.GetValue(threads), parsed.GetValue(repetitions)));
        return command;
    }

    private static int Run(int threads, int repetitions)
    {
        set_num_threads(threads);
        using var inference = inference_mode();
        using var encoder = RandomWeights.Fill(new TextEncoder(Config));
        using var ids = randint(Config.VocabularySize, [1, Tokens], dtype: ScalarType.Int64);
        using var mask = ones(1, Tokens, dtype: ScalarType.Int64);
        MatrixRate[] rates =
        [
            new("attention projection", Tokens, 4096, 4096),
            new("feed-forward in", Tokens, 4096, 10240),
            new("feed-forward out", Tokens, 10240, 4096),
            new("square", 4096, 4096, 4096),
        ];
        ForwardReport.Print(
            "t5",
            $"{Config.LayerCount} layers, {Tokens} tokens",
            Operations(),
            rates,
            repetitions,
            () =>
            {
                var watch = Stopwatch.StartNew();
                encoder.forward(ids, mask).Dispose();
                return watch.Elapsed.TotalSeconds;
            }
        );
        return 0;
    }

    /// <summary>Per layer and token 8·C² for attention's matrices, 6·C·F for the feed-forward layer and 4·L·C for
    /// attention.</summary>
    private static double Operations() =>
        (double)Config.LayerCount
        * Tokens
        * (
            8.0 * Config.Width * Config.AttentionWidth
            + 6.0 * Config.Width * Config.FeedForwardWidth
            + 4.0 * Tokens * Config.AttentionWidth
        );
}
