using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Rendering.Slots;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Rendering.Work;

/// <summary>
/// Puts an attempt's parts under its own folder and offers its manifest. Safe to repeat: what was put already is not put again,
/// since the store takes local files over.
/// </summary>
internal sealed class WorkOutput(IArtifactStore store, HeldWork held, RenderOutput output)
{
    private readonly Dictionary<string, ArtifactPart> _put = [];
    private CommitOutcome? _outcome;

    /// <summary>Who made the result, once <see cref="CommitAsync"/> has succeeded.</summary>
    public CommitOutcome Outcome => _outcome ?? throw new InvalidOperationException("Nothing was committed yet.");

    public async Task CommitAsync(CancellationToken cancellation)
    {
        var (work, attempt, _, _, _) = held.Grant;
        foreach (var (role, path) in output.Parts)
        {
            if (_put.ContainsKey(role)) continue;
            var name = JobArtifacts.Attempt(work, attempt).Append(Path.GetFileName(path));
            _put[role] = await store.PutFileAsync(role, name, path, cancellation);
        }

        var predecessor = WorkInputs.Predecessor(work);
        var manifest = new ResultManifest
        {
            Attempt = attempt,
            NumericClass = held.NumericClass.Text,
            Parts = [.. output.Parts.Keys.Order(StringComparer.Ordinal).Select(role => _put[role])],
            Frames = output.Frames,
            FramesSha256 = output.FramesSha256,
            GpuMilliseconds = held.Usage.GpuMilliseconds,
            Predecessor = predecessor is { } previous ? JobArtifacts.Result(previous).Value : null,
        };
        _outcome = await ManifestCommit.CommitAsync(store, JobArtifacts.Result(work), manifest, cancellation);
    }
}
