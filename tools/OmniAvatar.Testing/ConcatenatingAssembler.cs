using OmniAvatar.Rendering;

namespace OmniAvatar.Testing;

/// <summary>Joins fragments that are not video by concatenating their bytes, with the sound last.</summary>
public sealed class ConcatenatingAssembler : PlainAssembler
{
    public override async Task AssembleAsync(AssemblyTask task, CancellationToken cancellation)
    {
        await using var output = File.Create(task.OutputPath);
        foreach (var path in task.FragmentPaths.Append(task.SoundPath))
        {
            await using var part = File.OpenRead(path);
            await part.CopyToAsync(output, cancellation);
        }
        if (task.SubtitlesPath is { } subtitles)
            await File.WriteAllTextAsync(subtitles, "captions", cancellation);
    }
}
