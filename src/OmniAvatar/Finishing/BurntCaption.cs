namespace OmniAvatar.Finishing;

/// <summary>A caption that is drawn into frames.</summary>
/// <param name="First">The first frame that shows it.</param>
/// <param name="End">The frame after the last.</param>
/// <param name="Text">One or more lines.</param>
public sealed record BurntCaption(int First, int End, string Text)
{
    /// <summary>Captions by frames of the video; one that is too short for a frame is shown for one.</summary>
    public static IReadOnlyList<BurntCaption> Of(IReadOnlyList<Caption> captions, int framesPerSecond) =>
        [
            .. CaptionNames
                .Named(captions)
                .Select(named =>
                {
                    var first = SoundDelay.FrameAt(named.Caption.Start, framesPerSecond);
                    var end = SoundDelay.FrameAt(named.Caption.End, framesPerSecond);
                    return new BurntCaption(first, Math.Max(end, first + 1), named.Shown);
                }),
        ];

    /// <summary>What is shown within some frames, counted from the first of them.</summary>
    public static IReadOnlyList<BurntCaption> Within(IReadOnlyList<BurntCaption>? captions, int first, int count) =>
        [
            .. (captions ?? [])
                .Where(caption => caption.First < first + count && caption.End > first)
                .Select(caption => caption with { First = caption.First - first, End = caption.End - first }),
        ];
}
