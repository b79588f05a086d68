using System.CommandLine;

namespace OmniAvatar.Benchmarks.SmallModel;

/// <summary>All figures of the small model that ships: what it renders against what its clips' drawing knows.</summary>
public static class SmallModelBenchmark
{
    private const int Side = 96;
    private const int UsualClips = 8;
    private const double LongSeconds = 180;
    private static readonly string[] Figures = ["sync", "guidance", "overlap", "long", "identity", "prompt"];

    /// <summary><c>small-model</c> on the command line.</summary>
    public static Command Command()
    {
        var model = new Option<string?>("--model") { Description = "The model folder; without it the drawn clips themselves are measured, which shows the most that can come out." };
        var figure = new Option<string>("--figure") { Description = "sync, guidance, overlap, long, identity, prompt or all.", DefaultValueFactory = _ => "all" };
        figure.AcceptOnlyFromAmong([.. Figures, "all"]);
        var clips = new Option<int?>("--clips") { Description = "Videos of each setting, 1 to 900; 8 if absent, 50 for identity, 1 for long." };
        clips.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1 or > 900) result.AddError("--clips is from 1 to 900.");
        });
        var output = new Option<string>("--output") { Description = "Where pictures, sounds and videos go; a video of the same model that is there is not rendered again.", DefaultValueFactory = _ => "small-model-figures" };
        var json = new Option<bool>("--json") { Description = "Print JSON instead of a table." };
        var command = new Command("small-model", "Lip sync, seams, drift, identity and prompt control of the small model, each beside its aim.") { model, figure, clips, output, json };
        command.SetAction(async (parsed, cancellation) =>
        {
            var videos = parsed.GetValue(model) is { } folder ? (IVideoSource)new RenderedVideos(folder, parsed.GetValue(output)!, Console.Error) : new DrawnVideos();
            var rows = await MeasureAsync(videos, parsed.GetValue(figure)!, parsed.GetValue(clips), cancellation);
            Console.WriteLine(parsed.GetValue(json) ? FigureTable.ToJson(rows) : FigureTable.Markdown(rows));
            return 0;
        });
        return command;
    }

    /// <summary>The lines of one figure, or of all.</summary>
    private static async Task<IReadOnlyList<FigureRow>> MeasureAsync(IVideoSource videos, string figure, int? count, CancellationToken cancellation)
    {
        var clips = new HeldOutClips(Side);
        var rows = new List<FigureRow>();
        foreach (var name in figure == "all" ? Figures : [figure]) rows.AddRange(await OneAsync(clips, videos, name, count, cancellation));
        return rows;
    }

    private static Task<IReadOnlyList<FigureRow>> OneAsync(HeldOutClips clips, IVideoSource videos, string figure, int? count, CancellationToken cancellation) => figure switch
    {
        "sync" => new SyncFigure(clips, videos).SyncAsync(count ?? UsualClips, cancellation),
        "guidance" => new SyncFigure(clips, videos).GuidanceAsync(count ?? UsualClips, cancellation),
        "overlap" => new OverlapFigure(clips, videos).MeasureAsync(count ?? UsualClips, cancellation),
        "long" => new LongFigure(clips, videos, LongSeconds).MeasureAsync(count ?? 1, cancellation),
        "identity" => new IdentityFigure(clips, videos).MeasureAsync(count ?? IdentityFigure.Faces, cancellation),
        _ => new PromptFigure(clips, videos).MeasureAsync(count ?? UsualClips, cancellation),
    };
}
