using OmniAvatar.Training.Logging;
using OmniAvatar.Training.Models;
using static TorchSharp.torch;

namespace OmniAvatar.Training.Runs;

/// <summary>Step after step to the last, with what is due between them: saving, validating, writing the
/// model.</summary>
/// <param name="setup">Where to write, and whom to tell.</param>
/// <param name="recipe">When what is due.</param>
/// <param name="network">What is trained.</param>
/// <param name="trainer">Takes the steps.</param>
/// <param name="log">Keeps the losses.</param>
/// <param name="validation">Looks at other clips.</param>
/// <param name="model">The folder of the trained model.</param>
/// <param name="save">Saves the state after a number of steps, and whether nothing is left to do.</param>
internal sealed class TrainingLoop(
    TrainingSetup setup,
    TrainingRecipe recipe,
    TrainableNetwork network,
    StepTrainer trainer,
    LossLog log,
    Validation validation,
    string model,
    Action<long, bool> save
)
{
    /// <summary>Takes all steps from one on.</summary>
    public void Run(long first, CancellationToken cancellation)
    {
        var (done, saved) = (first, first);
        var speed = new Speed(setup.Time);
        setup.Show(
            new TrainingStarted(
                first,
                recipe.Steps,
                network.Trained.Sum(parameter => parameter.Value.numel()),
                setup.Samples.List.Count(sample => !sample.IsForValidation)
            )
        );
        try
        {
            while (done < recipe.Steps)
            {
                var row = trainer.Step(done, cancellation);
                done++;
                log.Add(row);
                setup.Show(speed.Of(row, recipe, done - first));
                if (done < recipe.Steps && done % recipe.ValidateEvery == 0)
                    Validate(done, cancellation);
                if (done < recipe.Steps && done % recipe.SaveEvery == 0)
                    save(saved = done, false);
            }
            Validate(done, cancellation);
            save(done, true);
        }
        catch (OperationCanceledException)
        {
            if (saved != done)
                save(done, false);
            throw;
        }
        setup.Show(new TrainingFinished(model, recipe.Steps, WasFinished: false));
    }

    private void Validate(long step, CancellationToken cancellation)
    {
        using (new AveragedWeights(network.Trained, trainer.Average))
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

    /// <summary>A picture of the progress that cannot be had is no reason to end the training.</summary>
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

    /// <summary>Clips a second and time left since the run began.</summary>
    private sealed class Speed(TimeProvider time)
    {
        private readonly long _start = time.GetTimestamp();
        private long _clips;

        public StepTrained Of(LossRow row, TrainingRecipe recipe, long steps)
        {
            _clips += row.Clips;
            var seconds = time.GetElapsedTime(_start).TotalSeconds;
            return new StepTrained(
                row,
                recipe.Steps,
                recipe.Phases[recipe.At(row.Step - 1).Phase].Name,
                _clips / Math.Max(seconds, 1e-9),
                seconds / steps * (recipe.Steps - row.Step)
            );
        }
    }
}
