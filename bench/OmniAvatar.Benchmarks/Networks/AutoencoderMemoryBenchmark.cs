using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using OmniAvatar.Diffusion.Autoencoders;
using static TorchSharp.torch;

namespace OmniAvatar.Benchmarks.Networks;

/// <summary>Peak memory of encoding and decoding a clip and one five times as long, each in a process of its
/// own.</summary>
public static class AutoencoderMemoryBenchmark
{
    private const int Height = 64;
    private const int Width = 96;

    /// <summary>Long enough that the runtime and the allocator have taken what they take.</summary>
    private const int Brief = 20;

    private const int Extended = 100;

    /// <summary><c>vae-memory</c> on the command line.</summary>
    public static Command Command()
    {
        var latents = new Option<int?>("--latents")
        {
            Description = "Only encode and decode this many latents in this process, and print the peak.",
        };
        var command = new Command(
            "vae-memory",
            "Video autoencoder: peak memory of a clip of 20 latents and of one of 100."
        )
        {
            latents,
        };
        command.SetAction(parsed => parsed.GetValue(latents) is { } count ? Child(count) : Compare());
        return command;
    }

    private static int Compare()
    {
        var (brief, extended) = (PeakOf(Brief), PeakOf(Extended));
        Console.WriteLine(
            $"peak of {Brief} latents {brief / 1048576.0:F0} MiB, of {Extended} latents "
                + $"{extended / 1048576.0:F0} MiB: {(double)extended / brief:F3} times"
        );
        return 0;
    }

    private static long PeakOf(int latents)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            start.ArgumentList.Add(typeof(AutoencoderMemoryBenchmark).Assembly.Location);
        foreach (var argument in (string[])["vae-memory", "--latents", latents.ToString(CultureInfo.InvariantCulture)])
            start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!;
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return long.Parse(output, CultureInfo.InvariantCulture);
    }

    private static int Child(int latents)
    {
        set_num_threads(1); // One thread needs no turns on a busy machine, and no less memory.
        using var grad = no_grad();
        using var model = AutoencoderBenchmark.RandomModel(new VideoAutoencoderConfig { BaseDim = 16 });
        using var encoder = model.OpenEncoder();
        using var decoder = model.OpenDecoder();
        for (var latent = 0; latent < latents; latent++)
        {
            using var scope = NewDisposeScope();
            decoder.Decode(encoder.Encode(rand([1, 3, encoder.NextFrames, Height, Width])));
        }

        Console.WriteLine(ProcessMemory.PeakBytes());
        return 0;
    }
}
