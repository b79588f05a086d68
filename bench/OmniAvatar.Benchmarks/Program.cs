using System.CommandLine;
using OmniAvatar.Benchmarks;
using OmniAvatar.Benchmarks.Api;
using OmniAvatar.Benchmarks.Cluster;
using OmniAvatar.Benchmarks.Networks;
using OmniAvatar.Benchmarks.Renders;
using OmniAvatar.Benchmarks.Simulation;
using OmniAvatar.Benchmarks.SmallModel;
using OmniAvatar.Files;
using OmniAvatar.Silos.Hosting.Servers;

if (NamesInUtf8.FindProblem() is { } problem)
{
    Console.Error.WriteLine(problem);
    return 2;
}

BackgroundInterrupt.Restore();
var benchmarks = new RootCommand(
    "Measures the real work on this machine and prints it as fractions of what the machine can do."
)
{
    DitBenchmark.Command(),
    MemoryLoadBenchmark.Command(),
    Wav2Vec2Benchmark.Command(),
    LongAudioBenchmark.Command(),
    TextEncoderBenchmark.Command(),
    AutoencoderBenchmark.Command(),
    AutoencoderMemoryBenchmark.Command(),
    RenderMemoryBenchmark.Command(),
    StagesBenchmark.Command(),
    NeighboursBenchmark.Command(),
    CheckpointsBenchmark.Command(),
    ClusterBenchmark.Command(),
    ChaosCommand.Command(),
    ControlPlaneBenchmark.Command(),
    ApiBenchmark.Command(),
    BareEndpoint.Command(),
    SmallModelBenchmark.Command(),
};

// An interrupted chaos still finishes its round and its report.
return benchmarks
    .Parse(args)
    .Invoke(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromMinutes(10) });
