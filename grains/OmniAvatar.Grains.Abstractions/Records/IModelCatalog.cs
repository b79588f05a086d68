using OmniAvatar.Models;

namespace OmniAvatar.Grains.Records;

/// <summary>The models that renderers have announced. A card stays when its renderers leave, so that work for it can
/// wait.</summary>
public interface IModelCatalog
{
    /// <summary>Adds a card, or replaces the one of that name.</summary>
    Task AnnounceAsync(ModelCard card, CancellationToken cancellation);

    /// <summary>The card of a name, or null if nobody ever announced it. Names are compared as they are, whatever their
    /// characters.</summary>
    Task<ModelCard?> FindAsync(string name, CancellationToken cancellation);

    /// <summary>All cards by name.</summary>
    Task<IReadOnlyList<ModelCard>> ListAsync(CancellationToken cancellation);
}
