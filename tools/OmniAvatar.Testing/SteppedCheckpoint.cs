using System.Security.Cryptography;
using System.Text.Json;
using OmniAvatar.Rendering;

namespace OmniAvatar.Testing;

/// <summary>What a checkpoint belongs to.</summary>
internal sealed record SteppedLabel(string NumericClass, string Work, string Seed, int Steps);

/// <summary>The state of a <see cref="SteppedRenderer"/> between two steps, as JSON with a hash over it.</summary>
internal sealed record SteppedCheckpoint(SteppedLabel Label, int Step, byte[] State) : IRenderCheckpoint
{
    /// <exception cref="BadInputException">The file is damaged, or of something else.</exception>
    public static SteppedCheckpoint Read(string path, SteppedLabel label)
    {
        try
        {
            var stored = JsonSerializer.Deserialize<Stored>(File.ReadAllBytes(path));
            if (stored is not null && stored.Sha256 == Hash(stored.Checkpoint) && stored.Checkpoint.Label == label)
                return stored.Checkpoint;
            throw new BadInputException(
                $"The checkpoint {Path.GetFileName(path)} belongs to other work, or is damaged."
            );
        }
        catch (JsonException e)
        {
            throw new BadInputException($"The checkpoint {Path.GetFileName(path)} is damaged.", e);
        }
    }

    public void WriteTo(string path)
    {
        File.WriteAllBytes($"{path}.tmp", JsonSerializer.SerializeToUtf8Bytes(new Stored(this, Hash(this))));
        File.Move($"{path}.tmp", path, overwrite: true);
    }

    public void Dispose() { }

    private static string Hash(SteppedCheckpoint checkpoint) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(checkpoint)));

    private sealed record Stored(SteppedCheckpoint Checkpoint, string Sha256);
}
