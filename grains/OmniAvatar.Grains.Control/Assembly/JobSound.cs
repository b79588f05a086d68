using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Control.Jobs.State;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;

namespace OmniAvatar.Grains.Control.Assembly;

/// <summary>A job's encoded sound. It is made once, when the job begins, so that who watches while the job renders
/// hears the same as in the finished file.</summary>
internal sealed class JobSound(IArtifactStore store, IVideoAssembler assembler, ScratchFolder scratch)
{
    /// <summary>The encoded sound, which is made if it is not there.</summary>
    public async Task<ArtifactPart> EncodeAsync(JobId job, CancellationToken cancellation)
    {
        var result = JobArtifacts.EncodedSoundResult(job);
        if (await ManifestCommit.FindAsync(store, result, cancellation) is { } found)
            return found.Part(PartRoles.Audio);
        var request = await JobDocuments.RequestAsync(store, job, cancellation);
        var track = await store.FetchAsync(JobArtifacts.Sound(job), cancellation);
        var attempt = await AttemptNumbers.ClaimGenerationAsync(store, JobArtifacts.EncodedSound(job), cancellation);
        using var folder = scratch.Begin($"{job.Tenant}.{job.Job}.sound.{attempt}");
        var local = Path.Combine(folder.Path, "sound.m4a");
        var encoding = new SoundEncoding(track, request.FramesPerSecond, local)
        {
            Loudness = (await JobDocuments.FinishAsync(store, job, cancellation))?.Loudness,
        };
        await assembler.EncodeSoundAsync(encoding, cancellation);
        var place = JobArtifacts.EncodedSound(job).Append(JobArtifacts.AttemptFolder(attempt));
        var manifest = new ResultManifest
        {
            Attempt = attempt,
            NumericClass = "",
            Parts = [await store.PutFileAsync(PartRoles.Audio, place.Append("sound.m4a"), local, cancellation)],
        };
        var outcome = await ManifestCommit.CommitAsync(store, result, manifest, cancellation);
        if (!outcome.Won)
            await store.DeleteAsync(place, cancellation);
        return outcome.Result.Part(PartRoles.Audio);
    }
}
