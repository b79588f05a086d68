using OmniAvatar.Diffusion.Pictures;
using OmniAvatar.Planning;
using OmniAvatar.Verification.Comparisons;
using OmniAvatar.Verification.Files;
using static OmniAvatar.Verification.GoldenRun;

namespace OmniAvatar.Verification.Areas;

/// <summary>Pictures resized to cover a size and cropped: the list says the sizes, the tensors what came out.</summary>
internal static class PictureCase
{
    private const string List = "resize_pad.json";
    private const string Pictures = "resize_pad";

    public static GoldenCase Create() => new(Pictures, [List, TensorFile(Pictures)], Check);

    private static void Check(CaseChecks checks)
    {
        var list = checks.Json(List);
        var file = checks.Tensors(TensorFile(Pictures));
        foreach (var row in list.Items)
            CheckPicture(checks, file, row);
    }

    private static void CheckPicture(CaseChecks checks, GoldenTensors file, GoldenJson row)
    {
        var name = $"case{row["case"].Integer()}";
        using var picture = file.Read($"{name}.input");
        if (
            row["input_hw"].Integers() is not [var height, var width]
            || row["target_hw"].Integers() is not [var targetHeight, var targetWidth]
        )
            throw new BadInputException($"The sizes of {name} are not a height and a width.");

        var size = new VideoSize(targetHeight, targetWidth);
        checks.SameList($"{name}.input_hw", [height, width], picture.shape[2..]);
        var resized = PicturePreparation.CoveringSize(height, width, size);
        checks.SameList($"{name}.resized_hw", row["resized_hw"].Integers(), [(int)resized.Height, (int)resized.Width]);
        using var covered = PicturePreparation.Cover(picture, size);
        file.Within($"{name}.output", covered, Limits.Picture);
    }
}
