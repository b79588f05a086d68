namespace OmniAvatar.Rendering;

/// <summary>Pictures of a finished video that lists and players show.</summary>
/// <param name="VideoPath">The mp4.</param>
/// <param name="Frames">Its frames, at least 1.</param>
/// <param name="FramesPerSecond">Its frame rate.</param>
/// <param name="ThumbnailPath">Where to write one frame as WebP; appears whole or not at all.</param>
/// <param name="SpritesheetPath">Where to write frames in rows of ten as JPEG; appears whole or not at all.</param>
public sealed record VideoStills(
    string VideoPath,
    int Frames,
    int FramesPerSecond,
    string ThumbnailPath,
    string SpritesheetPath
);
