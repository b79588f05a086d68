using System.Globalization;
using System.Security.Cryptography;
using OmniAvatar.Diffusion.Pipelines.Denoising;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Files;
using OmniAvatar.Diffusion.Weights.Safetensors;
using OmniAvatar.Rendering;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Pipelines.Checkpoints;

/// <summary>
/// A segment between two steps as one safetensors file: the tensors of <see cref="DenoiseState.Export"/>, and in its
/// metadata what they belong to, the step, and the SHA-256 of the tensors' bytes in the order of their keys.
/// </summary>
internal sealed class DenoiseCheckpoint : IRenderCheckpoint
{
    private const string ClassKey = "numericClass";
    private const string WorkKey = "work";
    private const string InputsKey = "inputs";
    private const string StepKey = "step";
    private const string HashKey = "sha256";

    private readonly IReadOnlyDictionary<string, Tensor> _tensors;
    private readonly CheckpointLabel _label;

    /// <summary>Copies a state, so that it may go on while the copy is written.</summary>
    public DenoiseCheckpoint(DenoiseState state, CheckpointLabel label)
    {
        _label = label;
        Step = state.Step;
        _tensors = state.Export().ToDictionary(pair => pair.Key, pair => pair.Value.DetachFromDisposeScope());
    }

    /// <inheritdoc/>
    public int Step { get; }

    /// <inheritdoc/>
    public void WriteTo(string path) =>
        SafetensorsWriter.Write(
            path,
            _tensors,
            new Dictionary<string, string>
            {
                [ClassKey] = _label.NumericClass,
                [WorkKey] = _label.Work,
                [InputsKey] = _label.Inputs,
                [StepKey] = Step.ToString(CultureInfo.InvariantCulture),
                [HashKey] = Hash(_tensors),
            }
        );

    /// <summary>The state that a file holds, on the run's device.</summary>
    /// <exception cref="BadInputException">It is damaged, of another label, or not of this run.</exception>
    public static DenoiseState Open(string path, CheckpointLabel label, DenoiseRun run)
    {
        using var file = SafetensorsFile.Open(path);
        Require(file, ClassKey, label.NumericClass);
        Require(file, WorkKey, label.Work);
        Require(file, InputsKey, label.Inputs);

        using var scope = NewDisposeScope();
        var tensors = file.Tensors.Keys.ToDictionary(key => key, key => file.Read(key));
        Require(file, HashKey, Hash(tensors));
        return run.Resume(tensors);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _tensors.Values)
            tensor.Dispose();
    }

    private static void Require(SafetensorsFile file, string key, string expected)
    {
        if (file.Metadata.GetValueOrDefault(key) != expected)
            throw new BadInputException(
                $"The checkpoint {Path.GetFileName(file.Name)} is damaged or belongs to other work: its {key} is not "
                    + "the expected one."
            );
    }

    private static string Hash(IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            foreach (var (key, tensor) in tensors.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                TensorBytes.Write(stream, key, new TensorInfo(tensor.dtype, tensor.shape), [tensor.alias()]);
        }
        return Convert.ToHexStringLower(hash.Hash!);
    }
}
