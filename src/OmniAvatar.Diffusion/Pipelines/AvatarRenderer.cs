using OmniAvatar.Diffusion.Machine;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Rendering;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines;

/// <summary>
/// OmniAvatar's model behind a slot (arXiv 2506.18866):
/// <code>
/// conditioning   prompt ─ umT5 ─► prompt   picture ─ autoencoder ─► reference   speech ─► audio statistics
/// segment        speech ─ wav2vec2 ─┐
///                noise, prefix ─ denoise ─ latents ─ decode ─► fragment
///                                                └─ handoff ─► prefix of the next segment
/// </code>
/// One instance per device; its calls come from one thread at a time.
/// </summary>
public sealed class AvatarRenderer : IWorkRenderer, IDisposable
{
    private readonly LazyModel _model;
    private readonly SegmentAudioFeatures _speech;
    private readonly ConditioningStage _conditioning;
    private readonly SegmentStage _segment;

    /// <param name="folder">The model to render with; its networks are loaded with the first work that needs
    /// them.</param>
    /// <param name="identity">The identity under which requests ask for this model.</param>
    /// <param name="options">Where and how to compute.</param>
    /// <param name="pictures">Reads the reference picture.</param>
    /// <param name="fragments">Encodes the shown frames.</param>
    public AvatarRenderer(
        ModelFolder folder,
        string identity,
        RendererOptions options,
        IPictureReader pictures,
        IFragmentEncoder fragments
    )
    {
        Models = [identity];
        MemoryBytes = DeviceMemory.BytesOf(options.Device);
        NumericClass = TorchNumericClass.Of(options.Device, options.DataType, options.Threads);
        _model = new LazyModel(folder, options);
        _speech = new SegmentAudioFeatures(_model);
        _conditioning = new ConditioningStage(_model, _speech, pictures);
        _segment = new SegmentStage(_model, NumericClass, _speech, fragments);
    }

    /// <inheritdoc/>
    public NumericClass NumericClass { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Models { get; }

    /// <inheritdoc/>
    public string? LoadedModel => _model.IsLoaded ? Models[0] : null;

    /// <inheritdoc/>
    public long MemoryBytes { get; }

    /// <inheritdoc/>
    public RenderOutput Render(RenderTask task, IRenderSession session)
    {
        // The number of threads belongs to the calling thread.
        set_num_threads(_model.Options.Threads);
        using var inference = inference_mode();
        try
        {
            return task.Work.IsConditioning ? _conditioning.Run(task, session) : _segment.Run(task, session);
        }
        finally
        {
            NativeMemory.ReturnFree();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _speech.Dispose();
        _model.Dispose();
    }
}
