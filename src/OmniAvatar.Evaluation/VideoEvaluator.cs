using OmniAvatar.Evaluation.Reports;

namespace OmniAvatar.Evaluation;

/// <summary>Compares a folder of generated videos with a folder of real ones.</summary>
/// <param name="models">Not disposed.</param>
/// <param name="time">For the time left.</param>
public sealed class VideoEvaluator(EvaluationModels models, TimeProvider? time = null)
{
    private const string GeneratedSide = "generated";
    private const string ReferenceSide = "reference";

    private readonly VideoMeasurer _measurer = new(models);

    /// <summary>Measures every video of both folders; one that is damaged is left out with a reason.</summary>
    /// <param name="generated">Folder of generated videos.</param>
    /// <param name="reference">Folder of real ones; those of the same names are shown side by side, but need not be
    /// there.</param>
    /// <param name="progress">Receives every frame's progress.</param>
    /// <param name="cancellation">Looked at between frames.</param>
    /// <returns>The report, and the frames of the contact sheet.</returns>
    /// <exception cref="BadInputException">A folder is missing, or nothing in it can be measured.</exception>
    public async Task<(EvaluationReport Report, IReadOnlyList<ContactPair> Pairs)> RunAsync(
        string generated,
        string reference,
        Action<EvaluationProgress> progress,
        CancellationToken cancellation
    )
    {
        var (made, real) = (VideoFolder.List(GeneratedSide, generated), VideoFolder.List(ReferenceSide, reference));
        var clock = new EvaluationClock([.. made, .. real], time ?? TimeProvider.System);
        using var generatedSide = await MeasureAsync(GeneratedSide, made, clock, progress, cancellation);
        using var referenceSide = await MeasureAsync(ReferenceSide, real, clock, progress, cancellation);
        return (Reporting.Of(models, generatedSide, referenceSide), generatedSide.PairWith(referenceSide));
    }

    private async Task<EvaluationSide> MeasureAsync(
        string name,
        IReadOnlyList<string> videos,
        EvaluationClock clock,
        Action<EvaluationProgress> progress,
        CancellationToken cancellation
    )
    {
        var side = new EvaluationSide(name);
        foreach (var video in videos)
        {
            cancellation.ThrowIfCancellationRequested();
            progress(clock.At(video, 0));
            try
            {
                using var measured = await _measurer.MeasureAsync(
                    video,
                    frames => progress(clock.At(video, frames)),
                    cancellation
                );
                side.Add(measured);
            }
            catch (BadInputException e)
            {
                side.Skip(video, e.Message);
            }
            clock.Finish(video);
        }
        if (side.Videos.Count > 0)
            return side;
        side.Dispose();
        throw new BadInputException($"No {name} video could be measured; the first: {side.Skipped[0].Reason}");
    }
}
