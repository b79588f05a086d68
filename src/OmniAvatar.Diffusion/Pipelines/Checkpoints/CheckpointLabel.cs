using System.Security.Cryptography;
using System.Text.Json;
using OmniAvatar.Artifacts;
using OmniAvatar.Diffusion.Pipelines.Denoising;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Files;
using OmniAvatar.Identity;
using OmniAvatar.Rendering;
using OmniAvatar.Requests;

namespace OmniAvatar.Diffusion.Pipelines.Checkpoints;

/// <summary>What a checkpoint belongs to. Going on from one of another label would give other frames, or
/// none.</summary>
/// <param name="NumericClass">The class of every number in it.</param>
/// <param name="Work">The segment.</param>
/// <param name="Inputs">SHA-256 of the request and of all tensors that the segment is denoised from.</param>
internal sealed record CheckpointLabel(string NumericClass, string Work, string Inputs)
{
    public static CheckpointLabel Of(
        NumericClass numericClass,
        WorkId work,
        RenderRequest request,
        DenoiseInputs inputs
    )
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            JsonSerializer.Serialize(stream, request, ArtifactJson.Default.RenderRequest);
            foreach (
                var tensor in new[]
                {
                    inputs.Noise,
                    inputs.PrefixLatents,
                    inputs.Reference,
                    inputs.Audio,
                    inputs.PositiveText,
                    inputs.NegativeText,
                }
            )
                TensorBytes.Write(stream, "input", new TensorInfo(tensor.dtype, tensor.shape), [tensor.alias()]);
        }
        return new CheckpointLabel(numericClass.Text, work.ToString(), Convert.ToHexStringLower(hash.Hash!));
    }
}
