using OmniAvatar.Rendering;

namespace OmniAvatar.Testing;

/// <summary>Joins fragments that are no video: their bytes one after the other, the sound's last.</summary>
public sealed class ConcatenatingAssembler : IVideoAssembler
{
    public async Task AssembleAsync(AssemblyTask task, CancellationToken cancellation)
    {
        await using var output = File.Create(task.OutputPath);
        foreach (var path in task.FragmentPaths.Append(task.SoundPath))
        {
            await using var part = File.OpenRead(path);
            await part.CopyToAsync(output, cancellation);
        }
    }
}
