namespace OmniAvatar.Evaluation;

/// <summary>
/// A score that a vision language model gives a video, such as Q-Align's image quality (IQA) and aesthetics (ASE). None
/// is supplied with this program: an implementation brings its own model.
/// </summary>
public interface IPerceptualScore
{
    /// <summary>What the report says without a score.</summary>
    const string NoneSupplied = "not supplied: each needs a vision language model, which this program does not include";

    /// <summary>The report's column: <c>IQA</c> or <c>ASE</c>.</summary>
    string Column { get; }

    /// <summary>Scores a video.</summary>
    /// <param name="videoPath">A local file that decodes.</param>
    /// <param name="cancellation">Looked at between frames.</param>
    /// <returns>A number whose range is the model's; larger is better.</returns>
    Task<double> ScoreAsync(string videoPath, CancellationToken cancellation);
}
