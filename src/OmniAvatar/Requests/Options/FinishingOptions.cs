using OmniAvatar.Finishing;
using OmniAvatar.Values;

namespace OmniAvatar.Requests.Options;

/// <summary>The options of what a video is given beside its frames.</summary>
public static class FinishingOptions
{
    /// <summary><see cref="RenderChoices.BurnCaptions"/>.</summary>
    public static RenderOption BurnCaptions { get; } =
        new(
            "burn_captions",
            "true|false",
            "Whether the captions are drawn into the frames, in place of a track",
            "false",
            ChoiceValue.Of(
                ValueForms.OneOf(("true", true), ("false", false)),
                c => c.BurnCaptions,
                (c, burn) => c with { BurnCaptions = burn }
            )
        )
        {
            Implied = "true",
        };

    /// <summary><see cref="RenderChoices.Mark"/>.</summary>
    public static RenderOption Mark { get; } =
        new(
            "mark",
            "TEXT",
            "A line that every frame shows in its upper right corner, such as AI-generated",
            "none",
            ChoiceValue.Of(ValueForms.Line(DrawnText.LongestMark), c => c.Mark, (c, mark) => c with { Mark = mark })
        )
        {
            Implied = "AI-generated",
        };

    /// <summary><see cref="RenderChoices.Loudness"/>.</summary>
    public static RenderOption Loudness { get; } =
        new(
            "loudness",
            "LUFS",
            "Loudness that the sound is brought to; podcasts have -16",
            "the sound passes unchanged",
            ChoiceValue.Real(-31, -14, c => c.Loudness, (c, loudness) => c with { Loudness = loudness })
        )
        {
            Note = "no peak is above -1 dBTP; the model hears the sound as it was",
        };

    /// <summary><see cref="RenderChoices.Title"/>.</summary>
    public static RenderOption Title { get; } =
        new(
            "title",
            "TEXT",
            "What the video is called in players",
            "none",
            ChoiceValue.Of(ValueForms.Text, c => c.Title, (c, title) => c with { Title = title })
        );

    /// <summary><see cref="RenderChoices.Artist"/>.</summary>
    public static RenderOption Artist { get; } =
        new(
            "artist",
            "TEXT",
            "Whose it is in players",
            "none",
            ChoiceValue.Of(ValueForms.Text, c => c.Artist, (c, artist) => c with { Artist = artist })
        );
}
