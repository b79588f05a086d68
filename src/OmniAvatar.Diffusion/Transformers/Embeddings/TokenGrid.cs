namespace OmniAvatar.Diffusion.Transformers.Embeddings;

/// <summary>How many tokens lie along time, height and width.</summary>
internal readonly record struct TokenGrid(long Frames, long Height, long Width)
{
    /// <summary>All tokens of one sample.</summary>
    public long Tokens => Frames * Height * Width;
}
