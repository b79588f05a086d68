using System.Text.Json.Serialization;
using OmniAvatar.Artifacts;
using OmniAvatar.Finishing;
using OmniAvatar.Listening;

namespace OmniAvatar.Requests;

/// <summary>How the next segment is given its beginning (paper, Algorithm 1).</summary>
public enum HandoffMode
{
    /// <summary>The last <c>overlap</c> decoded frames are encoded again as a fresh clip: what the released weights
    /// were run with.</summary>
    Reencode,

    /// <summary>The last latents pass over directly and decoding continues as one stream.</summary>
    Latents,
}

/// <summary>How a job is cut into shots.</summary>
public enum ShotMode
{
    /// <summary>One chain of segments from the first frame to the last: the paper's algorithm.</summary>
    Single,

    /// <summary>Cut at pauses of the speech and at changes of speaker into shots of a bounded number of
    /// segments.</summary>
    Auto,
}

/// <summary>A speaker with a picture and a prompt, who is shown while having the turn.</summary>
/// <param name="PictureSha256">SHA-256 of the picture file's bytes.</param>
/// <param name="PictureWidth">Pixels, after EXIF orientation.</param>
/// <param name="PictureHeight">Pixels, after EXIF orientation.</param>
/// <param name="Prompt">What to show while this speaker speaks.</param>
/// <param name="SoundSha256">SHA-256 of the speaker's own sound file; null where the speaker is heard in track
/// 0.</param>
public sealed record SpeakerRequest(
    string PictureSha256,
    int PictureWidth,
    int PictureHeight,
    string Prompt,
    string? SoundSha256
)
{
    /// <summary>The speaker, from 0, whom this shows from another angle or with another prompt; null for a speaker of
    /// their own.</summary>
    public int? SameAs { get; init; }
}

/// <summary>
/// Everything that decides a job's frames. Files are named by the artifacts that hold them, never by paths of a
/// machine. Stored as <c>request.json</c>; its bytes and the contents' hashes name the job.
/// </summary>
[JsonConverter(typeof(RequestConverter))]
public sealed record RenderRequest
{
    /// <summary>Everybody who is shown, at least one; the first has a sound of its own.</summary>
    public required IReadOnlyList<SpeakerRequest> Speakers { get; init; }

    /// <summary>Samples of the speech at 16 kHz, the leading silence included.</summary>
    public required long SpeechSamples { get; init; }

    /// <summary>What to avoid.</summary>
    public required string NegativePrompt { get; init; }

    /// <summary>Identity of the model folder's content.</summary>
    public required string ModelManifest { get; init; }

    /// <summary>Seed of all noise.</summary>
    public required long Seed { get; init; }

    /// <summary>Denoising steps, 1 to 1000.</summary>
    public required int Steps { get; init; }

    /// <summary>Classifier-free guidance towards the text.</summary>
    public required double TextGuidanceScale { get; init; }

    /// <summary>Guidance towards the audio; equal to the text's means joint guidance, else three predictions a
    /// step.</summary>
    public required double AudioGuidanceScale { get; init; }

    /// <summary>Pixel frames that two neighbouring segments share, 4n+1.</summary>
    public required int OverlapFrames { get; init; }

    /// <summary>
    /// About how many video tokens one segment has, at least 1; released: 30000. It decides the frames per segment:
    /// trunc(MaxTokens * 1024 / Height / Width), brought to 4n+1 (see <see cref="Planning.WindowArithmetic"/>).
    /// </summary>
    public required int MaxTokens { get; init; }

    /// <summary>Height of the video in pixels, a multiple of 16.</summary>
    public required int Height { get; init; }

    /// <summary>Width of the video in pixels, a multiple of 16.</summary>
    public required int Width { get; init; }

    /// <summary>Frames per second of the video.</summary>
    public required int FramesPerSecond { get; init; }

    /// <summary>What a segment takes over from the one before.</summary>
    public required HandoffMode Handoff { get; init; }

    /// <summary>How the speech is cut into shots.</summary>
    public required ShotMode Shots { get; init; }

    /// <summary>With <see cref="ShotMode.Auto"/>, segments of one shot at most; null with
    /// <see cref="ShotMode.Single"/>.</summary>
    public int? SegmentsPerShot { get; init; }

    /// <summary>With <see cref="ShotMode.Auto"/>, frames in which one shot fades into the next; null for
    /// none.</summary>
    public int? CrossfadeFrames { get; init; }

    /// <summary>With <see cref="ShotMode.Auto"/>, the pauses in the speech of the speaker who has the turn, in
    /// order.</summary>
    public IReadOnlyList<Pause>? Pauses { get; init; }

    /// <summary>Whose turn it is, in order and the first from 0; null for one speaker from start to end.</summary>
    public IReadOnlyList<SpeakerTurn>? Turns { get; init; }

    /// <summary>Threshold of TeaCache, or null for none.</summary>
    public double? TeaCacheThreshold { get; init; }

    /// <summary>Shots that are rendered otherwise than the request says, in order; null for none.</summary>
    public IReadOnlyList<ShotSettings>? ShotSettings { get; init; }

    /// <summary>Captions that are drawn into the frames, in order; null for none.</summary>
    public IReadOnlyList<BurntCaption>? BurntCaptions { get; init; }

    /// <summary>A line that is drawn into every frame, at most <see cref="DrawnText.LongestMark"/> characters; null for
    /// none.</summary>
    public string? Mark { get; init; }

    /// <summary>The numeric class that began the job; see <see cref="Rendering.NumericClass"/>.</summary>
    public required string NumericClass { get; init; }

    /// <summary>The request with what counts in one shot, from 0.</summary>
    public RenderRequest ForShot(int shot) =>
        ShotSettings?.FirstOrDefault(settings => settings.Shot == shot) is { } own
            ? this with
            {
                Seed = own.Seed ?? Seed,
                Steps = own.Steps ?? Steps,
                TextGuidanceScale = own.TextGuidanceScale ?? TextGuidanceScale,
                AudioGuidanceScale = own.AudioGuidanceScale ?? AudioGuidanceScale,
            }
            : this;

    /// <summary>The track that a speaker, from 0, is heard in: the speaker's own, or 0 where all share a
    /// recording.</summary>
    public int TrackOf(int speaker) =>
        Speakers[speaker] switch
        {
            { SameAs: { } person } => TrackOf(person),
            { SoundSha256: null } => 0,
            _ => speaker,
        };

    /// <summary>Who is shown, from 0: the speaker, or whom the speaker shows otherwise.</summary>
    public int PersonOf(int speaker) => Speakers[speaker].SameAs ?? speaker;

    /// <summary>The first speaker with the same picture: the picture is stored under that number.</summary>
    public int PictureOf(int speaker)
    {
        var first = 0;
        while (Speakers[first].PictureSha256 != Speakers[speaker].PictureSha256)
            first++;
        return first;
    }
}
