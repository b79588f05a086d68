using OmniAvatar.Training.Logging;
using OmniAvatar.Training.Models;
using OmniAvatar.Training.Runs;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Transformers;

/// <summary>Tells how the training of a transformer goes. At a validation it looks at other clips, writes the model and
/// the plot, and renders a preview.</summary>
/// <param name="setup">Where to write, and whom to tell.</param>
/// <param name="recipe">Phases and steps.</param>
/// <param name="network">What is trained.</param>
/// <param name="weights">With the slow average, if one is kept.</param>
/// <param name="log">Has the losses.</param>
/// <param name="validation">Looks at other clips.</param>
/// <param name="model">The folder of the trained model.</param>
internal sealed class TransformerCourse(
    TrainingSetup setup,
    TrainingRecipe recipe,
    TrainableNetwork network,
    OptimizedWeights weights,
    LossLog log,
    Validation validation,
    string model
) : ITrainingCourse
{
    private readonly long _start = setup.Time.GetTimestamp();
    private (long Steps, long Clips) _done;

    /// <inheritdoc/>
    public void StepTaken(StepRow row)
    {
        _done = (_done.Steps + 1, _done.Clips + row.Samples);
        var seconds = setup.Time.GetElapsedTime(_start).TotalSeconds;
        setup.Show(
            new StepTrained(
                LossRow.Of(row),
                recipe.Steps,
                recipe.Phases[recipe.At(row.Step - 1).Phase].Name,
                _done.Clips / Math.Max(seconds, 1e-9),
                seconds / _done.Steps * (recipe.Steps - row.Step)
            )
        );
    }

    /// <inheritdoc/>
    public void Validate(long step, CancellationToken cancellation)
    {
        using (new AveragedWeights(network.Trained, weights.Average))
        {
            if (validation.IsPossible)
                Note(step, validation.Run(network, cancellation));
            TrainedModelWriter.Write(model, setup.Model, network);
        }
        LossPlot.Write(
            Path.Combine(setup.Output, "losses.png"),
            [.. log.Rows.Select(row => (row.Step, row.Loss))],
            ValidationLog.Read(ValidationFile)
        );
        Preview(step, cancellation);
    }

    /// <summary>A failed progress picture must not end the training.</summary>
    private void Preview(long step, CancellationToken cancellation)
    {
        if (setup.Preview is null)
            return;
        try
        {
            setup.Preview.Render(step, model, cancellation);
        }
        catch (OmniAvatarException failure)
        {
            setup.Show(new TrainingWarned($"The preview after step {step} could not be rendered: {failure.Message}"));
        }
        // The renderer has a number of threads of its own.
        set_num_threads(setup.Threads);
    }

    private string ValidationFile => Path.Combine(setup.Output, "validation.csv");

    private void Note(long step, double loss)
    {
        ValidationLog.Add(ValidationFile, step, loss);
        setup.Show(new TrainingValidated(step, loss));
    }
}
