using System.Text.Json;
using OmniAvatar.Artifacts;
using OmniAvatar.Finishing;
using OmniAvatar.Identity;
using OmniAvatar.Media;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Storage;

namespace OmniAvatar.Cli.Rendering;

/// <summary>A job's artifacts and state in the data folder. Only the holder of the job's lock may use it.</summary>
internal sealed class LocalJob(
    JobId id,
    RenderRequest request,
    RenderPlan plan,
    DirectoryArtifactStore store,
    string stateFile
)
{
    // SQLite keeps what was not yet merged beside the database.
    private static readonly string[] StateFileSuffixes = ["", "-wal", "-shm"];

    public JobId Id => id;

    public RenderRequest Request => request;

    public RenderPlan Plan => plan;

    public DirectoryArtifactStore Store => store;

    public string StateFile => stateFile;

    /// <summary>The finished video's part, or null while the job is not done.</summary>
    public async Task<ArtifactPart?> FindVideoAsync(CancellationToken cancellation) =>
        (await FindAsync(JobArtifacts.OutputResult(id), cancellation))?.Part(PartRoles.Video);

    /// <summary>Whether an artifact is there and whole, and not only its name in a manifest.</summary>
    public async Task<bool> HasAsync(ArtifactPart part, CancellationToken cancellation)
    {
        try
        {
            await store.FetchAsync(part, cancellation);
            return true;
        }
        catch (DamagedException)
        {
            return false;
        }
    }

    /// <summary>Segments with a committed result.</summary>
    public async Task<int> CountFinishedAsync(CancellationToken cancellation)
    {
        var finished = 0;
        foreach (var segment in plan.Shots.SelectMany(s => s.Segments))
        {
            var result = JobArtifacts.Result(new WorkId(id, segment.Shot, segment.Index));
            if (await FindAsync(result, cancellation) is not null)
                finished++;
        }

        return finished;
    }

    /// <summary>Whether the job's video was, or will be, joined with this.</summary>
    public async Task<bool> HasFinishAsync(VideoFinish? finish, CancellationToken cancellation) =>
        (await store.ReadAsync(JobArtifacts.Finish(id), cancellation) ?? [])
            .AsSpan()
            .SequenceEqual(JobDocuments.BytesOf(finish));

    /// <summary>Puts a video that was joined anew in place of the one there was. The documents come last: cut off
    /// before them, the old video counts, or the new one is joined once more.</summary>
    /// <returns>The video's part.</returns>
    public async Task<ArtifactPart> ReplaceVideoAsync(string path, VideoFinish? finish, CancellationToken cancellation)
    {
        var old =
            await FindAsync(JobArtifacts.OutputResult(id), cancellation)
            ?? throw new RenderFailedException("The finished video vanished while it was joined anew.");
        var attempt = old.Attempt + 1;
        var name = JobArtifacts.Output(id).Append($"{JobArtifacts.AttemptFolder(attempt)}/video.mp4");
        var video = await store.PutFileAsync(PartRoles.Video, name, path, cancellation);
        await PutAsync(
            JobArtifacts.OutputResult(id),
            JsonSerializer.SerializeToUtf8Bytes(
                old with
                {
                    Attempt = attempt,
                    Parts = [video],
                },
                ArtifactJson.Default.ResultManifest
            ),
            cancellation
        );
        await SetFinishAsync(finish, cancellation);
        return video;
    }

    /// <summary>Puts inputs, request and plan into the store; the inputs' files are moved there.</summary>
    public async Task PrepareAsync(IngestedInput input, VideoFinish? finish, CancellationToken cancellation)
    {
        if (!await HasFinishAsync(finish, cancellation))
            await SetFinishAsync(finish, cancellation);
        await input.PutAsync(store, id, request, cancellation);
        await JobDocuments.WriteAsync(store, id, request, plan, cancellation);
    }

    /// <summary>Forgets everything, so that the job begins anew.</summary>
    public async Task ForgetAsync(CancellationToken cancellation)
    {
        await store.DeleteAsync(JobArtifacts.Root(id), cancellation);
        DeleteState();
    }

    /// <summary>Removes what only rendering needed; that the job is done, and its video's hash, stay.</summary>
    public async Task DropIntermediatesAsync(CancellationToken cancellation)
    {
        var kept = new HashSet<ArtifactName>
        {
            JobArtifacts.Request(id),
            JobArtifacts.Plan(id),
            JobArtifacts.Finish(id),
            JobArtifacts.OutputResult(id),
        };
        var doomed = new List<ArtifactName>();
        await foreach (var name in store.ListAsync(JobArtifacts.Root(id), cancellation))
        {
            if (!kept.Contains(name))
                doomed.Add(name);
        }

        foreach (var name in doomed)
            await store.DeleteAsync(name, cancellation);
        DeleteState();
    }

    private async Task SetFinishAsync(VideoFinish? finish, CancellationToken cancellation)
    {
        await store.DeleteAsync(JobArtifacts.EncodedSound(id), cancellation);
        if (JobDocuments.BytesOf(finish) is { } content)
            await PutAsync(JobArtifacts.Finish(id), content, cancellation);
        else
            await store.DeleteAsync(JobArtifacts.Finish(id), cancellation);
    }

    /// <summary>Replaces a document at once.</summary>
    private async Task PutAsync(ArtifactName name, byte[] content, CancellationToken cancellation)
    {
        var file = Path.Combine(store.NewScratchFolder(), "document.json");
        await File.WriteAllBytesAsync(file, content, cancellation);
        await store.PutFileAsync("document", name, file, cancellation);
    }

    /// <summary>A committed manifest; one that is damaged is removed, so that what it stood for is made
    /// again.</summary>
    private async Task<ResultManifest?> FindAsync(ArtifactName result, CancellationToken cancellation)
    {
        try
        {
            return await ManifestCommit.FindAsync(store, result, cancellation);
        }
        catch (DamagedException)
        {
            await store.DeleteAsync(result, cancellation);
            return null;
        }
    }

    private void DeleteState()
    {
        foreach (var suffix in StateFileSuffixes)
            File.Delete(stateFile + suffix);
    }
}
