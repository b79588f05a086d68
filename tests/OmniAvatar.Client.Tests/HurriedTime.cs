namespace OmniAvatar.Client.Tests;

/// <summary>A clock on which every wait is over at once.</summary>
internal sealed class HurriedTime : TimeProvider
{
    public static HurriedTime Instance { get; } = new();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, TimeSpan.Zero, period);
}
