namespace OmniAvatar.Finishing;

/// <summary>Captions as they are shown: a name stands before the first words of each who begins to speak.</summary>
public static class CaptionNames
{
    /// <summary>Each caption with the text to show.</summary>
    /// <param name="captions">In order.</param>
    public static IEnumerable<(Caption Caption, string Shown)> Named(IEnumerable<Caption> captions)
    {
        string? last = null;
        foreach (var caption in captions)
        {
            var shown = caption.Speaker is { } name && name != last ? $"{name}: {caption.Text}" : caption.Text;
            last = caption.Speaker;
            yield return (caption, shown);
        }
    }
}
