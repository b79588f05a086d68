namespace OmniAvatar.Scripts;

/// <summary>From here on a speaker is shown otherwise: with another prompt or from another picture. A shot
/// begins.</summary>
/// <param name="Start">When, as a sample of the speech at 16 kHz, the leading silence included; 0 for the very
/// beginning.</param>
/// <param name="Speaker">Who, from 0; shown from here on, until somebody else has the turn. Null for whoever has the
/// turn.</param>
/// <param name="Prompt">What to show from here on; null changes nothing.</param>
/// <param name="Picture">Which of <see cref="Requests.InputFacts.OtherPictures"/> to show from here on; null changes
/// nothing.</param>
public sealed record ScriptEntry(long Start, int? Speaker, string? Prompt, int? Picture);

/// <summary>A picture beside the speakers' own, as far as a request is concerned.</summary>
/// <param name="Sha256">Lower-case hexadecimal SHA-256 of the file.</param>
/// <param name="Width">Pixels, EXIF orientation applied.</param>
/// <param name="Height">Pixels, EXIF orientation applied.</param>
public sealed record PictureFacts(string Sha256, int Width, int Height);
