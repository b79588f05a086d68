using System.CommandLine;
using System.Text.Json;
using OmniAvatar.Client.Webhooks;
using OmniAvatar.Client.Wire;
using OmniAvatar.Silos.Hosting.CommandLine;

namespace OmniAvatar.Cli.Remote.Webhooks;

/// <summary><c>webhooks</c>: the secret that signs a tenant's webhooks, and what became of them.</summary>
internal static class WebhooksCommand
{
    private const int LongestPage = 100;
    private const int DefaultList = 20;

    public static Command Create() =>
        new("webhooks", "Make the secret that signs webhooks; list deliveries; have one tried again.")
        {
            Secret(),
            List(),
            Retry(),
        };

    private static Command Secret()
    {
        var service = new ServiceOptions();
        var rotate = CheckedOption.Switch(
            "--rotate",
            "Replace the secret that there is; the one before signs too for a day."
        );
        var command = new Command("secret", "Make the secret that signs webhooks, and print it once.") { rotate };
        service.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var http = service.Connect(parsed);
                var client = new WebhookClient(http);
                if (!parsed.GetValue(rotate) && await WebhookText.HasSecretAsync(client, cancellation))
                    throw new WrongUseException(
                        "There is a secret already, and it is not shown again; --rotate replaces it."
                    );
                var secret = await client.CreateSecretAsync(cancellation);
                Console.WriteLine(
                    service.Json(parsed)
                        ? JsonSerializer.Serialize(secret, VideoJson.Default.WebhookSecret)
                        : secret.Secret
                );
                return 0;
            }
        );
        return command;
    }

    private static Command List()
    {
        var service = new ServiceOptions();
        var status = CheckedOption.OneOf(
            "--status",
            "Only deliveries of this status.",
            WebhookDeliveryStatus.Pending,
            WebhookDeliveryStatus.Delivered,
            WebhookDeliveryStatus.Failed
        );
        var limit = CheckedOption.Whole("--limit", $"Most deliveries to list (default: {DefaultList}).", 1, 1_000_000);
        var command = new Command("list", "List deliveries, newest first.") { status, limit };
        service.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var http = service.Connect(parsed);
                var (client, after) = (new WebhookClient(http), (string?)null);
                for (var left = parsed.GetValue(limit) ?? DefaultList; left > 0; )
                {
                    var most = (int)Math.Min(left, LongestPage);
                    var page = await client.ListAsync(parsed.GetValue(status), after, most, cancellation);
                    foreach (var delivery in page.Data)
                        Console.WriteLine(WebhookText.Line(delivery, service.Json(parsed)));
                    if (!page.HasMore)
                        break;
                    (left, after) = (left - page.Data.Count, page.LastId);
                }
                return 0;
            }
        );
        return command;
    }

    private static Command Retry()
    {
        var service = new ServiceOptions();
        var id = new Argument<string>("ID") { Description = "The delivery's id, as 'webhooks list' prints it." };
        var command = new Command("retry", "Have a delivery that was given up tried again.") { id };
        service.AddTo(command);
        command.SetAction(
            async (parsed, cancellation) =>
            {
                using var http = service.Connect(parsed);
                var delivery = await new WebhookClient(http).RetryAsync(parsed.GetRequiredValue(id), cancellation);
                Console.WriteLine(WebhookText.Line(delivery, service.Json(parsed)));
                return 0;
            }
        );
        return command;
    }
}
