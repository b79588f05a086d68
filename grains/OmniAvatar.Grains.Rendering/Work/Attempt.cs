using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Grains.Rendering.Checkpoints;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Grains.Rendering.Telemetry;
using OmniAvatar.Grains.Work;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Rendering.Work;

/// <summary>
/// One attempt from its inputs to its outcome. It does not look for a result first: the grant has just done so, and the commit decides.
/// </summary>
internal sealed class Attempt : IDisposable
{
    private readonly AttemptTools _tools;
    private readonly HeldWork _held;
    private readonly AttemptRecord _record;
    private readonly GrainId _grain;
    private readonly ScratchFolder.Lent _folder;
    private readonly CheckpointKeeper _checkpoints;
    private bool? _won;

    public Attempt(AttemptTools tools, HeldWork held, AttemptRecord record, GrainId grain)
    {
        (_tools, _held, _record, _grain) = (tools, held, record, grain);
        _folder = tools.Scratch.Begin($"{held.Grant.Work.ToString().Replace('/', '.')}.a{held.Grant.Attempt}");
        var kept = Directory.CreateDirectory(Path.Combine(_folder.Path, "checkpoints")).FullName;
        _checkpoints = new CheckpointKeeper(tools.Store, held.Grant, held.NumericClass, kept, record);
    }

    /// <summary>Renders and commits; every end is an outcome.</summary>
    public async Task<WorkOutcome> RunAsync()
    {
        try
        {
            _record.Began(_grain);
            var commit = await CommitAsync(await RenderAsync());
            _won = commit.Won;
            _record.Committed(commit, _held.Usage, _grain);
            return new WorkOutcome.Committed(commit.Result.Attempt, commit.Result.GpuMilliseconds, commit.Result.NumericClass);
        }
        catch (OperationCanceledException) when (_held.Stopping.IsCancellationRequested)
        {
            _held.EndUsage();
            if (_held.IsLeaving) await _checkpoints.SettleAsync();
            _record.GaveBack(_held.Usage);
            return new WorkOutcome.GivenBack();
        }
        catch (Exception e)
        {
            _held.EndUsage();
            _record.Failed(e, _held.Usage);
            return new WorkOutcome.Failed(JobFailure.From(e));
        }
    }

    /// <summary>Removes what nobody needs any more: a winner's checkpoints, or all that a loser put. Nobody waits for it.</summary>
    public async Task CleanUpAsync()
    {
        try
        {
            await _checkpoints.StopAsync();
            var (work, attempt) = (_held.Grant.Work, _held.Grant.Attempt);
            if (_won == false) await _tools.Store.DeleteAsync(JobArtifacts.Attempt(work, attempt), CancellationToken.None);
            else if (_won == true && _checkpoints.HasKept) await _tools.Store.DeleteAsync(CheckpointName.Folder(work, attempt), CancellationToken.None);
        }
        catch (Exception e)
        {
            _record.NotCleaned(e);
        }
    }

    public void Dispose()
    {
        _checkpoints.Dispose();
        _folder.Dispose();
    }

    private async Task<RenderOutput> RenderAsync()
    {
        var earlier = EarlierCheckpoints.FindAsync(_tools.Store, _held.Grant, _held.NumericClass, _held.Stopping);
        var output = Directory.CreateDirectory(Path.Combine(_folder.Path, "output")).FullName;
        var task = await _tools.Inputs.FetchAsync(_held.Grant.Work, output, _held.Stopping);
        var session = new AttemptSession(_held, await earlier, _checkpoints, _record, _tools.Clock, _tools.Options.CheckpointEvery);
        var rendered = await _held.RenderAsync(task, session);
        _held.EndUsage();
        return rendered;
    }

    /// <summary>A slot that cannot commit keeps its output and its lease, and goes on trying.</summary>
    private async Task<CommitOutcome> CommitAsync(RenderOutput rendered)
    {
        _held.Report(new RenderProgress(RenderPhase.Commit, 0, 0));
        _record.Report(_held.Progress);
        var output = new WorkOutput(_tools.Store, _held, rendered);
        await new Retry(_tools.Clock, _tools.Options).UntilDoneAsync(
            () => output.CommitAsync(_held.Stopping), _tools.Options.CommitPatience, _record.NotCommitted, _held.Stopping);
        _tools.Inputs.Remember(_held.Grant.Work, output.Outcome.Result);
        return output.Outcome;
    }
}
