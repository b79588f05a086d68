using Microsoft.Extensions.DependencyInjection;
using OmniAvatar.Artifacts;
using OmniAvatar.Media.Videos.Streaming;
using OmniAvatar.Rendering;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Streaming;

/// <summary>Finds the files of which a part of a stream is made: the segment's fragment while there is one, else the
/// finished video.</summary>
internal sealed class StreamPartSources([FromKeyedServices(VideoApi.RequestStore)] IArtifactStore store)
{
    /// <exception cref="ApiException">The video was removed meanwhile.</exception>
    public async Task<StreamPart> FindAsync(StreamableVideo video, int index, CancellationToken cancellation)
    {
        var sound = await PartAsync(JobArtifacts.EncodedSoundResult(video.Job), PartRoles.Audio, cancellation);
        var fragment = await PartAsync(video.Result(index), PartRoles.Fragment, cancellation);
        var whole = fragment is null
            ? await PartAsync(JobArtifacts.OutputResult(video.Job), PartRoles.Video, cancellation)
            : null;
        if (sound is null || (fragment ?? whole) is not { } pictures)
            throw Refusals.NoVideo();
        return new StreamPart(
            pictures,
            sound,
            index,
            video.FirstFrame(index),
            video.Segments[index].ShownFrames,
            video.FramesPerSecond
        )
        {
            IsCutOut = fragment is null,
            IsLast = index == video.Segments.Count - 1,
            Crossfade = fragment is null ? null : await CrossfadeAsync(video, index, cancellation),
        };
    }

    private async Task<Crossfade?> CrossfadeAsync(StreamableVideo video, int index, CancellationToken cancellation) =>
        video.FadesFrom(index) is { } before
        && await PartAsync(video.Result(before), PartRoles.Tail, cancellation) is { } tail
            ? new Crossfade(index, tail, video.Segments[before].TailFrames)
            : null;

    private async Task<string?> PartAsync(ArtifactName result, string role, CancellationToken cancellation) =>
        (await ManifestCommit.FindAsync(store, result, cancellation))?.FindPart(role) is { } part
            ? await store.FetchAsync(part, cancellation)
            : null;
}
