using System.Globalization;
using System.Text.RegularExpressions;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;

namespace OmniAvatar.Artifacts;

/// <summary>
/// Where an attempt's checkpoint lies: <c>…/a2/checkpoints/0012-3f9c01d2a4b6</c>. The name tells which of them to go on
/// from without reading any.
/// </summary>
/// <param name="Attempt">Who made it.</param>
/// <param name="Step">Steps done.</param>
/// <param name="ClassHash">Stands for its numeric class, see <see cref="NumericClass.Hash"/>.</param>
public readonly partial record struct CheckpointName(int Attempt, int Step, string ClassHash)
{
    private const string FolderName = "checkpoints";

    /// <summary>The folder of one attempt's checkpoints.</summary>
    public static ArtifactName Folder(WorkId work, int attempt) =>
        JobArtifacts.Attempt(work, attempt).Append(FolderName);

    /// <summary>Whether a name lies in the folder of any attempt's checkpoints.</summary>
    public static bool IsCheckpoint(ArtifactName name) =>
        name.Value.Contains($"/{FolderName}/", StringComparison.Ordinal);

    /// <summary>The checkpoint's own name.</summary>
    public ArtifactName Of(WorkId work) =>
        Folder(work, Attempt).Append(string.Create(CultureInfo.InvariantCulture, $"{Step:0000}-{ClassHash}"));

    /// <summary>Reads the name of one of a work's checkpoints; null for any other name.</summary>
    public static CheckpointName? Parse(WorkId work, ArtifactName name)
    {
        var folder = $"{JobArtifacts.Folder(work)}/";
        if (!name.Value.StartsWith(folder, StringComparison.Ordinal))
            return null;
        var match = Pattern().Match(name.Value[folder.Length..]);
        return match.Success && Number(match.Groups[1]) is { } attempt && Number(match.Groups[2]) is { } step
            ? new CheckpointName(attempt, step, match.Groups[3].Value)
            : null;
    }

    private static int? Number(Group digits) =>
        int.TryParse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"^a([0-9]+)/checkpoints/([0-9]{4,})-([0-9a-f]+)$")]
    private static partial Regex Pattern();
}
