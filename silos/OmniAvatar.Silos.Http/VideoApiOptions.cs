namespace OmniAvatar.Silos.Http;

/// <summary>How the API's door is kept.</summary>
public sealed record VideoApiOptions
{
    /// <summary>Whose the requests without a key are; null, the default, refuses them. Set, no key is asked for, and only this machine is served.</summary>
    public string? AnonymousTenant { get; set; }

    /// <summary>Most bytes of a picture. Default 64 MiB.</summary>
    public long PictureBytes { get; set; } = 64L << 20;

    /// <summary>Most bytes of a sound. Default 2 GiB: an hour of uncompressed studio sound.</summary>
    public long SoundBytes { get; set; } = 2L << 30;

    /// <summary>Most bytes of a JSON body, its files in base64 included. Default 32 MiB; larger files come as multipart.</summary>
    public long JsonBytes { get; set; } = 32L << 20;

    /// <summary>Most characters of a prompt. Default 10000; the text encoder reads about 2000.</summary>
    public int PromptCharacters { get; set; } = 10_000;

    /// <summary>Longest silence that can be asked for, in seconds. Default 3600.</summary>
    public double SilenceSeconds { get; set; } = 3600;

    /// <summary>Submissions received at a time, each with its files on the scratch disk. Default 32.</summary>
    public int ConcurrentUploads { get; set; } = 32;

    /// <summary>Submissions decoded at a time; a picture takes up to half a GB of memory. Default 2.</summary>
    public int ConcurrentDecodes { get; set; } = 2;

    /// <summary>How long the files of one submission may take to decode. Default 10 minutes.</summary>
    public TimeSpan DecodeTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Units of work that could begin now, from which on the queue counts as full, beside the pool's own bound in GPU-seconds. Default 10000.</summary>
    public int QueueReadyWork { get; set; } = 10_000;

    /// <summary>The same for the work of one tenant. Default 2500.</summary>
    public int QueueReadyWorkOfTenant { get; set; } = 2500;

    /// <summary>Whether a finished job keeps its segments and conditioning. Default false.</summary>
    public bool KeepIntermediates { get; set; }

    /// <summary>How long an idempotency key is remembered. Default 24 hours.</summary>
    public TimeSpan KeyMemory { get; set; } = TimeSpan.FromHours(24);

    /// <summary>After how long a submission that was reserved and never started is swept. Default 1 hour.</summary>
    public TimeSpan AbandonedAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether every value makes sense.</summary>
    internal bool AreValid() =>
        PictureBytes > 0 && SoundBytes > 0 && JsonBytes > 0 && PromptCharacters > 0 && SilenceSeconds > 0
        && ConcurrentUploads > 0 && ConcurrentDecodes > 0 && DecodeTime > TimeSpan.Zero && QueueReadyWork > 0 && QueueReadyWorkOfTenant > 0
        && KeyMemory > TimeSpan.Zero && AbandonedAfter >= DecodeTime;
}
