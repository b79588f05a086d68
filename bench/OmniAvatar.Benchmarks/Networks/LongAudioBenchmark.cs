using System.CommandLine;
using System.Text.Json;
using OmniAvatar.Diffusion.AudioEncoders;
using OmniAvatar.Diffusion.AudioEncoders.Statistics;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Testing;
using static TorchSharp.torch;

namespace OmniAvatar.Benchmarks.Networks;

/// <summary>How far features of long sound, computed in windows, lie from those of one pass, for several ways to cut
/// it.</summary>
public static class LongAudioBenchmark
{
    private static readonly (int Core, int Context)[] Cuts =
    [
        (250, 0),
        (250, 125),
        (500, 0),
        (500, 125),
        (500, 250),
        (500, 375),
        (750, 250),
        (250, 500),
    ];

    /// <summary><c>wav2vec2-long</c> on the command line.</summary>
    public static Command Command()
    {
        var model = new Option<string>("--model")
        {
            Description = "Folder with config.json and weights.safetensors.",
            DefaultValueFactory = _ => Path.Combine("tests", "Golden", "wav2vec"),
        };
        var sound = new Option<string?>("--sound")
        {
            Description = "16 kHz mono float32 samples (default: a generated sound like speech).",
        };
        var seconds = new Option<int>("--seconds")
        {
            Description = "Length of the generated sound.",
            DefaultValueFactory = _ => 80,
        };
        var command = new Command("wav2vec2-long", "Compare windows with one pass over the same sound.")
        {
            model,
            sound,
            seconds,
        };
        command.SetAction(parsed => Run(parsed.GetValue(model)!, parsed.GetValue(sound), parsed.GetValue(seconds)));
        return command;
    }

    private static int Run(string model, string? path, int seconds)
    {
        set_num_threads(2);
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        using var encoder = Load(model);
        using var file = path is null ? null : SampleFile.Open(path);
        var sound = (ISampleSource?)file ?? new SampleArray(SpeechLikeSamples.Of(seconds, seed: 1));
        var rows = (sound.Length + Waveform.SamplesPerRow - 1) / Waveform.SamplesPerRow;
        var statistics = AudioStatistics.Gather(sound, encoder.Config);
        var onePass = Features(encoder, sound, statistics, rows, new AudioWindowing { OnePassRows = int.MaxValue });
        Console.WriteLine(
            $"{rows} rows ({rows / 25.0:F1} s); difference from one pass as a fraction of the largest value "
                + "of the same hidden state"
        );
        Console.WriteLine($"{"core", 5} {"context", 8}   {"mean", -9} {"largest", -9} hidden states 0..N, largest");
        foreach (var (core, context) in Cuts)
        {
            using var cut = NewDisposeScope();
            var windowing = new AudioWindowing
            {
                OnePassRows = 0,
                CoreRows = core,
                ContextRows = context,
            };
            PrintRow(core, context, onePass, Features(encoder, sound, statistics, rows, windowing), encoder.Config);
        }
        return 0;
    }

    private static Tensor Features(
        Wav2Vec2Encoder encoder,
        ISampleSource sound,
        AudioStatistics statistics,
        long rows,
        AudioWindowing windowing
    )
    {
        using var extractor = new AudioFeatureExtractor(encoder, sound, statistics, rows, windowing);
        return extractor.Extract(0, rows);
    }

    private static void PrintRow(int core, int context, Tensor expected, Tensor actual, Wav2Vec2Config config)
    {
        var states = Enumerable
            .Range(1, config.LayerCount + 1)
            .Select(state =>
            {
                var wanted = expected.narrow(2, state * config.Width, config.Width);
                var off = (actual.narrow(2, state * config.Width, config.Width) - wanted).abs();
                var scale = wanted.abs().max().item<float>();
                return (Largest: off.max().item<float>() / scale, Mean: off.mean().item<float>() / scale);
            })
            .ToArray();
        Console.WriteLine(
            $"{core, 5} {context, 8}   {states.Max(state => state.Mean), -9:E1} "
                + $"{states.Max(state => state.Largest), -9:E1} "
                + string.Join(' ', states.Select(state => state.Largest.ToString("E0")))
        );
    }

    private static Wav2Vec2Encoder Load(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "config.json")));
        var encoder = new Wav2Vec2Encoder(Wav2Vec2Config.FromJson(json.RootElement));
        using var weights = SafetensorsFile.Open(Path.Combine(folder, "weights.safetensors"));
        StrictLoader.Load(encoder, weights, new LoadOptions { Ignored = Wav2Vec2Encoder.UnusedKeys });
        return encoder;
    }
}
