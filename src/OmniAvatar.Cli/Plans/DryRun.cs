using OmniAvatar.Cli.Rendering;
using OmniAvatar.Diffusion.Models;
using OmniAvatar.Media;
using OmniAvatar.Planning;
using OmniAvatar.Requests;
using OmniAvatar.Storage;

namespace OmniAvatar.Cli.Plans;

/// <summary>Reads the inputs and plans the render, and leaves it at that: no weights are loaded, nothing is
/// computed.</summary>
internal static class DryRun
{
    /// <summary>The plan does not depend on the machine that carries it out.</summary>
    private const string AnyNumericClass = "";

    /// <exception cref="BadInputException">The model folder or an input cannot be used.</exception>
    /// <exception cref="WrongUseException">The numbers cannot be rendered.</exception>
    public static async Task<PlanTable> RunAsync(
        RenderOptions options,
        Action<string> warn,
        CancellationToken cancellation
    )
    {
        var model = ModelFolder.Open(options.Model);
        ModelLoader.Check(model, options.Loras, cancellation);
        var data = DataFolder.Open(options.Data);
        using var store = new DirectoryArtifactStore(data.Artifacts);
        var input = await InputIngest.RunAsync(options.Files, store.NewScratchFolder(), cancellation);
        foreach (var warning in InputWarnings.Of(options, model, input))
            warn(warning);

        var identity = await ModelIdentity.OfAsync(model, options.Loras, cancellation);
        var request = RequestBuilder.Build(options.Choices, model.Defaults, identity, input.Facts, AnyNumericClass);
        var plan = SegmentPlanner.Plan(request);
        foreach (var warning in PlanWarnings.Of(request, plan))
            warn(warning);
        return PlanTable.Of(request, plan, new SpeedRecord(data.Speeds).Estimate(request, plan, options.Device));
    }
}
