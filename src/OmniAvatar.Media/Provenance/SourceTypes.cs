namespace OmniAvatar.Media.Provenance;

/// <summary>Whether a digital source type says that media is AI-generated.</summary>
public enum AiShare
{
    /// <summary>Nothing is said, or by a code that is not IPTC's.</summary>
    Unknown,

    /// <summary>It says that the media came to be otherwise.</summary>
    None,

    /// <summary>Some of it.</summary>
    Part,

    /// <summary>All of it.</summary>
    All,
}

/// <summary>IPTC's codes of how media came to be (http://cv.iptc.org/newscodes/digitalsourcetype/), in words.</summary>
public static class SourceTypes
{
    private const string Vocabulary = "cv.iptc.org/newscodes/digitalsourcetype/";

    private static readonly Dictionary<string, (AiShare Share, string Words)> Known = new(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["trainedAlgorithmicMedia"] = (AiShare.All, "created by generative AI"),
        ["compositeWithTrainedAlgorithmicMedia"] = (AiShare.Part, "edited with generative AI"),
        ["compositeSynthetic"] = (AiShare.Part, "composed of elements, some of them created by generative AI"),
        ["algorithmicMedia"] = (AiShare.None, "created by an algorithm that was not trained"),
        ["algorithmicallyEnhanced"] = (AiShare.None, "altered by an algorithm other than generative AI"),
        ["composite"] = (AiShare.None, "composed of several elements"),
        ["compositeCapture"] = (AiShare.None, "composed of elements that were captured from real life"),
        ["computationalCapture"] = (AiShare.None, "captured from real life and merged by computation"),
        ["dataDrivenMedia"] = (AiShare.None, "drawn from data by a program"),
        ["digitalArt"] = (AiShare.None, "created by people with digital tools"),
        ["digitalCapture"] = (AiShare.None, "captured from real life"),
        ["digitalCreation"] = (AiShare.None, "created by people with digital tools"),
        ["humanEdits"] = (AiShare.None, "edited by people without generative AI"),
        ["minorHumanEdits"] = (AiShare.None, "edited a little by people"),
        ["negativeFilm"] = (AiShare.None, "digitised from a negative on film"),
        ["positiveFilm"] = (AiShare.None, "digitised from a positive on film"),
        ["print"] = (AiShare.None, "digitised from a print"),
        ["screenCapture"] = (AiShare.None, "captured from a screen"),
        ["softwareImage"] = (AiShare.None, "created by software"),
        ["virtualRecording"] = (AiShare.None, "recorded at a virtual event"),
    };

    /// <summary>What every video that we write says.</summary>
    public const string TrainedAlgorithmicMedia = "http://" + Vocabulary + "trainedAlgorithmicMedia";

    /// <summary>How much AI a code tells of.</summary>
    public static AiShare ShareOf(string? type) => Find(type)?.Share ?? AiShare.Unknown;

    /// <summary>A code in words, or null if it is not IPTC's.</summary>
    public static string? WordsOf(string? type) => Find(type)?.Words;

    private static (AiShare Share, string Words)? Find(string? type) =>
        type is not null && Known.TryGetValue(CodeOf(type), out var found) ? found : null;

    /// <summary>The code itself: some programs write it alone, others behind either scheme.</summary>
    private static string CodeOf(string type)
    {
        var text = type.Trim();
        var vocabulary = text.IndexOf(Vocabulary, StringComparison.OrdinalIgnoreCase);
        return vocabulary < 0 ? text : text[(vocabulary + Vocabulary.Length)..].TrimEnd('/');
    }
}
