namespace OmniAvatar.Training.Components;

/// <summary>How far the training of one network is.</summary>
/// <param name="Component">Which network.</param>
/// <param name="Step">Steps taken.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">Mean loss since the last report.</param>
/// <param name="SamplesPerSecond">Samples (frames, rows or captions) learnt from per second since the last
/// report.</param>
/// <param name="TimeLeft">At the speed since the last report.</param>
public readonly record struct ComponentProgress(
    string Component,
    long Step,
    long Steps,
    double Loss,
    double SamplesPerSecond,
    TimeSpan TimeLeft
);
