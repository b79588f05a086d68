namespace OmniAvatar.Training.Tests.Components;

/// <summary>Tells a test at once, on the thread that reports.</summary>
internal sealed class ProgressOf<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
