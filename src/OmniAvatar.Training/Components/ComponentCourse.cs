using OmniAvatar.Training.Logging;
using OmniAvatar.Training.Runs;

namespace OmniAvatar.Training.Components;

/// <summary>Tells how far the training of a part is: the mean loss and the speed since it told last.</summary>
/// <param name="component">What the network is called.</param>
/// <param name="options">How often it tells, and the clock.</param>
/// <param name="progress">Is told, if anybody is.</param>
internal sealed class ComponentCourse(
    string component,
    ComponentRunOptions options,
    IProgress<ComponentProgress>? progress
) : ITrainingCourse
{
    private long _began = options.Time.GetTimestamp();
    private double _losses;
    private long _samples;
    private int _steps;

    /// <inheritdoc/>
    public void StepTaken(StepRow row)
    {
        (_losses, _samples, _steps) = (_losses + row.Loss, _samples + row.Samples, _steps + 1);
        if (row.Step % options.LogEvery != 0)
            return;
        var seconds = Math.Max(1e-9, options.Time.GetElapsedTime(_began).TotalSeconds);
        progress?.Report(
            new ComponentProgress(
                component,
                row.Step,
                options.Steps,
                _losses / _steps,
                _samples / seconds,
                TimeSpan.FromSeconds(seconds / _steps * (options.Steps - row.Step))
            )
        );
        (_losses, _samples, _steps) = (0, 0, 0);
        _began = options.Time.GetTimestamp();
    }

    /// <summary>Nothing: a part is measured once it is trained.</summary>
    public void Validate(long step, CancellationToken cancellation) { }
}
