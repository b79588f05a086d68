using OmniAvatar.Artifacts;
using OmniAvatar.Identity;
using OmniAvatar.Requests;

namespace OmniAvatar.Media;

/// <summary>Pictures and sounds from outside, checked and copied; what a job is named after.</summary>
/// <param name="PicturePaths">The copies of the pictures, by speaker.</param>
/// <param name="SpeechPaths">What the model hears, by track: raw float32, 16 kHz, one channel, the lead of silence
/// included.</param>
/// <param name="SoundPath">The sound of the video, as FLAC.</param>
/// <param name="Facts">What a request needs to know of them.</param>
/// <param name="Warnings">What is odd about the sounds and turns and stops nothing, as sentences for the user.</param>
public sealed record IngestedInput(
    IReadOnlyList<string> PicturePaths,
    IReadOnlyList<string> SpeechPaths,
    string SoundPath,
    InputFacts Facts,
    IReadOnlyList<string> Warnings
)
{
    /// <summary>The copy of the cover; null for none.</summary>
    public string? CoverPath { get; init; }

    /// <summary>The copies of the pictures beside the speakers' own.</summary>
    public IReadOnlyList<string> OtherPicturePaths { get; init; } = [];

    /// <summary>Puts the files where a job's work finds them; they are moved out of their folder.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="job">Whose they are.</param>
    /// <param name="request">The job's request, which numbers the pictures.</param>
    /// <param name="cancellation">Stops between files.</param>
    public async Task PutAsync(IArtifactStore store, JobId job, RenderRequest request, CancellationToken cancellation)
    {
        var pictures = Facts
            .Speakers.Select(speaker => speaker.PictureSha256)
            .Concat(Facts.OtherPictures.Select(picture => picture.Sha256))
            .Zip(PicturePaths.Concat(OtherPicturePaths))
            .DistinctBy(picture => picture.First)
            .ToDictionary(picture => picture.First, picture => picture.Second);
        for (var speaker = 0; speaker < request.Speakers.Count; speaker++)
            if (request.PictureOf(speaker) == speaker)
                await store.PutFileAsync(
                    "picture",
                    JobArtifacts.Picture(job, speaker),
                    pictures[request.Speakers[speaker].PictureSha256],
                    cancellation
                );
        for (var track = 0; track < SpeechPaths.Count; track++)
            await store.PutFileAsync("speech", JobArtifacts.Speech(job, track), SpeechPaths[track], cancellation);
        await store.PutFileAsync("sound", JobArtifacts.Sound(job), SoundPath, cancellation);
        if (CoverPath is not null)
            await store.PutFileAsync("cover", JobArtifacts.Cover(job), CoverPath, cancellation);
    }
}
