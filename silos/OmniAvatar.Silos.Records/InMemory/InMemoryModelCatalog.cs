using System.Collections.Concurrent;
using OmniAvatar.Grains.Records;
using OmniAvatar.Models;

namespace OmniAvatar.Silos.Records.InMemory;

/// <summary>The models of a cluster that lives and dies with this process.</summary>
public sealed class InMemoryModelCatalog : IModelCatalog
{
    private readonly ConcurrentDictionary<string, ModelCard> _cards = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task AnnounceAsync(ModelCard card, CancellationToken cancellation) =>
        AtOnce.RunAsync(
            () =>
            {
                _cards[card.Name] = card;
            },
            cancellation
        );

    /// <inheritdoc/>
    public Task<ModelCard?> FindAsync(string name, CancellationToken cancellation) =>
        AtOnce.RunAsync(() => _cards.GetValueOrDefault(name), cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ModelCard>> ListAsync(CancellationToken cancellation) =>
        AtOnce.RunAsync<IReadOnlyList<ModelCard>>(
            () => [.. _cards.Values.OrderBy(card => card.Name, StringComparer.Ordinal)],
            cancellation
        );
}
