using OmniAvatar.Evaluation.Frechet;
using OmniAvatar.Evaluation.Reports;

namespace OmniAvatar.Evaluation;

/// <summary>Makes the report from what both sides gave.</summary>
internal static class Reporting
{
    private const string NotSupplied = "not supplied";
    private const string NeedsBoth = "it is the reference";

    /// <summary>The whole report.</summary>
    public static EvaluationReport Of(EvaluationModels models, EvaluationSide generated, EvaluationSide reference) =>
        new()
        {
            Rows = [GeneratedRow(models, generated, reference), ReferenceRow(models, reference)],
            Notes = [.. Notes(models, generated, reference)],
            Videos = [.. generated.Videos, .. reference.Videos],
            Skipped = [.. generated.Skipped, .. reference.Skipped],
        };

    private static ReportRow GeneratedRow(
        EvaluationModels models,
        EvaluationSide generated,
        EvaluationSide reference
    ) =>
        new(
            "generated",
            Cells(
                models,
                generated,
                Cell(models.Pictures, () => Distance(generated.Pictures, reference.Pictures)),
                Cell(models.Clips, () => Distance(generated.Clips, reference.Clips))
            )
        );

    private static ReportRow ReferenceRow(EvaluationModels models, EvaluationSide reference) =>
        new("reference", Cells(models, reference, new ReportCell(null, NeedsBoth), new ReportCell(null, NeedsBoth)));

    private static Dictionary<string, ReportCell> Cells(
        EvaluationModels models,
        EvaluationSide side,
        ReportCell fid,
        ReportCell fvd
    ) =>
        new(StringComparer.Ordinal)
        {
            [EvaluationReport.Fid] = fid,
            [EvaluationReport.Fvd] = fvd,
            [EvaluationReport.SyncConfidence] = Cell(models.LipSync, () => side.MeanOf(score => score.Confidence)),
            [EvaluationReport.SyncDistance] = Cell(models.LipSync, () => side.MeanOf(score => score.Distance)),
            [EvaluationReport.Quality] = Perceptual(models, side, EvaluationReport.Quality),
            [EvaluationReport.Aesthetics] = Perceptual(models, side, EvaluationReport.Aesthetics),
        };

    private static ReportCell Perceptual(EvaluationModels models, EvaluationSide side, string column) =>
        Cell(models.Perceptual.FirstOrDefault(score => score.Column == column), () => side.MeanOf(column));

    private static ReportCell Cell(object? model, Func<double> compute) =>
        model is null ? new ReportCell(null, NotSupplied) : ReportCell.Of(compute);

    private static double Distance(RunningStatistics generated, RunningStatistics reference)
    {
        using var first = generated.Snapshot();
        using var second = reference.Snapshot();
        return FrechetDistance.Between(first, second);
    }

    private static IEnumerable<string> Notes(
        EvaluationModels models,
        EvaluationSide generated,
        EvaluationSide reference
    )
    {
        if (models.Pictures is not null)
            yield return $"FID compares {generated.Pictures.Count} generated with {reference.Pictures.Count} reference "
                + "frames.";
        if (models.Clips is not null)
            yield return $"FVD compares {generated.Clips.Count} generated with {reference.Clips.Count} reference clips "
                + $"of {models.Clips.FramesPerSample} frames.";
        if (models.LipSync is not null)
        {
            yield return $"Sync-C and Sync-D are means over {generated.Scored} generated and {reference.Scored} "
                + "reference videos; SyncNet saw "
                + (
                    models.Face is { } face
                        ? $"the square at {face.Left},{face.Top} of side {face.Side}."
                        : "whole frames, which is only right for videos that are cropped to the face."
                );
        }
        if (models.Perceptual.Count == 0)
            yield return $"IQA and ASE are {IPerceptualScore.NoneSupplied}.";
    }
}
