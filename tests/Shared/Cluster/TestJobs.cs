using OmniAvatar.Artifacts;
using OmniAvatar.Grains.Jobs;
using OmniAvatar.Identity;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Tests.Cluster;

/// <summary>Jobs whose inputs are sentences.</summary>
internal static class TestJobs
{
    /// <summary>Denoising steps of a segment.</summary>
    public const int Steps = 50;

    private static int _count;

    public static JobTerms Terms { get; } = new() { Model = "model" };

    /// <summary>Puts a new job with shots of these lengths into the store.</summary>
    public static async Task<JobId> CreateAsync(IArtifactStore store, TemporaryFolder folder, params int[] shots)
    {
        var job = new JobId(JobId.LocalTenant, $"job-{Interlocked.Increment(ref _count)}");
        await JobDocuments.WriteAsync(store, job, Request(), Plan(shots), default);
        foreach (
            var input in new[] { JobArtifacts.Picture(job, 0), JobArtifacts.Sound(job), JobArtifacts.Speech(job, 0) }
        )
        {
            var local = folder.Below("input");
            await File.WriteAllTextAsync(local, "♪");
            await store.PutFileAsync("input", input, local, default);
        }
        return job;
    }

    public static WorkId Segment(this JobId job, int shot, int index) => new(job, shot, index);

    public static async Task<ResultManifest?> ResultAsync(this IArtifactStore store, WorkId work) =>
        await ManifestCommit.FindAsync(store, JobArtifacts.Result(work), default);

    /// <summary>The text of a part.</summary>
    public static async Task<string> TextAsync(this IArtifactStore store, ResultManifest manifest, string role) =>
        await File.ReadAllTextAsync(await store.FetchAsync(ArtifactName.Parse(manifest.Part(role).Name), default));

    /// <summary>What a slot would put and offer for an attempt of its own.</summary>
    public static async Task<CommitOutcome> CommitByHandAsync(
        this IArtifactStore store,
        TemporaryFolder folder,
        WorkId work,
        int attempt,
        params (string Role, string Text)[] parts
    )
    {
        var put = new List<ArtifactPart>();
        foreach (var (role, text) in parts)
        {
            var local = folder.Below($"by-hand-{role}");
            await File.WriteAllTextAsync(local, text);
            put.Add(await store.PutFileAsync(role, JobArtifacts.Attempt(work, attempt).Append(role), local, default));
        }
        var manifest = new ResultManifest
        {
            Attempt = attempt,
            NumericClass = "device=hand",
            Parts = put,
        };
        return await ManifestCommit.CommitAsync(store, JobArtifacts.Result(work), manifest, default);
    }

    public static RenderPlan Plan(int[] shots) =>
        new()
        {
            FramesPerSegment = 5,
            LatentFramesPerSegment = 2,
            AudioFrames = 5 * shots.Sum(),
            PaddedAudioFrames = 5 * shots.Sum(),
            TotalFrames = 5 * shots.Sum(),
            Shots =
            [
                .. shots.Select(
                    (length, shot) =>
                        new ShotPlan(
                            shot,
                            [
                                .. Enumerable
                                    .Range(0, length)
                                    .Select(index => new SegmentPlan(shot, index, new AudioRows(0, 0, 5), 1, 0, 5)),
                            ]
                        )
                ),
            ],
        };

    public static RenderRequest Request() =>
        new()
        {
            Speakers = [new SpeakerRequest("picture", 64, 64, "a sentence", "sound")],
            SpeechSamples = 16000,
            NegativePrompt = "",
            ModelManifest = "model",
            Seed = 42,
            Steps = Steps,
            TextGuidanceScale = 4.5,
            AudioGuidanceScale = 4.5,
            OverlapFrames = 1,
            MaxTokens = 30000,
            Height = 64,
            Width = 64,
            FramesPerSecond = 25,
            Handoff = HandoffMode.Reencode,
            Shots = ShotMode.Single,
            NumericClass = "device=script",
        };
}
