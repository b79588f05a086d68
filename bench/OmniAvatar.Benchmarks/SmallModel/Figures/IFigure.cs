using OmniAvatar.Benchmarks.SmallModel.Reports;
using OmniAvatar.Benchmarks.SmallModel.Videos;
using OmniAvatar.Datasets.Synthetic.Faces;
using OmniAvatar.Requests;

namespace OmniAvatar.Benchmarks.SmallModel.Figures;

/// <summary>A video that a figure is measured on.</summary>
/// <param name="Clip">Tells clips apart.</param>
/// <param name="Frames">Frames of the clip's speech.</param>
/// <param name="Choose">What differs from <see cref="IVideoSource.Usual"/>.</param>
internal readonly record struct VideoWish(string Clip, int Frames, Func<RenderChoices, RenderChoices> Choose)
{
    /// <summary>A held-out clip's video.</summary>
    public static VideoWish Of(
        int index,
        double seconds,
        Func<RenderChoices, RenderChoices> choose,
        Behaviour? behaviour = null
    ) => new(HeldOutClips.Name(index, seconds, behaviour), HeldOutClips.Frames(seconds), choose);
}

/// <summary>One of the measurements.</summary>
internal interface IFigure
{
    /// <summary>Its name on the command line.</summary>
    string Name { get; }

    /// <summary>Whether drawn clips say nothing about it.</summary>
    bool NeedsModel { get; }

    /// <summary>Videos of each setting where the user names no number.</summary>
    int UsualClips { get; }

    /// <summary>The videos that it takes.</summary>
    /// <param name="count">Videos of each setting.</param>
    IEnumerable<VideoWish> Videos(int count);

    /// <summary>Makes the videos and measures them.</summary>
    /// <param name="videos">Makes them.</param>
    /// <param name="count">Videos of each setting.</param>
    /// <param name="report">Takes what comes out.</param>
    /// <param name="cancellation">Stops between and within videos.</param>
    Task MeasureAsync(IVideoSource videos, int count, FigureReport report, CancellationToken cancellation);
}
