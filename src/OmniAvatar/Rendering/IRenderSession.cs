namespace OmniAvatar.Rendering;

/// <summary>
/// One unit of work as its renderer sees the slot: what it tells, whether it may go on, and where its checkpoints come
/// from and go. Called from the work's own thread.
/// </summary>
public interface IRenderSession
{
    /// <summary>Cancelled when the work is to end at once. Looked at between transformer blocks and between frame
    /// chunks.</summary>
    CancellationToken Stopping { get; }

    /// <summary>Whether a checkpoint is wanted after this step: some time has passed since the last, or the slot is
    /// leaving.</summary>
    bool IsCheckpointDue { get; }

    /// <summary>Tells how far the work is.</summary>
    void Report(RenderProgress progress);

    /// <summary>
    /// Opens the furthest checkpoint that an earlier attempt left of this work in this renderer's class. One that is
    /// damaged, or of something else, is passed over for the one before it.
    /// </summary>
    /// <param name="open">Reads a checkpoint file; says with a <see cref="BadInputException"/> that the work cannot go
    /// on from it.</param>
    /// <returns>What was opened, or null where the work begins anew.</returns>
    T? Resume<T>(Func<string, T> open)
        where T : class;

    /// <summary>
    /// Takes over a checkpoint: it is written and stored while the rendering goes on. Where the slot is leaving it is
    /// the last one, and <see cref="Stopping"/> is cancelled.
    /// </summary>
    void Keep(IRenderCheckpoint checkpoint);
}

/// <summary>A copy of everything that the remaining steps of a unit of work read. Whoever holds it may use it from any
/// thread.</summary>
public interface IRenderCheckpoint : IDisposable
{
    /// <summary>Steps done.</summary>
    int Step { get; }

    /// <summary>Writes it to one file, which says what it belongs to and appears whole or not at all.</summary>
    /// <exception cref="RenderFailedException">The file cannot be written.</exception>
    void WriteTo(string path);
}
