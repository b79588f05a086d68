using OmniAvatar.Artifacts;
using OmniAvatar.Media.Captions;
using OmniAvatar.Media.Finishing;
using OmniAvatar.Media.Pictures;
using OmniAvatar.Media.Pictures.Inspection;
using OmniAvatar.Media.Sounds;
using OmniAvatar.Media.Speakers;
using OmniAvatar.Requests;
using OmniAvatar.Scripts;

namespace OmniAvatar.Media;

/// <summary>
/// Takes pictures and sounds in. What it hands on lies in a folder of ours and can be moved into a store: the
/// pictures as given, the sound of the video, the speech that the model hears, and whose turn it is when.
/// </summary>
public static class InputIngest
{
    /// <summary>Copies and checks one picture and one sound.</summary>
    /// <param name="picturePath">A png, jpeg or webp file.</param>
    /// <param name="soundPath">Any file with sound that ffmpeg reads.</param>
    /// <param name="scratchFolder">An empty folder; the caller removes it, whatever happens.</param>
    /// <param name="cancellation">Stops between and within files.</param>
    /// <exception cref="BadInputException">A file that cannot be used, see <see cref="PictureReader"/> and
    /// <see cref="SpeechDecoder"/>.</exception>
    /// <exception cref="RenderFailedException">The scratch folder cannot be written or its disk is full; ffmpeg is
    /// missing.</exception>
    public static Task<IngestedInput> RunAsync(
        string picturePath,
        string soundPath,
        string scratchFolder,
        CancellationToken cancellation
    ) => RunAsync(InputFiles.OfOne(picturePath, soundPath), scratchFolder, cancellation);

    /// <summary>Copies and checks the files of all speakers, decoding pictures in this process.</summary>
    public static Task<IngestedInput> RunAsync(
        InputFiles files,
        string scratchFolder,
        CancellationToken cancellation
    ) => RunAsync(files, DirectInspector.Instance, DecodeBudget.Unlimited, scratchFolder, cancellation);

    /// <summary>Copies and checks the files of all speakers.</summary>
    /// <param name="files">What the user named.</param>
    /// <param name="pictures">Decodes the pictures.</param>
    /// <param name="budget">What the decoded sounds may take on the disk.</param>
    /// <param name="scratchFolder">An empty folder; the caller removes it, whatever happens.</param>
    /// <param name="cancellation">Stops between and within files.</param>
    /// <exception cref="BadInputException">A file that cannot be used, or a list of speakers that does not fit
    /// them.</exception>
    /// <exception cref="RenderFailedException">The scratch folder cannot be written or its disk is full; ffmpeg is
    /// missing.</exception>
    public static async Task<IngestedInput> RunAsync(
        InputFiles files,
        IPictureInspector pictures,
        DecodeBudget budget,
        string scratchFolder,
        CancellationToken cancellation
    )
    {
        var speakers = new List<SpeakerFacts>();
        foreach (var speaker in files.Speakers)
            speakers.Add(
                await PictureAsync(
                    pictures,
                    speaker.Picture,
                    PathOf(scratchFolder, "picture", speakers.Count),
                    cancellation
                )
            );

        var others = new OtherPictures(pictures, scratchFolder);
        for (var speaker = 0; speaker < speakers.Count; speaker++)
            speakers[speaker] = speakers[speaker] with
            {
                Angles = await AnglesAsync(files.Speakers[speaker], others, cancellation),
            };

        var speeches = new List<Speech>();
        var tracks = new List<SoundTrack>();
        foreach (var sound in files.Sounds)
        {
            var track = speeches.Count;
            speakers[track] = speakers[track] with
            {
                SoundSha256 = await InputFile.HashAsync("sound", sound, null, cancellation),
            };
            tracks.Add(
                await SoundTrack.ExtractAsync(
                    sound,
                    PathOf(scratchFolder, "track", track),
                    cancellation,
                    budget: budget
                )
            );
            speeches.Add(
                await SpeechDecoder.DecodeAsync(
                    tracks[track],
                    PathOf(scratchFolder, "speech", track) + ".f32",
                    cancellation,
                    budget
                )
            );
        }

        var (turns, pauses) = Conversation.Follow(files, speeches);
        var samples = speeches.Max(speech => speech.Samples);
        var milliseconds = (samples - SpeechDecoder.LeadSamples) * 1000 / SpeechDecoder.SampleRate;
        var cover = files.Cover is { } picture
            ? await CoverPicture.ReadAsync(pictures, picture, Path.Combine(scratchFolder, "cover"), cancellation)
            : null;
        var script = files.Script is null ? [] : await ScriptAsync(files, milliseconds, others, cancellation);
        return new IngestedInput(
            [.. speakers.Select((_, speaker) => PathOf(scratchFolder, "picture", speaker))],
            [.. speeches.Select((_, track) => PathOf(scratchFolder, "speech", track) + ".f32")],
            await SoundAsync(tracks, Path.Combine(scratchFolder, "sound"), cancellation),
            new InputFacts
            {
                Speakers = speakers,
                SpeechSamples = samples,
                Pauses = pauses,
                Turns = turns,
                OtherPictures = others.Facts,
                Script = script,
                Captions = files.Captions is { } captions ? CaptionsFile.Read(captions, milliseconds) : null,
                Chapters = files.Chapters is { } chapters ? ChaptersFile.Read(chapters, milliseconds) : null,
                CoverSha256 = cover?.Sha256,
            },
            [.. SoundWarnings.Of(tracks, speeches)]
        )
        {
            CoverPath = cover?.Path,
            OtherPicturePaths = others.Copies,
        };
    }

