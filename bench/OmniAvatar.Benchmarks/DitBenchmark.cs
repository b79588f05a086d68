using System.CommandLine;
using static TorchSharp.torch;

namespace OmniAvatar.Benchmarks;

/// <summary>The DiT's forward as a fraction of this machine's own matrix rate.</summary>
public static class DitBenchmark
{
    private const int Dim = 1536;
    private const int FeedForward = 8960;
    private const int Tokens = 1560;
    private const int TextRows = 512;

    /// <summary><c>dit</c> on the command line.</summary>
    public static Command Command()
    {
        var threads = new Option<int>("--threads") { Description = "Threads that libtorch computes with.", DefaultValueFactory = _ => 2 };
        var repetitions = new Option<int>("--repetitions") { Description = "Runs that the medians are taken of.", DefaultValueFactory = _ => 10 };
        var command = new Command("dit", "DiT at 1.3B width, 1,560 tokens, 512 text rows.") { threads, repetitions };
        command.SetAction(parsed => Run(parsed.GetValue(threads), parsed.GetValue(repetitions)));
        return command;
    }

    private static int Run(int threads, int repetitions)
    {
        set_num_threads(threads);
        using var inference = inference_mode();
        var rates = MatrixRates();
        for (var repetition = 0; repetition < repetitions; repetition++)
            foreach (var rate in rates)
                rate.Measure();
        foreach (var rate in rates)
            Console.WriteLine($"{rate.Name,-36} {rate.PerSecond / 1e9,8:F1} GFLOP/s");
        return 0;
    }

    private static MatrixRate[] MatrixRates() =>
    [
        new("attention projection", Tokens, Dim, Dim),
        new("text projection", TextRows, Dim, Dim),
        new("feed-forward in", Tokens, Dim, FeedForward),
        new("feed-forward out", Tokens, FeedForward, Dim),
        new("square", 4096, 4096, 4096),
    ];
}
