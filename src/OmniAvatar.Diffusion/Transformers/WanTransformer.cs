using OmniAvatar.Diffusion.Layers;
using OmniAvatar.Diffusion.Observation;
using OmniAvatar.Diffusion.Transformers.Adapters;
using OmniAvatar.Diffusion.Transformers.Blocks;
using OmniAvatar.Diffusion.Transformers.Embeddings;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Transformers;

/// <summary>
/// The diffusion transformer of Wan2.1 (arXiv 2503.20314) with OmniAvatar's pixel-wise audio (arXiv 2506.18866, section
/// 3.2). Keys are the authors' own. One pass at a time: the module keeps nothing between calls, but libtorch's scopes
/// belong to a thread.
/// </summary>
/// <remarks>
/// <code>
/// latents + reference ─ patches ─► tokens ─► block 0, 1 ─► (+ audio) 2 … L/2 ─► … block L-1 ─► head ─► prediction
/// timestep ─ sinusoid ─ MLP ─► t ─────────────── t_mod ─────────┴────────────────────┘           ▲
/// text ─ MLP ─► keys and values of each block ──────────────────┘                  t ────────────┘
/// </code>
/// </remarks>
public sealed class WanTransformer : nn.Module
{
    private const int FirstAudioBlock = 2;

    [ComponentName(Name = "patch_embedding")]
    private readonly PatchEmbedding _patches;

    [ComponentName(Name = "text_embedding")]
    private readonly FeedForward _textEmbedding;

    [ComponentName(Name = "time_embedding")]
    private readonly TimestepEmbedding _timeEmbedding;

    [ComponentName(Name = "time_projection")]
    private readonly TimestepProjection _timeProjection;

    [ComponentName(Name = "blocks")]
    private readonly ModuleList<TransformerBlock> _blocks;

    [ComponentName(Name = "head")]
    private readonly OutputHead _head;

    [ComponentName(Name = "audio_proj")]
    private readonly AudioPack? _audioPack;

    [ComponentName(Name = "audio_cond_projs")]
    private readonly ModuleList<LinearLayer> _audioProjections;

    /// <summary>
    /// Lays out the network without touching its memory: weights are loaded afterwards. On the meta device it takes
    /// none at all. With <paramref name="lora"/> every adapted layer carries its pair beside it, under peft's names.
    /// </summary>
    /// <exception cref="BadInputException">The configuration is not valid.</exception>
    public WanTransformer(
        WanTransformerConfig config,
        LoraConfig? lora = null,
        Device? device = null,
        ScalarType? dtype = null
    )
        : base(nameof(WanTransformer))
    {
        Config = config.Validated();
        var make = new LayerFactory(lora, device, dtype);
        _patches = new PatchEmbedding(config, make);
        _textEmbedding = new FeedForward(make.Linear(config.TextDim, config.Dim), make.Linear(config.Dim, config.Dim));
        _timeEmbedding = new TimestepEmbedding(config, make);
        _timeProjection = new TimestepProjection(config, make);
        _blocks = new ModuleList<TransformerBlock>([
            .. Enumerable.Range(0, config.Layers).Select(_ => new TransformerBlock(config, make)),
        ]);
        _head = new OutputHead(config, make);
        _audioPack = config.HasAudio ? new AudioPack(config, make) : null;
        _audioProjections = new ModuleList<LinearLayer>([
            .. Enumerable
                .Range(0, config.AudioProjections)
                .Select(_ => make.Linear(config.AudioHiddenSize, config.Dim)),
        ]);
        RegisterComponents();
    }

    /// <summary>The sizes of this network.</summary>
    public WanTransformerConfig Config { get; }

    /// <summary>Where the network computes, and where its inputs must be.</summary>
    public Device Device => _patches.Device;

    /// <summary>Type that the network computes in; inputs of other types are converted.</summary>
    public ScalarType DataType => _patches.DataType;

    /// <summary>Prepares text embeddings (B, L, text_dim) for every step that follows.</summary>
    public TextContext EncodeText(Tensor text, ITensorObserver? observer = null)
    {
        Expect(text, "text embeddings", [null, null, Config.TextDim]);
        using var scope = NewDisposeScope();
        var embedded = _textEmbedding.call(text.to(DataType)); // (B, L, dim)
        observer?.Observe("text_embedding", embedded);
        var memories = _blocks.Select(block => block.Remember(embedded)).ToArray();
        return new TextContext(memories);
    }

    /// <summary>Prepares audio features (B, 4T - 3, audio_input_dim), one row a video frame, for every step that
    /// follows.</summary>
    /// <exception cref="BadInputException">The shape does not fit the network, or the network does not
    /// hear.</exception>
    public AudioCondition EncodeAudio(Tensor audio, ITensorObserver? observer = null)
    {
        if (_audioPack is null)
            throw new BadInputException("This transformer is Wan2.1 itself, without OmniAvatar's audio modules.");
        Expect(audio, "audio features", [null, null, Config.AudioInputDim]);
        if (audio.size(1) % 4 != 1)
            throw new BadInputException(
                $"The audio features have {audio.size(1)} rows, but a segment has 4n+1 frames."
            );
        using var scope = NewDisposeScope();
        var packed = _audioPack.call(audio.to(DataType)).unsqueeze(2).unsqueeze(2); // (B, T, 1, 1, hidden)
        observer?.Observe("audio_proj", packed);
        var projections = _audioProjections.Select(project => project.call(packed)).ToArray(); // each (B, T, 1, 1, dim)
        for (var i = 0; i < projections.Length; i++)
            observer?.Observe($"audio_cond.{i}", projections[i]);
        return new AudioCondition(projections);
    }