    private static async Task<IReadOnlyList<int>> AnglesAsync(
        SpeakerFiles speaker,
        OtherPictures others,
        CancellationToken cancellation
    )
    {
        var angles = new List<int>();
        foreach (var angle in speaker.Angles)
            angles.Add(await others.AddAsync(angle, cancellation));
        if (angles.Count == 0)
            return [];
        return angles;
    }

    private static async Task<IReadOnlyList<ScriptEntry>> ScriptAsync(
        InputFiles files,
        long milliseconds,
        OtherPictures others,
        CancellationToken cancellation
    )
    {
        var entries = new List<ScriptEntry>();
        foreach (var line in ScriptFile.Read(files, milliseconds))
            entries.Add(
                new ScriptEntry(
                    line.Milliseconds == 0
                        ? 0
                        : SpeechDecoder.LeadSamples + line.Milliseconds * SpeechDecoder.SampleRate / 1000,
                    line.Speaker,
                    line.Prompt,
                    line.Picture is { } picture ? await others.AddAsync(picture, cancellation) : null
                )
            );
        return entries;
    }

    private static async Task<SpeakerFacts> PictureAsync(
        IPictureInspector pictures,
        string path,
        string copy,
        CancellationToken cancellation
    )
    {
        var sha256 = await InputFile.HashAsync("picture", path, copy, cancellation);
        // A header can promise what the rest does not keep, so the whole picture is decoded once here.
        var size = await pictures.InspectAsync(copy, path, cancellation);
        return new SpeakerFacts(sha256, size.Width, size.Height, SoundSha256: null);
    }

    /// <summary>The sound of the video: the one track, or the mix of all.</summary>
    private static async Task<string> SoundAsync(List<SoundTrack> tracks, string path, CancellationToken cancellation)
    {
        if (tracks is [var only])
        {
            File.Move(only.Path, path, overwrite: true);
            return path;
        }
        await SoundMix.WriteAsync(tracks, path, cancellation);
        foreach (var track in tracks)
            File.Delete(track.Path);
        return path;
    }

    private static string PathOf(string folder, string name, int number) =>
        Path.Combine(folder, name + PartRoles.Suffix(number));
}
