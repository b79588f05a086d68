using OmniAvatar.Resilience;
using Polly;

namespace OmniAvatar.Tests.Resilience;

public sealed class RetryPipelinesTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task Create_WithoutSpread_DoublesUpToTheLongest() =>
        (await WaitsAsync(new Backoff(First, 5 * First) { IsSpread = false, Retries = 5 })).ShouldBe([
            First,
            2 * First,
            4 * First,
            5 * First,
            5 * First,
        ]);

    [Fact]
    public async Task Create_SpreadBySeeds_DiffersByCallerAndStaysWithinItsBounds()
    {
        var waits = new List<IReadOnlyList<TimeSpan>>();
        for (var seed = 1; seed <= 50; seed++)
            waits.Add(
                await WaitsAsync(
                    new Backoff(First, 5 * First) { Retries = 6, Randomizer = new Random(seed).NextDouble }
                )
            );

        // Whoever met the same failure at the same moment comes back at another.
        waits.Select(caller => caller[0]).Distinct().Count().ShouldBe(50);
        foreach (var caller in waits)
            caller.ShouldAllBe(wait => wait > TimeSpan.Zero && wait <= 5 * First);
        // Later waits are longer all the same.
        waits
            .Average(caller => caller[3].TotalSeconds)
            .ShouldBeGreaterThan(2 * waits.Average(caller => caller[0].TotalSeconds));
    }

    [Fact]
    public async Task Create_SteadySpreadBySeed_StaysWithinAQuarter()
    {
        var waits = await WaitsAsync(
            Backoff.Steady(First) with
            {
                Retries = 100,
                Randomizer = new Random(1).NextDouble,
            }
        );

        waits.ShouldAllBe(wait => wait >= First * 0.75 && wait <= First * 1.25);
        waits.Distinct().Count().ShouldBeGreaterThan(50);
    }

    [Fact]
    public async Task Create_MoreFailuresThanRetries_ThrowsTheLast()
    {
        var tries = 0;
        var pipeline = RetryPipelines.Create(new LeapingTime(), new Backoff(First) { Retries = 3 }, _ => true);

        var failure = await Should.ThrowAsync<OutageException>(() =>
            pipeline.ExecuteAsync(_ => throw new OutageException($"Try {++tries}.")).AsTask()
        );

        failure.Message.ShouldBe("Try 4.");
    }

    [Fact]
    public async Task Create_FailureThatIsNotTriedAgain_IsThrownAtOnce()
    {
        var time = new LeapingTime();
        var pipeline = RetryPipelines.Create(time, new Backoff(First), failure => failure is OutageException);

        await Should.ThrowAsync<BadInputException>(() =>
            pipeline.ExecuteAsync(_ => throw new BadInputException("No.")).AsTask()
        );

        time.Waits.ShouldBeEmpty();
    }

    [Fact]
    public async Task Create_CancelledWhileItWaits_IsCancelled()
    {
        using var stop = new CancellationTokenSource();
        var pipeline = new ResiliencePipelineBuilder { TimeProvider = TimeProvider.System }
            .AddBackoff(new Backoff(TimeSpan.FromHours(1)), (_, _) => true, (_, _) => stop.Cancel())
            .Build();

        await Should.ThrowAsync<OperationCanceledException>(() =>
            pipeline.ExecuteAsync(_ => throw new OutageException("No."), stop.Token).AsTask()
        );
    }

    private static async Task<IReadOnlyList<TimeSpan>> WaitsAsync(Backoff backoff)
    {
        var time = new LeapingTime();
        await Should.ThrowAsync<OutageException>(() =>
            RetryPipelines.Create(time, backoff, _ => true).ExecuteAsync(_ => throw new OutageException("No.")).AsTask()
        );
        return time.Waits;
    }
}
