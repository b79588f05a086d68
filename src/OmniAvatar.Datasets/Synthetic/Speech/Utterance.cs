namespace OmniAvatar.Datasets.Synthetic.Speech;

/// <summary>What is said in a clip.</summary>
/// <param name="Text">The phrases, pauses as " / ".</param>
/// <param name="Samples">16 kHz mono in [-1, 1].</param>
/// <param name="Phonemes">In order, without gaps, from 0 to the end.</param>
public sealed record Utterance(string Text, float[] Samples, IReadOnlyList<PhonemeSpan> Phonemes);

/// <summary>One sound.</summary>
/// <param name="Class">A number of <see cref="PhonemeClasses.Names"/>.</param>
/// <param name="Start">Seconds from the clip's begin.</param>
/// <param name="End">Seconds from the clip's begin.</param>
public readonly record struct PhonemeSpan(int Class, double Start, double End);
