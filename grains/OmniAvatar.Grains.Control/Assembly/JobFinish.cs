using OmniAvatar.Artifacts;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Control.Assembly;

/// <summary>What a job's video is given when it is joined.</summary>
internal sealed class JobFinish(IArtifactStore store)
{
    private const string SubtitlesName = "subtitles.vtt";

    /// <summary>Adds it to a task.</summary>
    public async Task<AssemblyTask> AddAsync(AssemblyTask task, JobId job, CancellationToken cancellation)
    {
        if (await JobDocuments.FinishAsync(store, job, cancellation) is not { } finish)
            return task;
        return task with
        {
            Finish = finish,
            CoverPath = finish.CoverSha256 is null
                ? null
                : await store.FetchAsync(JobArtifacts.Cover(job), cancellation),
            SubtitlesPath = finish.Captions is null
                ? null
                : Path.Combine(Path.GetDirectoryName(task.OutputPath)!, SubtitlesName),
        };
    }

    /// <summary>Stores what was written beside the video.</summary>
    public async Task<IReadOnlyList<ArtifactPart>> PutAsync(
        AssemblyTask task,
        ArtifactName place,
        CancellationToken cancellation
    ) =>
        task.SubtitlesPath is { } subtitles
            ? [await store.PutFileAsync(PartRoles.Subtitles, place.Append(SubtitlesName), subtitles, cancellation)]
            : [];
}
