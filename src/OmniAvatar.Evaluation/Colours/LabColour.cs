using static TorchSharp.torch;

namespace OmniAvatar.Evaluation.Colours;

/// <summary>
/// sRGB and CIE L*a*b* (D65, observer of 2 degrees) with the constants of scikit-image. Each computes in the type that
/// it is given, float32 or float64.
/// </summary>
public static class LabColour
{
    private const double LinearFrom = 0.04045;
    private const double GammaFrom = 0.0031308;
    private const double CubeRootFrom = 0.008856;
    private const double CubeFrom = 0.2068966;
    private const double Slope = 7.787;
    private const double Intercept = 16.0 / 116.0;

    private static readonly double[] White = [0.95047, 1, 1.08883];

    private static readonly double[,] RgbToXyz =
    {
        { 0.412453, 0.357580, 0.180423 },
        { 0.212671, 0.715160, 0.072169 },
        { 0.019334, 0.119193, 0.950227 },
    };

    /// <summary>From sRGB to Lab.</summary>
    /// <param name="rgb">(..., 3) in [0, 1].</param>
    /// <returns>(..., 3): L from 0 to 100, a and b about -128 to 128.</returns>
    public static Tensor FromRgb(Tensor rgb)
    {
        using var scope = NewDisposeScope();
        var linear = where(rgb.gt(LinearFrom), ((rgb + 0.055) / 1.055).clamp_min(0).pow(2.4), rgb / 12.92);
        var xyz = linear.matmul(Matrix(rgb).transpose(0, 1)) / tensor(White, rgb.dtype, rgb.device);
        var f = where(xyz.gt(CubeRootFrom), xyz.clamp_min(CubeRootFrom).pow(1.0 / 3.0), xyz * Slope + Intercept)
            .unbind(-1);
        return stack([f[1] * 116 - 16, (f[0] - f[1]) * 500, (f[1] - f[2]) * 200], -1).MoveToOuterDisposeScope();
    }

    /// <summary>From Lab to sRGB; colours that sRGB lacks are cut to its nearest channel values.</summary>
    /// <param name="lab">(..., 3).</param>
    /// <returns>(..., 3) in [0, 1].</returns>
    public static Tensor ToRgb(Tensor lab)
    {
        using var scope = NewDisposeScope();
        var channels = lab.unbind(-1);
        var y = (channels[0] + 16) / 116;
        var f = stack([channels[1] / 500 + y, y, (y - channels[2] / 200).clamp_min(0)], -1);
        var xyz = where(f.gt(CubeFrom), f.pow(3), (f - Intercept) / Slope) * tensor(White, lab.dtype, lab.device);
        var linear = xyz.matmul(Matrix(lab, inverted: true).transpose(0, 1));
        var rgb = where(linear.gt(GammaFrom), linear.clamp_min(GammaFrom).pow(1 / 2.4) * 1.055 - 0.055, linear * 12.92);
        return rgb.clamp(0, 1).MoveToOuterDisposeScope();
    }

    /// <summary>The mean distance of colours in Lab (CIE 1976); about 2.3 is just noticeable.</summary>
    /// <param name="first">(..., 3) Lab.</param>
    /// <param name="second">(..., 3) Lab of a shape that broadcasts.</param>
    public static double Distance(Tensor first, Tensor second)
    {
        using var scope = NewDisposeScope();
        return (first - second).to(ScalarType.Float64).square().sum(-1).sqrt().mean().item<double>();
    }

    private static Tensor Matrix(Tensor like, bool inverted = false)
    {
        var matrix = tensor(RgbToXyz, ScalarType.Float64, like.device);
        return (inverted ? linalg.inv(matrix) : matrix).to(like.dtype);
    }
}
