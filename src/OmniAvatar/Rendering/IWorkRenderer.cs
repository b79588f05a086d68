using OmniAvatar.Identity;
using OmniAvatar.Planning;
using OmniAvatar.Requests;

namespace OmniAvatar.Rendering;

/// <summary>What a slot is doing, for heartbeats and progress.</summary>
public enum RenderPhase
{
    /// <summary>Weights are read.</summary>
    Load,

    /// <summary>Prompt and picture are encoded, or a segment's speech is heard.</summary>
    Condition,

    /// <summary>Noise becomes latents, step by step.</summary>
    Denoise,

    /// <summary>Latents become frames, and frames a fragment of video.</summary>
    Decode,

    /// <summary>The last frames are encoded as the next segment's beginning.</summary>
    Encode,

    /// <summary>Parts are stored and the result is committed.</summary>
    Commit,
}

/// <summary>How far a unit of work is.</summary>
/// <param name="Step">Steps done, 0 to <paramref name="Steps"/>; both 0 where a phase has no steps.</param>
public readonly record struct RenderProgress(RenderPhase Phase, int Step, int Steps);

/// <summary>A unit of work with every input as a local file, by <see cref="Artifacts.PartRoles"/>.</summary>
/// <param name="Work">What to render.</param>
/// <param name="Request">The job's request, with what counts in the work's shot.</param>
/// <param name="Plan">The job's plan.</param>
/// <param name="PicturePaths">The pictures as given, by speaker.</param>
/// <param name="SpeechPaths">What the model hears of each speaker: 16 kHz float32; speakers of one recording share its
/// path.</param>
/// <param name="Conditioning">Parts of the job's conditioning; empty for the conditioning itself.</param>
/// <param name="Predecessor">Parts of the previous segment of the shot; empty for its first.</param>
/// <param name="OutputFolder">An empty folder of this attempt's own; the renderer writes its parts there.</param>
public sealed record RenderTask(
    WorkId Work,
    RenderRequest Request,
    RenderPlan Plan,
    IReadOnlyList<string> PicturePaths,
    IReadOnlyList<string> SpeechPaths,
    IReadOnlyDictionary<string, string> Conditioning,
    IReadOnlyDictionary<string, string> Predecessor,
    string OutputFolder
);

/// <summary>Files that a unit of work produced.</summary>
/// <param name="Parts">Role to local path, under the task's output folder.</param>
/// <param name="Frames">Frames shown; 0 for conditioning.</param>
/// <param name="FramesSha256">SHA-256 of the shown frames' RGB24 bytes; null for conditioning.</param>
public sealed record RenderOutput(IReadOnlyDictionary<string, string> Parts, int Frames, string? FramesSha256);

/// <summary>
/// The model behind a slot. Calls block for as long as the work takes (minutes), so they belong on a dedicated thread;
/// one call at a time per instance.
/// </summary>
public interface IWorkRenderer
{
    /// <summary>The class of every number this renderer produces.</summary>
    NumericClass NumericClass { get; }

    /// <summary>Identities of the models that it can render with (<see cref="RenderRequest.ModelManifest"/>).</summary>
    IReadOnlyList<string> Models { get; }

    /// <summary>The one whose weights are in memory, or null.</summary>
    string? LoadedModel { get; }

    /// <summary>Memory of its device in bytes; 0 where unknown.</summary>
    long MemoryBytes { get; }

    /// <summary>Renders one unit of work, from its furthest checkpoint if there is one.</summary>
    /// <exception cref="OperationCanceledException"><see cref="IRenderSession.Stopping"/> was cancelled.</exception>
    /// <exception cref="OmniAvatarException">Failed for a reason that a user can read.</exception>
    RenderOutput Render(RenderTask task, IRenderSession session);
}
