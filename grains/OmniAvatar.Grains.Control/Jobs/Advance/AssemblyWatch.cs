using OmniAvatar.Grains.Background;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Grains.Jobs;

namespace OmniAvatar.Grains.Control.Jobs.Advance;

/// <summary>Asks for a job's sound to be encoded and its finished segments to be joined, until there is an
/// answer.</summary>
internal sealed class AssemblyWatch(
    DurableJob job,
    IJobHost host,
    JobControlOptions options,
    WorkClock clock,
    BackgroundLoops loops,
    CancellationToken stop
)
{
    private bool _isWatching;
    private bool _isPrepared;

    /// <summary>Has the sound encoded while segments are rendered. If the message is lost, the sound is encoded when it
    /// is needed.</summary>
    public void Prepare()
    {
        if (!_isPrepared)
            host.Assembly.EncodeSoundAsync().Ignore();
        _isPrepared = true;
    }

    public async Task AssembleAsync()
    {
        await job.EnterAsync(JobState.Assembling);
        if (!_isWatching)
            _ = loops.KeepAsync("job's assembly", WatchAsync, stop);
        await host.Assembly.StartAsync();
    }

    /// <summary>The assembly may die with its silo, or its answer may be lost. It is asked for again until it answers,
    /// which does no harm.</summary>
    private async Task WatchAsync()
    {
        _isWatching = true;
        while (job.State == JobState.Assembling && !stop.IsCancellationRequested)
        {
            host.StayActive(options.LongestRetry * 2);
            await clock
                .Delay(options.LongestRetry, stop)
                .ConfigureAwait(
                    ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing
                );
            host.AskToAdvance();
        }
        _isWatching = false;
    }
}
