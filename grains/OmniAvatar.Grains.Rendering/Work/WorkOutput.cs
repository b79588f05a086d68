using System.Collections.Concurrent;
using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Rendering.Work;

/// <summary>
/// Puts an attempt's parts under its own folder and offers its manifest. Safe to repeat: what was put already is not
/// put again, since the store takes local files over.
/// </summary>
internal sealed class WorkOutput(IArtifactStore store, HeldWork held, RenderOutput output)
{
    private readonly ConcurrentDictionary<string, ArtifactPart> _put = [];
    private CommitOutcome? _outcome;

    /// <summary>Who made the result, once <see cref="CommitAsync"/> has succeeded.</summary>
    public CommitOutcome Outcome => _outcome ?? throw new InvalidOperationException("Nothing was committed yet.");

    public async Task CommitAsync(CancellationToken cancellation)
    {
        var work = held.Grant.Work;
        await Task.WhenAll(output.Parts.Keys.Select(role => PutAsync(role, cancellation)));
        var manifest = new ResultManifest
        {
            Attempt = held.Grant.Attempt,
            NumericClass = held.NumericClass.Text,
            Parts = [.. output.Parts.Keys.Order(StringComparer.Ordinal).Select(role => _put[role])],
            Frames = output.Frames,
            FramesSha256 = output.FramesSha256,
            GpuMilliseconds = held.Usage.GpuMilliseconds,
            Predecessor = WorkInputs.Predecessor(work) is { } previous ? JobArtifacts.Result(previous).Value : null,
        };
        _outcome = await ManifestCommit.CommitAsync(store, JobArtifacts.Result(work), manifest, cancellation);
    }

    private async Task PutAsync(string role, CancellationToken cancellation)
    {
        if (_put.ContainsKey(role))
            return;
        var local = output.Parts[role];
        var name = JobArtifacts.Attempt(held.Grant.Work, held.Grant.Attempt).Append(Path.GetFileName(local));
        _put[role] = await store.PutFileAsync(role, name, local, cancellation);
    }
}
