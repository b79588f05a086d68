using System.Text.Json;
using OmniAvatar.Grains.Records;
using OmniAvatar.Models;
using OmniAvatar.Silos.Records.Database;

namespace OmniAvatar.Silos.Records;

/// <summary>Model cards in the cluster's database as JSON, one row per name.</summary>
public sealed class RecordedModelCatalog(RecordStore records) : IModelCatalog
{
    /// <inheritdoc/>
    public Task AnnounceAsync(ModelCard card, CancellationToken cancellation) =>
        records.ExecuteAsync(
            "INSERT INTO model_card (name, card) VALUES (@name, @card) ON CONFLICT (name) DO UPDATE SET "
                + "card = excluded.card",
            cancellation,
            ("name", card.Name),
            ("card", JsonSerializer.Serialize(card))
        );

    /// <inheritdoc/>
    public Task<ModelCard?> FindAsync(string name, CancellationToken cancellation) =>
        records.FirstAsync(
            "SELECT card FROM model_card WHERE name = @name",
            row => Read(row.GetString(0)),
            cancellation,
            ("name", name)
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ModelCard>> ListAsync(CancellationToken cancellation) =>
        await records.QueryAsync(
            "SELECT card FROM model_card ORDER BY name",
            row => Read(row.GetString(0)),
            cancellation
        );

    private static ModelCard Read(string json) => JsonSerializer.Deserialize<ModelCard>(json)!;
}
