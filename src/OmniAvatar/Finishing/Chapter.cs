namespace OmniAvatar.Finishing;

/// <summary>A part of a video that players list and jump to; it lasts until the next.</summary>
/// <param name="Start">When it begins, in milliseconds of the recording.</param>
/// <param name="Title">What it is called.</param>
public sealed record Chapter(long Start, string Title);
