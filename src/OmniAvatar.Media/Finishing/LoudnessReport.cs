using System.Globalization;
using System.Text.Json;
using OmniAvatar.Media.Processes;

namespace OmniAvatar.Media.Finishing;

/// <summary>What <c>loudnorm</c> found, by EBU R 128.</summary>
/// <param name="Loudness">LUFS; minus infinity for silence.</param>
/// <param name="TruePeak">Decibels of full scale.</param>
/// <param name="Range">LU.</param>
/// <param name="Threshold">LUFS below which nothing counts.</param>
/// <param name="Offset">LU by which the first pass would miss.</param>
internal sealed record LoudnessReport(double Loudness, double TruePeak, double Range, double Threshold, double Offset)
{
    private const double Quietest = -70; // LUFS, where R 128 stops to count

    /// <summary>Whether there is anything to make louder or quieter.</summary>
    public bool IsAudible => double.IsFinite(Loudness) && Loudness > Quietest && double.IsFinite(TruePeak);

    /// <summary>Reads the JSON at the end of what ffmpeg says.</summary>
    /// <exception cref="RenderFailedException">There is none.</exception>
    public static LoudnessReport Parse(string said)
    {
        var (start, end) = (said.LastIndexOf('{'), said.LastIndexOf('}'));
        if (start < 0 || end < start)
            throw new RenderFailedException("ffmpeg did not say how loud the sound is.");
        using var document = JsonDocument.Parse(said[start..(end + 1)]);
        return new LoudnessReport(
            Figure("input_i"),
            Figure("input_tp"),
            Figure("input_lra"),
            Figure("input_thresh"),
            Figure("target_offset")
        );

        double Figure(string name) =>
            double.TryParse(
                document.RootElement.Text(name),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var value
            )
                ? value
                : double.NegativeInfinity;
    }
}
