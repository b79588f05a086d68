using OmniAvatar.Datasets.Clips;

namespace OmniAvatar.Training.Tests.Components;

/// <summary>Small clips: a face-coloured square whose dark mouth opens as loud as the tone that is heard, one tone for
/// each phoneme.</summary>
internal sealed class DrawnClips(int count, int frames = 9, int size = 32) : IClipSource
{
    public const int Phonemes = 3;

    public int Count => count;

    public TalkingClip Read(int index, CancellationToken cancellation = default)
    {
        var random = new Random(index);
        var opening = Enumerable
            .Range(0, frames)
            .Select(frame => 0.5f + 0.5f * MathF.Sin(0.9f * frame + index))
            .ToArray();
        var phonemes = Enumerable.Range(0, frames).Select(_ => random.Next(Phonemes)).ToArray();
        return new TalkingClip
        {
            Width = size,
            Height = size,
            Frames = [.. opening.SelectMany(open => Draw(open, index))],
            Samples = [.. Enumerable.Range(0, frames * 640).Select(i => Sound(i, phonemes[i / 640], opening[i / 640]))],
            Caption = index % 2 == 0 ? "a man speaks in a red room" : "a woman speaks in a green room",
            MouthOpening = opening,
            Phonemes = phonemes,
        };
    }

    private IEnumerable<byte> Draw(float open, int index)
    {
        for (var row = 0; row < size; row++)
        for (var column = 0; column < size; column++)
        {
            var mouth = Math.Abs(column - size / 2) < size / 8 && Math.Abs(row - 3 * size / 4) < 1 + open * size / 8;
            yield return (byte)(mouth ? 40 : 200);
            yield return (byte)(mouth ? 20 : 150 + 5 * (index % 4));
            yield return (byte)(mouth ? 20 : 60 + 3 * row);
        }
    }

    private static float Sound(int i, int phoneme, float loudness) =>
        (0.1f + 0.4f * loudness) * MathF.Sin(i * 0.05f * (1 << (2 * phoneme)));
}
