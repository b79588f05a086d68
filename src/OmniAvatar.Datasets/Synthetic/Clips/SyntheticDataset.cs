using OmniAvatar.Datasets.Synthetic.Drawing;
using OmniAvatar.Datasets.Synthetic.Faces;
using OmniAvatar.Datasets.Synthetic.Speech;
using OmniAvatar.Media.Videos;

namespace OmniAvatar.Datasets.Synthetic.Clips;

/// <summary>
/// Writes clips as files: <c>clip-000001.mp4</c> and so on, then <c>captions.jsonl</c> and <c>truth.jsonl</c> with a
/// line for each. The same folder and settings continue where an earlier run ended; a greater count adds clips.
/// </summary>
public static class SyntheticDataset
{
    private const int FramesPerSecond = 25;
    private const int SampleRate = 16_000;
    private const int Digits = 3;

    /// <summary>Writes what is missing.</summary>
    /// <param name="folder">Created if it is not there.</param>
    /// <param name="options">Which clips.</param>
    /// <param name="progress">Hears of each clip.</param>
    /// <param name="time">Measures how long the rest takes.</param>
    /// <param name="cancellation">Stops within a clip; finished clips stay.</param>
    /// <exception cref="WrongUseException">The folder holds clips drawn from other settings, or an option is out of
    /// range.</exception>
    /// <exception cref="BadInputException">The speech library is missing.</exception>
    /// <exception cref="RenderFailedException">The folder cannot be written, or ffmpeg is missing.</exception>
    public static async Task WriteAsync(
        string folder,
        SyntheticClipOptions options,
        IProgress<DatasetProgress> progress,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var clips = new SyntheticClips(options);
        var files = new DatasetFolder(folder);
        files.Claim(options);
        var (captions, truth) = (new List<string>(options.Count), new List<string>(options.Count));
        var left = new TimeLeft(options.Count, time);
        for (var i = 0; i < options.Count; i++)
        {
            var name = DatasetFolder.ClipName(i);
            var kept = File.Exists(files.PathOf(name));
            // What is kept is drawn again for its truth: a fraction of the time that encoding takes.
            var clip = clips.ReadWithTruth(i, cancellation);
            if (!kept)
                await EncodeAsync(files.PathOf(name), clip, cancellation);
            captions.Add(DatasetJson.Line(new CaptionLine(name, SceneCaption.Of(clip.Plan.Scene))));
            truth.Add(DatasetJson.Line(Truth(name, clip)));
            if (kept)
                left.Skip(1);
            else
                left.Add(1);
            progress.Report(new DatasetProgress(i + 1, options.Count, name, kept, Math.Round(left.Seconds ?? 0, 1)));
        }
        files.Write("captions.jsonl", file => captions.ForEach(file.WriteLine));
        files.Write("truth.jsonl", file => truth.ForEach(file.WriteLine));
    }

    private static Task EncodeAsync(string path, SyntheticClip clip, CancellationToken cancellation) =>
        ClipEncoder.WriteAsync(
            path,
            clip.Clip.Width,
            clip.Clip.Height,
            FramesPerSecond,
            clip.Clip.Frames,
            clip.Clip.Samples,
            SampleRate,
            cancellation
        );

    private static TruthLine Truth(string name, SyntheticClip clip) =>
        new(
            name,
            clip.Plan.Voice.Name,
            clip.Plan.Utterance.Text,
            Each(clip, mouth => mouth.Opening),
            Each(clip, mouth => mouth.OpeningPixels),
            Each(clip, mouth => mouth.WidthPixels),
            Each(clip, mouth => mouth.X),
            Each(clip, mouth => mouth.Y),
            [.. clip.Plan.Mouth.Phonemes.Select(number => PhonemeClasses.Names[number])]
        );

    private static float[] Each(SyntheticClip clip, Func<MouthTruth, float> value) =>
        [.. clip.Mouth.Select(mouth => MathF.Round(value(mouth), Digits))];
}
