using OmniAvatar.Diffusion.Machine;
using OmniAvatar.Diffusion.Pipelines;
using OmniAvatar.Media.Pictures;
using OmniAvatar.Media.Videos;
using OmniAvatar.Rendering;

namespace OmniAvatar.Silos.Renderer.Models;

/// <summary>
/// A slot's several models on one device, one of them in memory: work for another model unloads the one before. The
/// pool knows which is loaded and avoids the change where it can.
/// </summary>
internal sealed class ModelSwitch(IReadOnlyList<NamedModel> models, RendererOptions options)
    : IWorkRenderer,
        IDisposable
{
    // Written by the work's thread, and read when the slot describes itself.
    private volatile AvatarRenderer? _current;

    /// <inheritdoc/>
    public NumericClass NumericClass { get; } = TorchNumericClass.Of(options.Device, options.DataType, options.Threads);

    /// <inheritdoc/>
    public IReadOnlyList<string> Models { get; } = [.. models.Select(m => m.Identity).Distinct()];

    /// <inheritdoc/>
    public string? LoadedModel => _current?.LoadedModel;

    /// <inheritdoc/>
    public long MemoryBytes { get; } = DeviceMemory.BytesOf(options.Device);

    /// <inheritdoc/>
    public RenderOutput Render(RenderTask task, IRenderSession session) =>
        For(task.Request.ModelManifest).Render(task, session);

    /// <inheritdoc/>
    public void Dispose() => _current?.Dispose();

    private AvatarRenderer For(string identity)
    {
        if (_current is { } current && current.Models[0] == identity)
            return current;
        var model =
            models.FirstOrDefault(m => m.Identity == identity)
            ?? throw new RenderFailedException("This slot was granted work for a model that it does not have.");
        _current?.Dispose();
        return _current = new AvatarRenderer(
            model.Folder,
            model.Identity,
            options,
            new PictureReader(),
            new FragmentEncoder()
        );
    }
}
