using OmniAvatar.Resilience;

namespace OmniAvatar.Tests.Resilience;

public sealed class RetriesTests
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);

    private readonly List<TimeSpan> _waits = [];

    [Fact]
    public async Task UntilDone_WithoutSpread_DoublesUpToTheLongest()
    {
        await RunAsync(
            new Retries(new LeapingTime(), new Backoff(First, TimeSpan.FromSeconds(5)) { IsSpread = false }),
            failures: 5
        );
        _waits.Select(wait => wait.TotalSeconds).ShouldBe([1, 2, 4, 5, 5]);
    }

    [Fact]
    public async Task UntilDone_WithSpread_NoTwoWaitTheSame()
    {
        var retries = new Retries(new LeapingTime(), new Backoff(First, TimeSpan.FromSeconds(5)));
        for (var caller = 0; caller < 8; caller++)
            await RunAsync(retries, failures: 1);
        _waits.Distinct().Count().ShouldBeGreaterThan(4);
        _waits.ShouldAllBe(wait => wait <= TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task UntilDone_NotToGoOn_ThrowsTheFailure()
    {
        var tries = 0;
        var retries = new Retries(new LeapingTime(), new Backoff(First, First));
        await Should.ThrowAsync<BadInputException>(() =>
            retries.UntilDoneAsync(
                () => ++tries < 3 ? throw new OutageException("No.") : throw new BadInputException("No."),
                (_, _) => { },
                default,
                (e, _) => e is OutageException
            )
        );
        tries.ShouldBe(3);
    }

    [Fact]
    public async Task UntilDone_GoesOnForAWhile_ToldTheTimeSinceTheFirstTry()
    {
        var retries = new Retries(new LeapingTime(), new Backoff(First, First) { IsSpread = false });
        await Should.ThrowAsync<OutageException>(() =>
            retries.UntilDoneAsync(
                () => throw new OutageException("No."),
                (_, wait) => _waits.Add(wait),
                default,
                (_, since) => since < TimeSpan.FromSeconds(3)
            )
        );
        _waits.ShouldBe([First, First, First]);
    }

    [Fact]
    public async Task UntilDone_CancelledBefore_TriesOnce()
    {
        var tries = 0;
        var retries = new Retries(new LeapingTime(), new Backoff(First, First));
        await Should.ThrowAsync<OutageException>(() =>
            retries.UntilDoneAsync(
                () => ++tries > 0 ? throw new OutageException("No.") : Task.CompletedTask,
                (_, _) => { },
                new CancellationToken(canceled: true)
            )
        );
        tries.ShouldBe(1);
    }

    [Fact]
    public async Task UntilDone_OnItsOwnScheduler_ComesBackToIt()
    {
        var scheduler = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;
        var seen = new List<TaskScheduler>();
        var retries = new Retries(new LeapingTime(), new Backoff(First, First));

        await Task
            .Factory.StartNew(
                () =>
                    retries.UntilDoneAsync(
                        () =>
                        {
                            seen.Add(TaskScheduler.Current);
                            return seen.Count < 3 ? throw new OutageException("No.") : Task.CompletedTask;
                        },
                        (_, _) => { },
                        default
                    ),
                default,
                TaskCreationOptions.None,
                scheduler
            )
            .Unwrap();

        seen.ShouldAllBe(one => one == scheduler);
    }

    private Task RunAsync(Retries retries, int failures) =>
        retries.UntilDoneAsync(
            () => failures-- > 0 ? throw new OutageException("No.") : Task.CompletedTask,
            (_, wait) => _waits.Add(wait),
            default
        );
}
