using OmniAvatar.Artifacts;
using OmniAvatar.Diffusion.Autoencoders;
using OmniAvatar.Diffusion.TextEncoders;
using OmniAvatar.Diffusion.TextEncoders.Tokenization;
using OmniAvatar.Planning;
using OmniAvatar.Prompts;
using OmniAvatar.Rendering;
using TorchSharp;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines;

/// <summary>What all segments of a job have in common, made once: prompt embeddings, reference latents, statistics of the speech.</summary>
internal sealed class ConditioningStage(LazyModel model, SpeechHearing speech, IPictureReader pictures)
{
    public RenderOutput Run(RenderTask task, Action<RenderProgress> progress, CancellationToken cancellation)
    {
        var parts = new Dictionary<string, string>
        {
            [PartRoles.Prompt] = EncodePrompts(task, progress, cancellation),
            [PartRoles.Reference] = EncodePicture(task, progress, cancellation),
            [PartRoles.AudioStatistics] = speech.GatherStatistics(task, cancellation),
        };
        return new RenderOutput(parts, Frames: 0, FramesSha256: null);
    }

    private string EncodePrompts(RenderTask task, Action<RenderProgress> progress, CancellationToken cancellation)
    {
        progress(new RenderProgress(RenderPhase.Load, 0, 0));
        var tokenizer = PromptTokenizer.Open(model.Folder.TokenizerFile);
        using var encoder = model.LoadTextEncoder(cancellation);

        progress(new RenderProgress(RenderPhase.Condition, 0, 0));
        using var scope = NewDisposeScope();
        return TensorFiles.Write(task.OutputFolder, PartRoles.Prompt, new Dictionary<string, Tensor>
        {
            ["positive"] = Encode(encoder, tokenizer, task.Request.Prompt),
            ["negative"] = Encode(encoder, tokenizer, task.Request.NegativePrompt),
        });
    }

    private Tensor Encode(TextEncoder encoder, PromptTokenizer tokenizer, string prompt)
    {
        var tokens = tokenizer.Encode(PromptCleaner.Clean(prompt), model.Folder.Defaults.TextLength);
        using var ids = tensor(tokens.Ids, device: model.Options.Device).unsqueeze(0);      // (1, L)
        using var mask = tensor(tokens.Mask, device: model.Options.Device).unsqueeze(0);    // (1, L)
        return encoder.EncodePrompts(ids, mask);                                            // (1, L, C)
    }

    private string EncodePicture(RenderTask task, Action<RenderProgress> progress, CancellationToken cancellation)
    {
        progress(new RenderProgress(RenderPhase.Load, 0, 0));
        var autoencoder = model.Autoencoder(cancellation);

        progress(new RenderProgress(RenderPhase.Condition, 0, 0));
        using var scope = NewDisposeScope();
        var picture = pictures.Read(task.PicturePath);
        var pixels = tensor(picture.Rgb24, ScalarType.Byte).view(picture.Height, picture.Width, 3);   // (h, w, 3)
        var clip = PicturePreparation.ToClip(pixels, new VideoSize(task.Request.Height, task.Request.Width)); // (1, 3, 1, H, W)
        var latents = autoencoder.Encode(clip, Tiling.ForEncoding, cancellation: cancellation);      // (1, 16, 1, H/8, W/8)
        return TensorFiles.Write(task.OutputFolder, PartRoles.Reference, new Dictionary<string, Tensor> { ["latents"] = latents });
    }
}
