using OmniAvatar.Grains.Webhooks;
using OmniAvatar.Silos.Http.Errors;
using OmniAvatar.Silos.Http.Forms;

namespace OmniAvatar.Silos.Http.Webhooks;

/// <summary>The fields that say where a video's owner wants to be told what.</summary>
internal static class WebhookFields
{
    /// <summary>The receiver.</summary>
    public const string Url = "webhook_url";

    /// <summary>What it is told: names separated by commas.</summary>
    public const string Events = "webhook_events";

    private const int LongestUrl = 4096;
    private const int LongestEvents = 1024;

    /// <summary>What the form asks for, or null; whether the receiver may be one is asked later.</summary>
    /// <exception cref="ApiException">An event is unknown, or has no receiver.</exception>
    public static JobWebhook? Read(FieldReader fields)
    {
        var (url, events) = (fields.Word(Url, LongestUrl), fields.Word(Events, LongestEvents));
        if (url is not null)
            return new JobWebhook(url, events is null ? WebhookEvents.Ends : Parse(events));
        return events is null
            ? null
            : throw Refusals.Invalid(Events, $"'{Events}' is only allowed with '{Url}': nobody else is told.");
    }

    private static WebhookEvents Parse(string events)
    {
        var wanted = WebhookEvents.None;
        foreach (var word in events.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            wanted |= WebhookWords.All.FirstOrDefault(known => known.Word == word).Event
                is > WebhookEvents.None
                    and var found
                ? found
                : throw Unknown();
        return wanted is WebhookEvents.None ? throw Unknown() : wanted;
    }

    private static ApiException Unknown() =>
        Refusals.Invalid(
            Events,
            $"'{Events}' must be some of {string.Join(", ", WebhookWords.All.Select(known => known.Word))}, "
                + "separated by commas."
        );
}
