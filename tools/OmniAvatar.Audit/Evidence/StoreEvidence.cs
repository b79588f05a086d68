namespace OmniAvatar.Audit.Evidence;

/// <summary>A file in the store.</summary>
/// <param name="Name">Its whole name.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Of its content, computed here; lower-case hexadecimal.</param>
/// <param name="Created">When the store took it, to the second, rounded down.</param>
public sealed record StoredFile(string Name, long Bytes, string Sha256, DateTimeOffset Created);

/// <summary>A part as a manifest lists it.</summary>
public sealed record ListedPart(string Role, string Name, long Bytes, string Sha256);

/// <summary>A <c>result.json</c>.</summary>
/// <param name="Folder">The folder that it lies in.</param>
/// <param name="Attempt">The attempt that it says made the result.</param>
/// <param name="Parts">The files of the result.</param>
/// <param name="FramesSha256">Hash of the shown frames; null if it shows none.</param>
/// <param name="GpuMilliseconds">What the winner used.</param>
/// <param name="Predecessor">The manifest whose result this one continued, or null.</param>
/// <param name="Created">When the store took it, to the second, rounded down.</param>
public sealed record Manifest(
    string Folder,
    int Attempt,
    IReadOnlyList<ListedPart> Parts,
    string? FramesSha256,
    long GpuMilliseconds,
    string? Predecessor,
    DateTimeOffset Created
)
{
    public const string FileName = "result.json";

    public string Name => $"{Folder}/{FileName}";
}
