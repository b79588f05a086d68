namespace OmniAvatar.Finishing;

/// <summary>What is drawn into the frames of one file.</summary>
/// <param name="Captions">By frames of the file, in order.</param>
/// <param name="Mark">A line in the upper right corner of every frame; null for none.</param>
public sealed record DrawnText(IReadOnlyList<BurntCaption> Captions, string? Mark)
{
    /// <summary>Most characters of a mark.</summary>
    public const int LongestMark = 64;

    /// <summary>What is drawn into some frames of a video, counted from the first of them; null for nothing.</summary>
    public static DrawnText? Within(IReadOnlyList<BurntCaption>? captions, string? mark, int first, int count)
    {
        var shown = BurntCaption.Within(captions, first, count);
        return shown.Count == 0 && mark is null ? null : new DrawnText(shown, mark);
    }
}
