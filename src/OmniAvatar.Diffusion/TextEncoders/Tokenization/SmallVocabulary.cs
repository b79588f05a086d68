using System.Globalization;

namespace OmniAvatar.Diffusion.TextEncoders.Tokenization;

/// <summary>
/// A vocabulary for models without a trained tokenizer: words, by default those that prompts about people and speech
/// are made of, then English word parts, then letters, digits and marks; anything else is spelt as bytes. Special ids
/// are umT5's: 0 pads, 1 ends, 2 is unknown.
/// </summary>
public static class SmallVocabulary
{
    private const string Words =
        "the a an of to and in on at with is are was be it her his he she they you that this for from by "
        + "as into over under near "
        + "man woman person people girl boy child host guest speaker teacher singer doctor actor head face "
        + "eyes mouth lips hair hand hands "
        + "arm arms shoulder shoulders body smile smiles smiling look looks looking speak speaks speaking "
        + "talk talks talking say says voice "
        + "sing sings singing gesture gestures nod nods turn turns move moves moving sit sits sitting stand "
        + "stands standing wear wears wearing "
        + "shirt suit dress jacket glasses hat microphone camera desk table chair room studio office kitchen "
        + "street city park house wall "
        + "window door light lights lighting background foreground screen book books computer phone video "
        + "picture photo frame scene shot "
        + "front behind beside left right up down close wide slow slowly quick quickly soft softly warm cold "
        + "bright dark red green blue "
        + "white black brown yellow grey gold young old small large long short tall calm happy sad serious "
        + "natural realistic directly "
        + "blurred static quality low high style color colors tones details subtitles worst ugly extra "
        + "missing fingers hands poorly drawn";

    private const string Parts =
        "ing ed er es ly en al an ar as at el in is it on or ou re st th ti tion un le ve ment ness able";

    private const string Marks = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:!?'\"-()/";

    /// <summary>All pieces in order of id.</summary>
    public static IReadOnlyList<SentencePiece> Pieces { get; } = Of(Words.Split(' '));

    /// <summary>The same with other words.</summary>
    /// <param name="words">Without spaces, the most frequent first; a word that begins with a capital is another
    /// word.</param>
    public static IReadOnlyList<SentencePiece> Of(IEnumerable<string> words)
    {
        List<SentencePiece> pieces =
        [
            new("<pad>", 0, PieceKind.Control),
            new("</s>", 0, PieceKind.Control),
            new("<unk>", 0, PieceKind.Unknown),
        ];
        pieces.AddRange(
            Enumerable
                .Range(0, 256)
                .Select(value => new SentencePiece(
                    $"<0x{value.ToString("X2", CultureInfo.InvariantCulture)}>",
                    0,
                    PieceKind.Byte
                ))
        );
        var texts = words
            .Select(word => $"▁{word}")
            .Prepend("▁")
            .Concat(Parts.Split(' '))
            .Concat(Marks.Select(mark => mark.ToString()));
        // Zipf's law stands in for counts: the n-th most frequent piece has probability proportional to 1/n.
        pieces.AddRange(
            texts.Distinct().Select((text, rank) => new SentencePiece(text, -MathF.Log(rank + 2) - 2, PieceKind.Normal))
        );
        return pieces;
    }
}
