namespace OmniAvatar.Datasets.Curation;

/// <summary>A span of a video in frames at 25 a second.</summary>
/// <param name="Start">Its first frame.</param>
/// <param name="End">The frame after its last.</param>
internal readonly record struct FrameSpan(int Start, int End)
{
    /// <summary>Frames.</summary>
    public int Length => End - Start;
}

/// <summary>Cuts a video into clips: each as long as is allowed, ended at the last pause that leaves the rest long
/// enough for a clip too. Without pauses, the rest is cut into equal parts.</summary>
/// <param name="least">Frames of the shortest clip, at least 1.</param>
/// <param name="most">Frames of the longest, at least twice <paramref name="least"/>.</param>
internal sealed class CutPlanner(int least, int most)
{
    /// <summary>The clips in order; none if the video is shorter than one.</summary>
    /// <param name="frames">Frames of the video.</param>
    /// <param name="places">Frames at which it may be cut, in order.</param>
    public IReadOnlyList<FrameSpan> Cut(int frames, IReadOnlyList<int> places)
    {
        var spans = new List<FrameSpan>();
        for (var start = 0; frames - start >= least; start = spans[^1].End)
            spans.Add(new FrameSpan(start, End(start, frames, places)));
        return spans;
    }

    private int End(int start, int frames, IReadOnlyList<int> places)
    {
        var left = frames - start;
        if (left <= most)
            return frames;
        var latest = Math.Min(start + most, frames - least);
        var pause = places.LastOrDefault(place => place >= start + least && place <= latest);
        return pause > 0 ? pause : start + left / ((left + most - 1) / most);
    }
}
