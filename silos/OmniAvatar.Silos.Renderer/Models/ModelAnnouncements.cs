using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OmniAvatar.Grains.Records;
using OmniAvatar.Models;

namespace OmniAvatar.Silos.Renderer.Models;

/// <summary>Announces a renderer's models again every few hours, so that gateways know which models are still
/// served.</summary>
internal sealed partial class ModelAnnouncements(
    IModelCatalog catalog,
    Func<IEnumerable<ModelCard>> cards,
    TimeProvider time,
    ILogger<ModelAnnouncements> logger
) : BackgroundService
{
    private static readonly TimeSpan Pace = TimeSpan.FromHours(6);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                foreach (var card in cards())
                    await catalog.AnnounceAsync(card, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotAnnounced(e, Pace);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "The models could not be announced; the next try is in {Wait}")]
    private partial void LogNotAnnounced(Exception exception, TimeSpan wait);
}