    /// <summary>Predicts the velocity (B, 16, T, H, W) of noisy latents, in the network's type.</summary>
    /// <param name="latents">Noisy latents (B, 16, T, H, W); H and W are even.</param>
    /// <param name="reference">Reference latents and condition mask (B, 17, T, H, W); in the mask 0 is given and 1 is
    /// generated. No channels for Wan2.1 itself.</param>
    /// <param name="timestep">(B), from 1000 (noise) to 0 (clean).</param>
    /// <param name="text">From <see cref="EncodeText"/>, of the same batch.</param>
    /// <param name="audio">From <see cref="EncodeAudio"/>, of the same batch and T; <see cref="AudioCondition.None"/>
    /// for Wan2.1 itself.</param>
    /// <param name="context">How to run; by default everything is computed.</param>
    /// <exception cref="BadInputException">A shape does not fit the network or the other inputs.</exception>
    /// <exception cref="OperationCanceledException">Cancelled between two blocks.</exception>
    public Tensor Forward(
        Tensor latents,
        Tensor reference,
        Tensor timestep,
        TextContext text,
        AudioCondition audio,
        ForwardContext? context = null
    )
    {
        context ??= new ForwardContext();
        var grid = GridOf(latents, reference, timestep, text, audio);
        using var scope = NewDisposeScope();

        var time = _timeEmbedding.call(timestep.to(DataType)); // (B, dim)
        context.Observer.Observe("time_embedding", time);
        var timeModulation = _timeProjection.call(time); // (B, 6, dim)
        context.Observer.Observe("t_mod", timeModulation);
        var tokens = _patches.call(cat([latents.to(DataType), reference.to(DataType)], dim: 1)); // (B, N, dim)
        context.Observer.Observe("patch_embedding", tokens);

        Tensor Blocks(Tensor x) => RunBlocks(x, timeModulation, text, audio, grid, context);
        // (B, N, dim)
        tokens = context.Reuse is { } reuse ? reuse.Apply(tokens, timeModulation, Blocks) : Blocks(tokens);

        var patches = _head.call(tokens, time); // (B, N, p q 16)
        context.Observer.Observe("head", patches);
        return _patches.Unpatch(patches, grid).MoveToOuterDisposeScope(); // (B, 16, T, H, W)
    }

    private Tensor RunBlocks(
        Tensor tokens,
        Tensor timeModulation,
        TextContext text,
        AudioCondition audio,
        TokenGrid grid,
        ForwardContext context
    )
    {
        using var turns = RotaryEmbedding.Turns(grid, Config.HeadDim, Device); // (N, 1, d/2)
        var x = tokens.alias(); // (B, N, dim)
        for (var i = 0; i < _blocks.Count; i++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var entered = x;
            using var scope = NewDisposeScope();
            var input = AddAudio(entered, i, audio, grid); // (B, N, dim)
            var observer = context.Observer.Within($"block.{i}");
            observer.Observe("input", input);
            x = RunBlock(_blocks[i], input, text.Blocks[i], timeModulation, turns, observer, context.Runner)
                .MoveToOuterDisposeScope(); // (B, N, dim)
            observer.Observe("output", x);
        }
        return x;
    }

    private static Tensor RunBlock(
        TransformerBlock block,
        Tensor input,
        TextMemory text,
        Tensor timeModulation,
        Tensor turns,
        ITensorObserver observer,
        IBlockRunner? runner
    )
    {
        if (runner is null)
            return block.call(input, text, timeModulation, turns, observer);
        return runner.Run(
            given => block.call(given[0], new TextMemory(given[1], given[2]), given[3], given[4], observer),
            [input, text.Key, text.Value, timeModulation, turns]
        );
    }

    private Tensor AddAudio(Tensor tokens, int block, AudioCondition audio, TokenGrid grid)
    {
        var projection = block - FirstAudioBlock;
        if (projection < 0 || projection >= audio.Projections.Count)
            return tokens;
        var frames = tokens.unflatten(1, [grid.Frames, grid.Height, grid.Width]); // (B, T, h, w, dim)
        return frames.add(audio.Projections[projection]).flatten(1, 3); // (B, N, dim)
    }

    private TokenGrid GridOf(Tensor latents, Tensor reference, Tensor timestep, TextContext text, AudioCondition audio)
    {
        Expect(latents, "latents", [null, Config.OutChannels, null, null, null]);
        long batch = latents.size(0),
            frames = latents.size(2),
            height = latents.size(3),
            width = latents.size(4);
        Expect(reference, "reference latents and mask", [batch, Config.ReferenceChannels, frames, height, width]);
        Expect(timestep, "timestep", [batch]);
        Expect(text.Blocks[0].Key, "text keys", [batch, null, Config.Heads, Config.HeadDim]);
        foreach (var projection in audio.Projections)
            Expect(projection, "audio condition", [batch, frames, 1, 1, Config.Dim]);
        if (height % Config.PatchSize[1] != 0 || width % Config.PatchSize[2] != 0)
            throw new BadInputException(
                $"Latents of {height}x{width} cannot be cut into patches of "
                    + $"{Config.PatchSize[1]}x{Config.PatchSize[2]}."
            );
        return new TokenGrid(frames, height / Config.PatchSize[1], width / Config.PatchSize[2]);
    }

    private static void Expect(Tensor value, string name, long?[] shape)
    {
        var actual = value.shape;
        if (
            actual.Length != shape.Length
            || actual.Where((size, axis) => shape[axis] is { } wanted && wanted != size).Any()
        )
            throw new BadInputException(
                $"The {name} have shape ({string.Join(", ", actual)}), expected "
                    + $"({string.Join(", ", shape.Select(size => size?.ToString() ?? "any"))})."
            );
    }
}
