using System.Collections.Concurrent;
using OmniAvatar.Grains.Records;
using OmniAvatar.Models;

namespace OmniAvatar.Silos.Records.InMemory;

/// <summary>The models of a cluster that lives and dies with this process.</summary>
public sealed class InMemoryModelCatalog : IModelCatalog
{
    private readonly ConcurrentDictionary<string, ModelCard> _cards = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task AnnounceAsync(ModelCard card, CancellationToken cancellation)
    {
        _cards[card.Name] = card;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<ModelCard?> FindAsync(string name, CancellationToken cancellation) =>
        Task.FromResult(_cards.GetValueOrDefault(name));

    /// <inheritdoc/>
    public Task<IReadOnlyList<ModelCard>> ListAsync(CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ModelCard>>([
            .. _cards.Values.OrderBy(card => card.Name, StringComparer.Ordinal),
        ]);
}
