namespace OmniAvatar.Grains.Assembly;

/// <summary>Joins a job's finished segments and its sound into one video, keyed <c>tenant/job</c>.</summary>
[Alias("OmniAvatar.IAssemblyGrain")]
public interface IAssemblyGrain : IGrainWithStringKey
{
    /// <summary>Begins to join, unless it runs or is done already, and returns at once; the outcome goes to the
    /// job.</summary>
    [Alias("Start")]
    Task StartAsync();

    /// <summary>Begins to encode the sound, unless that runs or is done already, and returns at once. If it fails,
    /// joining tries again.</summary>
    [Alias("EncodeSound")]
    Task EncodeSoundAsync();
}
