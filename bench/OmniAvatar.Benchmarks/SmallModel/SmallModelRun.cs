using System.Globalization;
using System.Text;
using OmniAvatar.Benchmarks.SmallModel.Figures;
using OmniAvatar.Benchmarks.SmallModel.Reports;
using OmniAvatar.Benchmarks.SmallModel.Videos;

namespace OmniAvatar.Benchmarks.SmallModel;

/// <summary>One run of the benchmark: which figures of which models, and what is printed.</summary>
internal sealed record SmallModelRun
{
    /// <summary>All figures but the comparison.</summary>
    public const string All = "all";

    /// <summary>The comparison of models.</summary>
    public const string Compare = "compare";

    private const int UsualSeconds = 180;

    /// <summary>The figures by name, in order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Figures(UsualSeconds).Select(figure => figure.Name)];

    /// <summary>Model folders; none for the drawn clips.</summary>
    public required IReadOnlyList<string> Models { get; init; }

    /// <summary>The file of an autoencoder that drawn clips go through; null for none.</summary>
    public string? Autoencoder { get; init; }

    /// <summary>One of <see cref="Names"/>, <see cref="All"/> or <see cref="Compare"/>.</summary>
    public required string Figure { get; init; }

    /// <summary>Videos of each setting; null for each figure's usual number.</summary>
    public int? Clips { get; init; }

    /// <summary>Denoising steps; null for the model's.</summary>
    public int? Steps { get; init; }

    /// <summary>Seconds of the long figure's speech; null for 180.</summary>
    public int? LongSeconds { get; init; }

    /// <summary>Where videos go.</summary>
    public required string Output { get; init; }

    /// <summary>JSON instead of tables.</summary>
    public bool Json { get; init; }

    /// <summary>Each video's values, too.</summary>
    public bool Details { get; init; }

    /// <summary>Is told what happens.</summary>
    public required TextWriter Log { get; init; }

    /// <summary>How many videos and windows the figures take, as a table or JSON.</summary>
    /// <exception cref="OmniAvatarException">A model folder is not valid, or the figure does not fit the
    /// models.</exception>
    public string Costs()
    {
        var figures = Named();
        var source = Sources(new RenderProgress(Log, TimeProvider.System)).First();
        var costs = figures.Select(figure => (figure.Name, Cost: RenderCost.Of(Videos(figure), source))).ToList();
        if (figures.Count > 1)
            costs.Add(("together, each video once", RenderCost.Of(figures.SelectMany(Videos), source)));
        if (Json)
            return FigureTable.ToJson(costs.ToDictionary(cost => cost.Name, cost => cost.Cost));
        var text = new StringBuilder().Append(
            CultureInfo.InvariantCulture,
            $"| figure | videos | windows of {source.Window(source.Usual.Overlap!.Value).FramesPerSegment} "
                + $"frames |\n| --- | ---: | ---: |\n"
        );
        foreach (var (name, cost) in costs)
            text.Append(CultureInfo.InvariantCulture, $"| {name} | {cost.Videos} | {cost.Windows} |\n");
        return text.ToString();
    }

    /// <summary>Renders what is not there yet, measures, and returns what is to be printed.</summary>
    /// <exception cref="OmniAvatarException">A model folder is not valid, the figure does not fit the models, or a
    /// render failed.</exception>
    public async Task<string> MeasureAsync(CancellationToken cancellation)
    {
        var figures = Chosen();
        var progress = new RenderProgress(Log, TimeProvider.System);
        var sources = Sources(progress);
        if (Models.Count > 0)
            foreach (var source in sources)
                progress.Expect(RenderCost.Of(figures.SelectMany(Videos), source).Windows);
        try
        {
            return Figure == Compare
                ? await CompareAsync(sources, cancellation)
                : await MeasureAsync(figures, sources[0], cancellation);
        }
        finally
        {
            foreach (var source in sources)
                source.Dispose();
        }
    }

    private static IFigure[] Figures(double longSeconds)
    {
        var clips = new HeldOutClips();
        return
        [
            new SyncFigure(clips),
            new GuidanceFigure(clips),
            new OverlapFigure(clips),
            new LongFigure(clips, longSeconds),
            new IdentityFigure(clips),
            new PromptFigure(clips),
        ];
    }

    /// <summary>The figures that the name stands for; the comparison takes the videos of sync.</summary>
    private IReadOnlyList<IFigure> Named() =>
        [
            .. Figures(LongSeconds ?? UsualSeconds)
                .Where(figure => Figure == All || figure.Name == (Figure == Compare ? SyncFigure.Title : Figure)),
        ];

    /// <summary>Those of them that can be measured.</summary>
    private IReadOnlyList<IFigure> Chosen()
    {
        var figures = Named();
        if (Models.Count > 1 && Figure != Compare)
            throw new WrongUseException($"Only --figure {Compare} can have more than one --model.");
        if (Autoencoder is not null && Models.Count > 0)
            throw new WrongUseException(
                "--model and --autoencoder exclude each other: a model's videos use its own autoencoder."
            );
        if (Figure == Compare && Models.Count == 0)
            throw new WrongUseException($"--figure {Compare} needs at least one --model.");
        if (Models.Count > 0)
            return figures;
        var silent = figures.Where(figure => figure.NeedsModel).ToArray();
        if (silent.Length == figures.Count)
            throw new WrongUseException($"--figure {Figure} needs --model, because drawn clips cannot show it.");
        if (silent.Length > 0)
            Log.WriteLine(
                $"Left out, because drawn clips cannot show them and no --model is given: {string.Join(", ", silent.Select(figure => figure.Name))}."
            );
        return [.. figures.Except(silent)];
    }

    private IReadOnlyList<IVideoSource> Sources(RenderProgress progress) =>
        Models.Count == 0
            ? [Autoencoder is null ? new DrawnVideos() : new AutoencodedVideos(Autoencoder)]
            : [.. Models.Select(model => new RenderedVideos(model, Output, Steps, progress))];

    private IEnumerable<VideoWish> Videos(IFigure figure) => figure.Videos(Clips ?? figure.UsualClips);

    private async Task<string> MeasureAsync(
        IReadOnlyList<IFigure> figures,
        IVideoSource source,
        CancellationToken cancellation
    )
    {
        var report = new FigureReport();
        foreach (var figure in figures)
            await figure.MeasureAsync(source, Clips ?? figure.UsualClips, report, cancellation);
        return Json ? FigureTable.ToJson(report) : FigureTable.Markdown(report, Details);
    }

    private async Task<string> CompareAsync(IReadOnlyList<IVideoSource> sources, CancellationToken cancellation)
    {
        var comparison = new ModelComparison(new HeldOutClips());
        var rows = new List<ModelRow>();
        foreach (var (model, source) in Models.Zip(sources))
            rows.Add(await comparison.MeasureAsync(model, source, Clips ?? SyncFigure.Usually, cancellation));
        return Json ? FigureTable.ToJson(rows) : FigureTable.Markdown(rows);
    }
}
