using System.CommandLine;
using OmniAvatar.Silos.Hosting.CommandLine;
using OmniAvatar.Silos.Hosting.Configuration;
using OmniAvatar.Silos.Renderer.Models;

namespace OmniAvatar.Silos.Renderer.Commands;

/// <summary>A renderer's settings.</summary>
internal sealed record RendererSettings
{
    public required ClusterResourceSettings ClusterResources { get; init; }
    public required ClusterSettings Cluster { get; init; }

    /// <summary>As given: <c>[NAME=]DIR</c>.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    public required int Slots { get; init; }

    /// <summary>Null takes GPUs where there are any.</summary>
    public DeviceKind? Device { get; init; }

    /// <summary>Slots of all renderers of this machine; 0 if this process has them all.</summary>
    public required int MachineSlots { get; init; }

    /// <summary>CPU threads of one slot; null takes the first model's, or the slot's share of the cores if that is
    /// less.</summary>
    public int? Threads { get; init; }

    /// <summary>Work between two checkpoints of a segment.</summary>
    public required TimeSpan CheckpointEvery { get; init; }

    /// <summary>The file to which slots append what they do; null for none.</summary>
    public string? Journal { get; init; }
}

/// <summary>The options of <c>renderer</c>.</summary>
internal sealed class RendererOptionSet
{
    private const int MostThreads = 256;
    private const int MostMachineSlots = 1024;

    private readonly ClusterResourceOptionSet _foundation = new(DatabaseOptionSet.OfRenderers);
    private readonly ClusterOptionSet _cluster = new(siloPort: 11112, clientPort: 0, ops: "0.0.0.0:9091");
    private readonly Option<string[]> _models = new("--model")
    {
        HelpName = "[NAME=]DIR",
        Description =
            "A model folder that slots can render with; may be repeated; the model's name is the folder's unless "
            + $"given [{Setting.VariableOf("--model")}, separated by ';']",
        DefaultValueFactory = _ =>
            (Environment.GetEnvironmentVariable(Setting.VariableOf("--model")) ?? "").Split(
                ';',
                StringSplitOptions.RemoveEmptyEntries
            ),
    };
    private readonly Option<int> _slots = Setting.Whole("--slots", "Slots of this process, one per GPU", 1, 1, 64);
    private readonly Option<int> _machineSlots = Setting.Whole(
        "--machine-slots",
        "Slots of all renderers on this machine, which share its cores; 0 if this process has all of them",
        0,
        0,
        MostMachineSlots
    );
    private readonly Option<DeviceKind?> _device = Setting.OneOfOrNone<DeviceKind>(
        "--device",
        "Where to compute (default: cuda if present)"
    );
    private readonly Option<int> _threads = Setting.Whole(
        "--threads",
        "CPU threads of one slot, part of the numeric class; 0 takes the first model's, or the slot's "
            + "share of the cores if that is less",
        0,
        0,
        MostThreads
    );
    private readonly Option<TimeSpan> _checkpointEvery = Setting.Seconds(
        "--checkpoint-every",
        "Seconds of work between two checkpoints of a segment, which a killed renderer can lose",
        10
    );
    private readonly Option<string?> _journal = Setting.Text(
        "--journal",
        "FILE",
        "File to which slots append what they do, see docs/journal.md"
    );

    public void AddTo(Command command)
    {
        foreach (
            var option in (Option[])[_models, _slots, _machineSlots, _device, _threads, _checkpointEvery, _journal]
        )
            command.Options.Add(option);
        _cluster.AddTo(command);
        _foundation.AddTo(command);
    }

    /// <exception cref="WrongUseException">No model is named.</exception>
    public RendererSettings Read(ParseResult parsed) =>
        new()
        {
            ClusterResources = _foundation.Read(parsed),
            Cluster = _cluster.Read(parsed),
            Models = parsed.GetValue(_models) is { Length: > 0 } models
                ? models
                : throw new WrongUseException("'renderer' needs at least one --model [NAME=]DIR."),
            Slots = parsed.GetValue(_slots),
            MachineSlots = parsed.GetValue(_machineSlots),
            Device = parsed.GetValue(_device),
            Threads = parsed.GetValue(_threads) is > 0 and var threads ? threads : null,
            CheckpointEvery = parsed.GetValue(_checkpointEvery),
            Journal = parsed.GetValue(_journal),
        };
}
