using OmniAvatar.Models;
using OmniAvatar.Silos.Http.Errors;

namespace OmniAvatar.Silos.Http.Submissions;

/// <summary>Finds the model that a submission asks for.</summary>
internal sealed class ModelDesk(IModelCatalog catalog)
{
    /// <param name="name">The name asked for; null takes the only one there is.</param>
    /// <param name="cancellation">The client has gone.</param>
    /// <exception cref="ApiException">Nobody ever announced it, or it is not said which.</exception>
    public async Task<ModelCard> FindAsync(string? name, CancellationToken cancellation)
    {
        if (name is not null && ModelCard.IsName(name) && await catalog.FindAsync(name, cancellation) is { } card) return card;
        var known = await catalog.ListAsync(cancellation);
        if (name is null && known is [var only]) return only;
        var names = known.Count == 0 ? "no renderer has announced any yet" : $"there are: {string.Join(", ", known.Select(k => k.Name))}";
        throw name is null
            ? Refusals.Invalid("model", $"Say which model to render with; {names}.", "missing_required_parameter")
            : Refusals.Invalid("model", $"There is no such model; {names}.", "model_not_found");
    }
}
