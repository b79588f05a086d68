using OmniAvatar.Artifacts;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.Autoencoders.Tiles;
using OmniAvatar.Diffusion.Pictures;
using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Diffusion.TextEncoders.Tokenization;
using OmniAvatar.Planning;
using OmniAvatar.Rendering;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines;

/// <summary>What all segments of a job have in common, made once: prompt embeddings, reference latents, statistics of
/// the speech; of every speaker.</summary>
internal sealed class ConditioningStage(LazyModel model, SegmentAudioFeatures speech, IPictureReader pictures)
{
    public RenderOutput Run(RenderTask task, IRenderSession session)
    {
        var parts = new Dictionary<string, string>();
        EncodePrompts(task, parts, session);
        EncodePictures(task, parts, session);
        foreach (var track in Speakers(task).Select(task.Request.TrackOf).Distinct())
            Add(
                parts,
                PartRoles.AudioStatistics,
                track,
                role => speech.GatherStatistics(task, track, role, session.Stopping)
            );
        return new RenderOutput(parts, Frames: 0, FramesSha256: null);
    }

    private static IEnumerable<int> Speakers(RenderTask task) => Enumerable.Range(0, task.Request.Speakers.Count);

    private static void Add(Dictionary<string, string> parts, string role, int speaker, Func<string, string> write)
    {
        var own = PartRoles.Of(role, speaker);
        parts[own] = write(own);
    }

    private void EncodePrompts(RenderTask task, Dictionary<string, string> parts, IRenderSession session)
    {
        session.Report(new RenderProgress(RenderPhase.Load, 0, 0));
        var tokenizer = PromptTokenizer.Open(model.Folder.TokenizerFile);
        using var encoder = model.LoadTextEncoder(session.Stopping);

        session.Report(new RenderProgress(RenderPhase.Condition, 0, 0));
        using var scope = NewDisposeScope();
        var negative = Encode(encoder, tokenizer, task.Request.NegativePrompt);
        foreach (var speaker in Speakers(task))
        {
            var positive = Encode(encoder, tokenizer, task.Request.Speakers[speaker].Prompt);
            var tensors = new Dictionary<string, Tensor> { ["positive"] = positive, ["negative"] = negative };
            Add(parts, PartRoles.Prompt, speaker, role => TensorFiles.Write(task.OutputFolder, role, tensors));
        }
    }

    private Tensor Encode(TextEncoder encoder, PromptTokenizer tokenizer, string prompt) =>
        PromptEmbedding.Encode(encoder, tokenizer, prompt, model.Folder.Defaults.TextLength, model.Options.Device);

    private void EncodePictures(RenderTask task, Dictionary<string, string> parts, IRenderSession session)
    {
        session.Report(new RenderProgress(RenderPhase.Load, 0, 0));
        var autoencoder = model.Autoencoder(session.Stopping);

        session.Report(new RenderProgress(RenderPhase.Condition, 0, 0));
        foreach (var speaker in Speakers(task))
            Add(
                parts,
                PartRoles.Reference,
                speaker,
                role => EncodePicture(task, speaker, role, autoencoder, session.Stopping)
            );
    }

    private string EncodePicture(
        RenderTask task,
        int speaker,
        string role,
        VideoAutoencoder autoencoder,
        CancellationToken cancellation
    )
    {
        using var scope = NewDisposeScope();
        var picture = pictures.Read(task.PicturePaths[speaker]);
        var pixels = tensor(picture.Rgb24, ScalarType.Byte).view(picture.Height, picture.Width, 3); // (h, w, 3)
        // (1, 3, 1, H, W)
        var clip = PicturePreparation.ToClip(pixels, new VideoSize(task.Request.Height, task.Request.Width));
        var latents = autoencoder.Encode(clip, Tiling.ForEncoding, cancellation: cancellation); // (1, 16, 1, H/8, W/8)
        return TensorFiles.Write(task.OutputFolder, role, new Dictionary<string, Tensor> { ["latents"] = latents });
    }
}
