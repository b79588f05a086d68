using System.Globalization;
using OmniAvatar.Evaluation.Colours;
using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;
using static TorchSharp.torch;

namespace OmniAvatar.Verification.Areas.Metrics;

/// <summary>RGB and Lab there and back, and the colours of one video given to another.</summary>
internal static class ColourCase
{
    private const string RgbEnding = ".input.rgb";
    private const string LabEnding = ".input.lab";
    private const string VideoEnding = ".input.video";

    /// <summary>Compares everything in the file.</summary>
    public static void Check(CaseChecks checks, GoldenTensors file, IReadOnlyList<double> strengths)
    {
        foreach (var name in Named(file, RgbEnding))
            CheckThereAndBack(file, name);
        foreach (var name in Named(file, LabEnding))
            CheckBack(file, name);
        foreach (var name in Named(file, VideoEnding))
            CheckMatch(checks, file, name, strengths);
    }

    private static List<string> Named(GoldenTensors file, string ending) =>
        [
            .. file
                .Names.Where(name => name.EndsWith(ending, StringComparison.Ordinal))
                .Select(name => name[..^ending.Length]),
        ];

    private static void CheckThereAndBack(GoldenTensors file, string name)
    {
        var rgb = file.Read(name + RgbEnding);
        var (lab, exact) = (LabColour.FromRgb(rgb), LabColour.FromRgb(rgb.to(ScalarType.Float64)));
        file.Within($"{name}.lab", lab, EvaluationLimits.LabFloat32);
        file.Within($"{name}.back_to_rgb", LabColour.ToRgb(lab), EvaluationLimits.RgbFloat32);
        file.Within($"{name}.lab_float64", exact, EvaluationLimits.Colour);
        file.Within($"{name}.back_to_rgb_float64", LabColour.ToRgb(exact), EvaluationLimits.Colour);
    }

    private static void CheckBack(GoldenTensors file, string name)
    {
        var lab = file.Read(name + LabEnding);
        file.Within($"{name}.rgb", LabColour.ToRgb(lab), EvaluationLimits.OutOfGamutFloat32);
        file.Within($"{name}.rgb_float64", LabColour.ToRgb(lab.to(ScalarType.Float64)), EvaluationLimits.Colour);
    }

    private static void CheckMatch(CaseChecks checks, GoldenTensors file, string name, IReadOnlyList<double> strengths)
    {
        var (video, reference) = (file.Read(name + VideoEnding), file.Read($"{name}.input.reference"));
        checks.Same(
            $"{name}.strength0",
            true,
            ColourMatching.MatchAndBlend(video, reference, 0).eq(video).all().item<bool>()
        );
        foreach (var strength in strengths)
        {
            var prefix = string.Create(CultureInfo.InvariantCulture, $"{name}.strength{strength}");
            file.Within(
                $"{prefix}.output",
                ColourMatching.MatchAndBlend(video, reference, strength),
                EvaluationLimits.MatchFloat32
            );
            file.Within(
                $"{prefix}.output_float64",
                ColourMatching.MatchAndBlend(video.to(ScalarType.Float64), reference, strength),
                EvaluationLimits.Colour
            );
        }
    }
}
