using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Rendering.Checkpoints;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Grains.Rendering.Telemetry;
using OmniAvatar.Grains.Work;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Rendering.Work;

/// <summary>One attempt from its inputs to its outcome. It looks for a result first. The grant has done so too, but
/// time may have passed since, and one read costs little beside a segment. The commit decides.</summary>
internal sealed class Attempt(AttemptTools tools, HeldWork held, AttemptRecord record, GrainId grain) : IDisposable
{
    private ScratchFolder.TemporaryFolder? _folder;
    private CheckpointKeeper? _checkpoints;
    private bool? _won;

    /// <summary>Renders and commits; every end is an outcome.</summary>
    public async Task<WorkOutcome> RunAsync()
    {
        try
        {
            if (await FindResultAsync() is { } done)
                return new WorkOutcome.Committed(done.Attempt, done.GpuMilliseconds, done.NumericClass);
            held.BeginUsage();
            record.Began(grain);
            var commit = await CommitAsync(await RenderAsync());
            // The commit's answer does not decide this: a slot that is granted an attempt again must not remove its own
            // result.
            _won = commit.Result.Attempt == held.Grant.Attempt;
            record.Committed(commit, held.Usage, grain);
            return new WorkOutcome.Committed(
                commit.Result.Attempt,
                commit.Result.GpuMilliseconds,
                commit.Result.NumericClass
            );
        }
        catch (OperationCanceledException) when (held.Stopping.IsCancellationRequested)
        {
            held.EndUsage();
            // Always before the report to the job, which then removes what is there if it wants no more.
            if (_checkpoints is not null)
                await (held.IsLeaving ? _checkpoints.SettleAsync() : _checkpoints.StopAsync());
            record.GaveBack(held.Usage);
            return new WorkOutcome.GivenBack();
        }
        catch (Exception e)
        {
            held.EndUsage();
            var failure = JobFailure.From(e);
            record.Failed(e, failure, held.Usage);
            return new WorkOutcome.Failed(failure);
        }
    }

    /// <summary>Removes unneeded files in the background: a winner's checkpoints, or all files of a loser.</summary>
    public async Task CleanUpAsync()
    {
        try
        {
            if (_checkpoints is not null)
                await _checkpoints.StopAsync();
            var (work, attempt) = (held.Grant.Work, held.Grant.Attempt);
            if (_won == false)
                await tools.Store.DeleteAsync(JobArtifacts.Attempt(work, attempt), CancellationToken.None);
            else if (_won == true && _checkpoints is { HasKept: true })
                await tools.Store.DeleteAsync(CheckpointName.Folder(work, attempt), CancellationToken.None);
        }
        catch (Exception e)
        {
            record.NotCleaned(e);
        }
    }

    public void Dispose()
    {
        _checkpoints?.Dispose();
        _folder?.Dispose();
    }

    /// <summary>What another attempt has committed since this one was granted.</summary>
    private Task<ResultManifest?> FindResultAsync() =>
        ManifestCommit.FindAsync(tools.Store, JobArtifacts.Result(held.Grant.Work), held.Stopping);

    private async Task<RenderOutput> RenderAsync()
    {
        var earlier = EarlierCheckpoints.FindAsync(tools.Store, held.Grant, held.NumericClass, held.Stopping);
        _folder = tools.Scratch.Begin($"{held.Grant.Work.ToString().Replace('/', '.')}.a{held.Grant.Attempt}");
        _checkpoints = new CheckpointKeeper(
            tools.Store,
            held.Grant,
            held.NumericClass,
            NewFolder("checkpoints"),
            record
        );
        var task = await tools.Inputs.FetchAsync(held.Grant.Work, NewFolder("output"), held.Stopping);
        var session = new AttemptSession(
            held,
            await earlier,
            _checkpoints,
            record,
            tools.Clock,
            tools.Options.CheckpointEvery
        );
        var rendered = await held.RenderAsync(task, session);
        held.EndUsage();
        return rendered;
    }

    private string NewFolder(string name) => Directory.CreateDirectory(Path.Combine(_folder!.Path, name)).FullName;

    /// <summary>Only temporary failures are waited for. A damaged result under the same name, or a bug, is reported to
    /// the job.</summary>
    private bool GoesOnCommitting(Exception failure, TimeSpan since) =>
        JobFailure.KindOf(failure) switch
        {
            FailureKind.Outage => !(since >= tools.Options.CommitPatience),
            FailureKind.Resources => since < tools.Options.ResourcePatience && !(since >= tools.Options.CommitPatience),
            _ => false,
        };

    /// <summary>A slot that cannot commit keeps its output and its lease, and goes on trying.</summary>
    private async Task<CommitOutcome> CommitAsync(RenderOutput rendered)
    {
        held.Report(new RenderProgress(RenderPhase.Commit, 0, 0));
        record.Report(held.Progress);
        var output = new WorkOutput(tools.Store, held, rendered);
        await tools.Retries.UntilDoneAsync(
            () => output.CommitAsync(held.Stopping),
            record.NotCommitted,
            held.Stopping,
            GoesOnCommitting
        );
        tools.Inputs.Remember(held.Grant.Work, output.Outcome.Result);
        return output.Outcome;
    }
}
