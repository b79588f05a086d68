using System.CommandLine;
using System.Globalization;
using OmniAvatar.Cli;
using OmniAvatar.Diffusion.Machine;

namespace OmniAvatar.Benchmarks.Renders;

/// <summary>
/// What a render loses to others on the same cores: the shipped sample with the shipped model, each render a process of
/// its own as users start it. Alone, three at once, alone again, beside a busy loop on every core: the ratios are of
/// one run.
/// </summary>
internal static class NeighboursBenchmark
{
    private const double LeastShare = 0.9;
    private const double MostSlowdown = 2.5;
    private const string Prompt =
        "A smiling man with short white hair in a grey shirt speaks to the camera, in front of a red wall";

    /// <summary><c>neighbours</c> on the command line.</summary>
    public static Command Command()
    {
        var renderers = new Option<int>("--renderers")
        {
            Description = "Renders at the same time.",
            DefaultValueFactory = _ => 3,
        };
        var steps = new Option<int>("--steps")
        {
            Description = "Denoising steps of a segment.",
            DefaultValueFactory = _ => 10,
        };
        var rounds = new Option<int>("--rounds")
        {
            Description = "Number of measurements.",
            DefaultValueFactory = _ => 1,
        };
        var threads = new Option<int?>("--threads") { Description = "CPU threads of each render (default: its own)." };
        var command = new Command(
            "neighbours",
            "How much other renders and busy loops on the same cores slow a render down."
        )
        {
            renderers,
            steps,
            rounds,
            threads,
        };
        command.SetAction(
            (parsed, cancellation) =>
            {
                string[] options = ["--steps", $"{parsed.GetValue(steps)}"];
                if (parsed.GetValue(threads) is { } number)
                    options = [.. options, "--threads", $"{number}"];
                return RunAsync(parsed.GetValue(renderers), parsed.GetValue(rounds), options, cancellation);
            }
        );
        return command;
    }

    private static async Task<int> RunAsync(int renderers, int rounds, string[] options, CancellationToken cancellation)
    {
        Console.WriteLine($"{Environment.ProcessorCount} cores; waiting threads: {WaitPolicy.Current.Setting}");
        List<double> shares = [],
            slowdowns = [];
        for (var round = 0; round < rounds; round++)
        {
            var first = await AloneAsync("alone", options, cancellation);
            var together = await RenderAsync(renderers, options, cancellation);
            Say($"{renderers} at once", together);
            var second = await AloneAsync("alone", options, cancellation);
            SampleRender beside;
            using (new BusyLoops(Environment.ProcessorCount))
                beside = await AloneAsync("beside busy loops", options, cancellation);
            shares.Add(Work(together) / ((first.Speed + second.Speed) / 2));
            slowdowns.Add(beside.Seconds / ((first.Seconds + second.Seconds) / 2));
        }
        return Judge(renderers, Statistics.Median(shares), Statistics.Median(slowdowns));
    }

    private static int Judge(int renderers, double share, double slowdown)
    {
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{renderers} renders at once do {share:F2} of the work of one (aim: at least {LeastShare})"
            )
        );
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"a render beside a busy loop on every core takes {slowdown:F2} times as long (aim: at most "
                    + $"{MostSlowdown})"
            )
        );
        return share >= LeastShare && slowdown <= MostSlowdown ? 0 : 1;
    }

    private static async Task<SampleRender> AloneAsync(string what, string[] options, CancellationToken cancellation)
    {
        var renders = await RenderAsync(1, options, cancellation);
        Say(what, renders);
        return renders[0];
    }

    private static Task<SampleRender[]> RenderAsync(int count, string[] options, CancellationToken cancellation)
    {
        string[] arguments =
        [
            "render",
            "--model",
            RepositoryFolder.PathOf("models/demo"),
            "--image",
            RepositoryFolder.PathOf("samples/drawn-face.png"),
            "--audio",
            RepositoryFolder.PathOf("samples/drawn-face.mp3"),
            "--prompt",
            Prompt,
            "--device",
            "cpu",
            "--json",
            .. options,
        ];
        return Task.WhenAll(Enumerable.Range(0, count).Select(_ => SampleRender.RunAsync(arguments, cancellation)));
    }

    /// <summary>Segments a second of all of them together, while each was between its first finished segment and its
    /// last.</summary>
    private static double Work(SampleRender[] renders)
    {
        var (from, until) = (
            renders.Max(render => render.SegmentTimes[0]),
            renders.Min(render => render.SegmentTimes[^1])
        );
        if (until <= from)
            throw new InvalidOperationException("The renders did not compute at the same time; give more --steps.");
        return renders.Sum(render => render.SegmentsBetween(from, until)) / (until - from).TotalSeconds;
    }

    private static void Say(string what, SampleRender[] renders) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{what, -18} {Work(renders), 6:F3} segments a second, {renders.Max(render => render.Seconds), 6:F1} s"
            )
        );
}
