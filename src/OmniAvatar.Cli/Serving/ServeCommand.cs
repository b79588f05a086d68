using System.CommandLine;
using System.Net;
using OmniAvatar.Cli.Commands;
using OmniAvatar.Silos.Hosting.CommandLine;
using OmniAvatar.Silos.Http.Outbound;

namespace OmniAvatar.Cli.Serving;

/// <summary><c>serve</c>: the HTTP API with one renderer, all in this process.</summary>
internal static class ServeCommand
{
    private const int ShortestKey = 16;
    private const string KeyVariable = "OMNIAVATAR_SERVE_KEY";
    private const string WebhookAllow = "--webhook-allow";
    private const string FetchAllow = "--fetch-allow";

    public static Command Create()
    {
        var model = CheckedOption.Path("--model", "DIR", "The model folder (default: models).");
        var name = CheckedOption.Text("--name", "NAME", "The model's name in requests (default: the folder's name).");
        var host = CheckedOption.Text(
            "--host",
            "ADDRESS",
            "Where to listen (default: 127.0.0.1; an address that other machines can reach needs a key)."
        );
        var port = CheckedOption.Whole(
            "--port",
            "The port to listen on; 0 takes a free one (default: 8080).",
            0,
            65535
        );
        var keyFile = CheckedOption.Path(
            "--key-file",
            "FILE",
            $"A file with the key that requests must carry, {ShortestKey} characters or more; or set {KeyVariable} "
                + "(default: no key is needed on this machine)."
        );
        // Said here, it would be in the list of processes; who tries is told where to say it instead.
        var key = CheckedOption.Text("--key", "KEY", "");
        key.Hidden = true;
        var data = CheckedOption.Path(
            "--data",
            "DIR",
            "Where videos and unfinished work are kept (default: ~/.local/share/omniavatar)."
        );
        var device = CommonOptions.Device();
        var threads = CommonOptions.Threads(
            "CPU threads (default: the model's, 2 unless it says otherwise, but no more than this machine has cores)."
        );
        var webhookAllow = CheckedOption.Text(
            WebhookAllow,
            "HOST|CIDR,…",
            "Hosts and networks of your own that may be receivers of webhooks, also without https (default: only hosts of "
                + "the internet)."
        );
        var fetchAllow = CheckedOption.Text(
            FetchAllow,
            "HOST|CIDR,…",
            "Hosts from which pictures and sounds are fetched where a client sends an address (default: none)."
        );
        var keep = CheckedOption.Switch("--keep", "Keep the intermediate files of finished videos.");
        var command = new Command("serve", "Serve the HTTP API on this machine, with one renderer in the same process.")
        {
            model,
            name,
            host,
            port,
            keyFile,
            key,
            data,
            device,
            threads,
            keep,
            webhookAllow,
            fetchAllow,
        };
        command.SetAction(
            async (parsed, cancellation) =>
            {
                if (parsed.GetValue(key) is not null)
                    throw new WrongUseException(
                        "A key on the command line can be read by every user of this machine: give the key in "
                            + $"{KeyVariable} or with --key-file."
                    );
                var options = new ServeOptions
                {
                    Model = parsed.GetValue(model) ?? "models",
                    Name = parsed.GetValue(name),
                    Address = new IPEndPoint(
                        AddressOf(parsed.GetValue(host) ?? "127.0.0.1"),
                        (int)(parsed.GetValue(port) ?? 8080)
                    ),
                    Key = KeyOf(parsed.GetValue(keyFile)),
                    Data = parsed.GetValue(data),
                    Device = parsed.GetValue(device),
                    Threads = (int?)parsed.GetValue(threads),
                    Keep = parsed.GetValue(keep),
                    Webhooks = TargetList.Parse(WebhookAllow, parsed.GetValue(webhookAllow)),
                    Files = TargetList.Parse(FetchAllow, parsed.GetValue(fetchAllow)),
                };
                Check(options);
                await LocalService.RunAsync(options, Console.Out, TimeProvider.System, cancellation);
                return 0;
            }
        );
        return command;
    }

    private static IPAddress AddressOf(string host)
    {
        if (host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return IPAddress.Loopback;
        return IPAddress.TryParse(host, out var address)
            ? address
            : throw new WrongUseException($"--host takes an address such as 127.0.0.1 or 0.0.0.0, not '{host}'.");
    }

    private static string? KeyOf(string? file)
    {
        if (file is null)
            return Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } key ? key : null;
        try
        {
            return File.ReadAllText(file).Trim();
        }
        catch (Exception e) when (FileFailure.Is(e))
        {
            throw new BadInputException($"The key file {file} cannot be read: {e.Message.TrimEnd('.')}.", e);
        }
    }

    private static void Check(ServeOptions options)
    {
        if (options.Key is { } key && (key.Length < ShortestKey || key.Any(c => c is <= ' ' or > '~')))
            throw new WrongUseException(
                $"A key must have {ShortestKey} or more letters, digits and signs, without spaces."
            );
        if (options.Key is null && !IPAddress.IsLoopback(options.Address.Address))
            throw new WrongUseException(
                $"Listening on {options.Address.Address} lets other machines in: give a key in {KeyVariable} or with "
                    + "--key-file, or listen on 127.0.0.1."
            );
    }
}

/// <summary>What the user asked of <c>serve</c>.</summary>
internal sealed record ServeOptions
{
    public required string Model { get; init; }

    /// <summary>What requests call the model; null takes the folder's name.</summary>
    public string? Name { get; init; }

    public required IPEndPoint Address { get; init; }

    /// <summary>The key that requests must bring; null asks for none.</summary>
    public string? Key { get; init; }

    public string? Data { get; init; }
    public string? Device { get; init; }
    public int? Threads { get; init; }
    public bool Keep { get; init; }

    /// <summary>Receivers of webhooks beside those of the internet.</summary>
    public TargetList Webhooks { get; init; } = TargetList.Empty;

    /// <summary>Hosts from which files are fetched.</summary>
    public TargetList Files { get; init; } = TargetList.Empty;
}
