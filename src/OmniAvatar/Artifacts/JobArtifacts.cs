using System.Globalization;
using OmniAvatar.Identity;

namespace OmniAvatar.Artifacts;

/// <summary>
/// Where everything of a job lies:
/// <code>
/// tenant/job/request.json  plan.json  finish.json  terms.json
/// tenant/job/generations/1
/// tenant/job/inputs/picture  inputs/sound  inputs/speech.f32  inputs/cover
/// tenant/job/inputs/picture-1  inputs/speech-1.f32   (of speaker 1, and so on)
/// tenant/job/conditioning/result.json            conditioning/a1/…
/// tenant/job/shots/0000/0003/result.json         shots/0000/0003/a1/…
/// tenant/job/sound/result.json                   sound/a1/sound.m4a
/// tenant/job/output/result.json                  output/a1/video.mp4
/// </code>
/// </summary>
public static class JobArtifacts
{
    /// <summary>The folder of a job.</summary>
    public static ArtifactName Root(JobId job) => ArtifactName.Parse(job.ToString());

    /// <summary>The <see cref="Requests.RenderRequest"/> as JSON.</summary>
    public static ArtifactName Request(JobId job) => Root(job).Append("request.json");

    /// <summary>The <see cref="Planning.RenderPlan"/> as JSON.</summary>
    public static ArtifactName Plan(JobId job) => Root(job).Append("plan.json");

    /// <summary>The <see cref="Finishing.VideoFinish"/> as JSON; absent where nothing is to be done.</summary>
    public static ArtifactName Finish(JobId job) => Root(job).Append("finish.json");

    /// <summary>The picture that players show of the video, as it was given (png or jpeg).</summary>
    public static ArtifactName Cover(JobId job) => Root(job).Append("inputs/cover");

    /// <summary>A speaker's picture as it was given (png, jpeg or webp).</summary>
    public static ArtifactName Picture(JobId job, int speaker) =>
        Root(job).Append("inputs/picture" + PartRoles.Suffix(speaker));

    /// <summary>The sound of the video as FLAC: the sound stream of what was given at its own rate, or the mix of the
    /// speakers' tracks.</summary>
    public static ArtifactName Sound(JobId job) => Root(job).Append("inputs/sound");

    /// <summary>
    /// What the model hears: 16 kHz, one channel, little-endian float32, the leading 0.3 s of silence included. One
    /// file a track (<see cref="Requests.RenderRequest.TrackOf"/>).
    /// </summary>
    public static ArtifactName Speech(JobId job, int track) =>
        Root(job).Append($"inputs/speech{PartRoles.Suffix(track)}.f32");

    /// <summary>The folder of one unit of work.</summary>
    public static ArtifactName Folder(WorkId work) =>
        Root(work.Job)
            .Append(
                work.IsConditioning
                    ? "conditioning"
                    : string.Create(CultureInfo.InvariantCulture, $"shots/{work.Shot:0000}/{work.Segment:0000}")
            );

    /// <summary>The manifest whose presence says that the work is done.</summary>
    public static ArtifactName Result(WorkId work) => Folder(work).Append(ResultManifest.FileName);

    /// <summary>Where one attempt writes before it commits.</summary>
    public static ArtifactName Attempt(WorkId work, int attempt) => Folder(work).Append(AttemptFolder(attempt));

    /// <summary>The folder of the encoded sound.</summary>
    public static ArtifactName EncodedSound(JobId job) => Root(job).Append("sound");

    /// <summary>The manifest whose presence says that the sound is encoded.</summary>
    public static ArtifactName EncodedSoundResult(JobId job) => EncodedSound(job).Append(ResultManifest.FileName);

    /// <summary>The folder of the joined video.</summary>
    public static ArtifactName Output(JobId job) => Root(job).Append("output");

    /// <summary>The manifest whose presence says that the job is done.</summary>
    public static ArtifactName OutputResult(JobId job) => Output(job).Append(ResultManifest.FileName);

    /// <summary>All segments of all shots: what a finished job no longer needs, beside its conditioning.</summary>
    public static ArtifactName Segments(JobId job) => Root(job).Append("shots");

    /// <summary>What a job was given.</summary>
    public static ArtifactName Inputs(JobId job) => Root(job).Append("inputs");

    /// <summary>What was agreed about a job beside its request.</summary>
    public static ArtifactName Terms(JobId job) => Root(job).Append("terms.json");

    /// <summary>Which generations of attempt numbers were begun, one empty file each, below the job's root, its encoded
    /// sound or its output.</summary>
    public static ArtifactName Generations(ArtifactName folder) => folder.Append("generations");

    /// <summary>Whether a finished job no longer needs what lies at or below a name: its inputs, conditioning and
    /// segments.</summary>
    public static bool IsIntermediate(JobId job, ArtifactName name) =>
        new[] { Inputs(job), Folder(WorkId.Conditioning(job)), Segments(job) }.Any(folder => name.IsWithin(folder));

    /// <summary>Whether a name is one of those that this class gives to a job's artifacts, or lies below one.</summary>
    public static bool IsOwn(JobId job, ArtifactName name) =>
        IsIntermediate(job, name)
        || new[]
        {
            Request(job),
            Plan(job),
            Finish(job),
            Terms(job),
            EncodedSound(job),
            Output(job),
            Generations(Root(job)),
        }.Any(own => name.IsWithin(own));

    /// <summary>Drops what a finished job no longer needs; its documents and output stay.</summary>
    public static async Task DropIntermediatesAsync(IArtifactStore store, JobId job, CancellationToken cancellation)
    {
        await store.DeleteAsync(Segments(job), cancellation);
        await store.DeleteAsync(Folder(WorkId.Conditioning(job)), cancellation);
        await store.DeleteAsync(Inputs(job), cancellation);
    }

    /// <summary>Drops what only rendering needs; inputs and the segments' fragments stay, so that a shot can be made
    /// again.</summary>
    public static async Task DropWorkingFilesAsync(IArtifactStore store, JobId job, CancellationToken cancellation)
    {
        await store.DeleteAsync(Folder(WorkId.Conditioning(job)), cancellation);
        await foreach (var name in store.ListAsync(Segments(job), cancellation))
            if (!IsOfRemake(name))
                await store.DeleteAsync(name, cancellation);
    }

    /// <summary>The level <c>a7</c> of attempt 7.</summary>
    public static string AttemptFolder(int attempt) => string.Create(CultureInfo.InvariantCulture, $"a{attempt}");

    /// <summary>Whether a segment's file is taken over by a remake: its manifest, its fragment, or what the next shot
    /// fades from.</summary>
    private static bool IsOfRemake(ArtifactName name)
    {
        var file = name.Value[(name.Value.LastIndexOf('/') + 1)..];
        return file == ResultManifest.FileName
            || Path.GetFileNameWithoutExtension(file) is PartRoles.Fragment or PartRoles.Tail;
    }
}
