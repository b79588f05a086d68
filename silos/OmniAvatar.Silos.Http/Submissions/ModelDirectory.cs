using Microsoft.Extensions.Options;
using OmniAvatar.Grains.Identity;
using OmniAvatar.Grains.Records;
using OmniAvatar.Models;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>The models that can be requested: those that renderers have or announced lately.</summary>
internal sealed class ModelDirectory(
    IModelCatalog catalog,
    IGrainFactory grains,
    IOptions<VideoApiOptions> options,
    TimeProvider time
)
{
    /// <summary>All of them, by name.</summary>
    public async Task<IReadOnlyList<ModelCard>> ListAsync(CancellationToken cancellation)
    {
        var cards = await catalog.ListAsync(cancellation);
        var earliest = time.GetUtcNow() - options.Value.ModelMemory;
        if (cards.All(card => card.Announced >= earliest))
            return cards;
        var present = (await grains.Pool().StatusAsync()).Models;
        return [.. cards.Where(card => card.Announced >= earliest || present.Contains(card.Identity))];
    }

    /// <param name="name">The name asked for; null takes the only one there is.</param>
    /// <param name="cancellation">The client has gone.</param>
    /// <exception cref="ApiException">No renderer has announced it lately, or no name was given although there are
    /// several models.</exception>
    public async Task<ModelCard> FindAsync(string? name, CancellationToken cancellation)
    {
        var known = await ListAsync(cancellation);
        if (name is null && known is [var only])
            return only;
        if (known.FirstOrDefault(card => card.Name == name) is { } found)
            return found;
        var names =
            known.Count == 0
                ? "no renderer has announced a model yet"
                : $"there are: {string.Join(", ", known.Select(k => k.Name))}";
        throw name is null
            ? Refusals.Invalid("model", $"'model' is missing; {names}.", "missing_required_parameter")
            : Refusals.Invalid("model", $"The model is unknown; {names}.", "model_not_found");
    }
}
