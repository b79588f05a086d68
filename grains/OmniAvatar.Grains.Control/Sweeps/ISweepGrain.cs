namespace OmniAvatar.Grains.Control.Sweeps;

/// <summary>Sweeps the artifact store, one sweep at a time in the whole cluster. There is one, with
/// <see cref="Key"/>.</summary>
[Alias("OmniAvatar.ISweepGrain")]
public interface ISweepGrain : IGrainWithStringKey
{
    /// <summary>Of the only sweep of a cluster.</summary>
    const string Key = "default";

    /// <summary>Begins a sweep, unless one runs or the last began less than half of <see cref="SweepOptions.Every"/>
    /// ago; returns at once.</summary>
    [Alias("Begin")]
    Task BeginAsync();
}
