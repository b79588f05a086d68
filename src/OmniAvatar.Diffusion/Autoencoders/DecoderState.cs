using OmniAvatar.Diffusion.Autoencoders.Convolutions;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Autoencoders;

/// <summary>A decoder's causal caches as named tensors: <c>tile0.decoder.middle.0.residual.2</c> and so on, tile by
/// tile.</summary>
internal static class DecoderState
{
    /// <summary>The caches of every tile by name, sharing memory that nothing writes to again.</summary>
    public static IReadOnlyDictionary<string, Tensor> Export(VideoAutoencoder model, IReadOnlyList<CausalCache> pasts)
    {
        var state = new Dictionary<string, Tensor>();
        for (var tile = 0; tile < pasts.Count; tile++)
        {
            foreach (var (name, layer) in LayersThatLookBack(model))
                state[Key(tile, name)] = pasts[tile].Find(layer)!.alias();
        }

        return state;
    }

    /// <summary>One cache for each tile of a state, or null where the state is empty and a clip begins.</summary>
    /// <exception cref="BadInputException">A tensor is missing, unknown, or no video.</exception>
    public static IReadOnlyList<CausalCache>? Import(VideoAutoencoder model, IReadOnlyDictionary<string, Tensor> state)
    {
        var layers = LayersThatLookBack(model);
        if (state.Count == 0)
            return null;
        if (state.Count % layers.Count != 0)
            throw new BadInputException(
                $"The decoder's saved state has {state.Count} tensors, which is not a multiple of {layers.Count}, the "
                    + "number for each tile."
            );
        return
        [
            .. Enumerable.Range(0, state.Count / layers.Count).Select(tile => ImportTile(model, layers, state, tile)),
        ];
    }

    private static CausalCache ImportTile(
        VideoAutoencoder model,
        IReadOnlyList<(string Name, CausalConv3d Layer)> layers,
        IReadOnlyDictionary<string, Tensor> state,
        int tile
    )
    {
        var cache = new CausalCache();
        foreach (var (name, layer) in layers)
        {
            if (!state.TryGetValue(Key(tile, name), out var frames) || frames.dim() != 5)
                throw new BadInputException($"The decoder's saved state lacks the frames of {Key(tile, name)}.");
            cache.Keep(layer, ChannelsLast.Of(frames.to(model.DataType, model.Device, copy: true)));
        }

        return cache;
    }

    private static string Key(int tile, string layer) => $"tile{tile}.{layer}";

    private static List<(string Name, CausalConv3d Layer)> LayersThatLookBack(VideoAutoencoder model) =>
        [
            .. from named in model.named_modules()
            where
                named.module is CausalConv3d { LooksBack: true }
                && named.name.StartsWith("decoder.", StringComparison.Ordinal)
            select (named.name, (CausalConv3d)named.module),
        ];
}
