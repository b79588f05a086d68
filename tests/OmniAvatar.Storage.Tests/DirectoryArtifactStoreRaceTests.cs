using System.Diagnostics;
using System.Globalization;
using System.Text;
using OmniAvatar.Artifacts;

namespace OmniAvatar.Storage.Tests;

public sealed class DirectoryArtifactStoreRaceTests : IDisposable
{
    private const int Racers = 8;
    private const int Names = 40;

    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task CreateAsync_EightProcesses_ExactlyOneWinsEachName()
    {
        var racers = Enumerable.Range(0, Racers).Select(Start).ToArray();
        try
        {
            foreach (var racer in racers)
                (await racer.StandardOutput.ReadLineAsync()).ShouldBe("ready");
            foreach (var racer in racers)
                racer.StandardInput.WriteLine();

            var won = await Task.WhenAll(racers.Select(racer => racer.StandardOutput.ReadToEndAsync()));
            foreach (var racer in racers)
                await racer.WaitForExitAsync();

            racers.ShouldAllBe(racer => racer.ExitCode == 0);
            var winners = won.SelectMany(
                    (names, identity) =>
                        names.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(name => (name, identity))
                )
                .ToArray();
            winners.Select(winner => winner.name).ShouldBeUnique();
            winners.Length.ShouldBe(Names);
            foreach (var (name, identity) in winners)
                File.ReadAllText(_scratch.Combine(name)).ShouldBe(identity.ToString(CultureInfo.InvariantCulture));
        }
        finally
        {
            foreach (var racer in racers)
            {
                if (!racer.HasExited)
                    racer.Kill();
                racer.Dispose();
            }
        }
    }

    [Fact]
    public void CreateAsync_EightThreads_ExactlyOneWinsEachName()
    {
        var wins = new int[Names];
        using var start = new Barrier(Racers);
        var threads = Enumerable
            .Range(0, Racers)
            .Select(identity => new Thread(() =>
            {
                using var store = new DirectoryArtifactStore(_scratch.Path);
                for (var i = 0; i < Names; i++)
                {
                    start.SignalAndWait();
                    var name = ArtifactName.Parse($"race/{i}");
                    if (
                        store.CreateAsync(name, Encoding.UTF8.GetBytes($"{identity}"), default).GetAwaiter().GetResult()
                    )
                        Interlocked.Increment(ref wins[i]);
                }
            }))
            .ToArray();

        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        wins.ShouldAllBe(count => count == 1);
    }

    private Process Start(int identity)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (
            var argument in new[]
            {
                "exec",
                typeof(ScratchFolder).Assembly.Location,
                _scratch.Path,
                $"{identity}",
                $"{Names}",
            }
        )
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }
}
