using OmniAvatar.Artifacts;
using OmniAvatar.Finishing;
using OmniAvatar.Media;
using OmniAvatar.Media.Videos;
using OmniAvatar.Rendering;

namespace OmniAvatar.Cli.Rendering;

/// <summary>
/// Joins a finished video anew with other captions, chapters, sound or tags. Its frames are those of the finished file,
/// copied as they are encoded, so nothing is rendered and the segments may be gone.
/// </summary>
internal static class Rejoin
{
    /// <summary>Makes the video and puts it into the store in place of the old one.</summary>
    /// <param name="job">The finished job.</param>
    /// <param name="modelName">What the model is called.</param>
    /// <param name="video">A file with the job's frames.</param>
    /// <param name="input">What the user gives it now.</param>
    /// <param name="finish">The same as a document; null for nothing.</param>
    /// <param name="cancellation">Kills ffmpeg and leaves the old video.</param>
    /// <returns>The new video's part.</returns>
    public static async Task<ArtifactPart> RunAsync(
        LocalJob job,
        string modelName,
        string video,
        IngestedInput input,
        VideoFinish? finish,
        CancellationToken cancellation
    )
    {
        var (folder, assembler) = (job.Store.NewScratchFolder(), new VideoAssembler());
        var (sound, joined) = (Path.Combine(folder, "sound.m4a"), Path.Combine(folder, "video.mp4"));
        await assembler.EncodeSoundAsync(
            new SoundEncoding(input.SoundPath, job.Request.FramesPerSecond, sound) { Loudness = finish?.Loudness },
            cancellation
        );
        await assembler.AssembleAsync(
            new AssemblyTask([video], sound, job.Request.FramesPerSecond, job.Plan.TotalFrames, joined)
            {
                Finish = finish,
                CoverPath = input.CoverPath,
                Provenance = new VideoProvenance(
                    job.Id.Job,
                    modelName,
                    job.Request.ModelManifest,
                    JobDocuments.Sha256Of(job.Request)
                ),
            },
            cancellation
        );
        return await job.ReplaceVideoAsync(joined, finish, cancellation);
    }
}
