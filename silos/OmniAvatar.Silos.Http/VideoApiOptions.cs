namespace OmniAvatar.Silos.Http;

/// <summary>The limits and defaults of the HTTP API.</summary>
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

    /// <summary>
    /// The part of the places for receiving and for decoding that one tenant can have, above 0 and at most 1; one place it has always.
    /// Default a quarter. A service with one tenant gives it all.
    /// </summary>
    public double TenantShare { get; set; } = 0.25;

    /// <summary>How long a submission waits for a place to be received. Default 20 s.</summary>
    public TimeSpan UploadWait { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long the body of a submission may take. Default 10 minutes.</summary>
    public TimeSpan UploadTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Bytes a second that a body must bring on average, once <see cref="UploadGrace"/> is over. Default 50000.</summary>
    public double UploadBytesPerSecond { get; set; } = 50_000;

    /// <summary>How long a body may be slower than that, more than 1 s. Default 10 s.</summary>
    public TimeSpan UploadGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Submissions decoded at a time; a picture takes up to half a GB of memory. Default 2.</summary>
    public int ConcurrentDecodes { get; set; } = 2;

    /// <summary>How long a submission waits for a place to be decoded. Default 1 minute.</summary>
    public TimeSpan DecodeWait { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Most bytes that the sounds of one submission may have on the scratch disk, decoded. Default 4 GiB: 16 hours of speech.</summary>
    public long DecodedBytes { get; set; } = 4L << 30;

    /// <summary>How long the files of one submission may take to decode. Default 10 minutes.</summary>
    public TimeSpan DecodeTime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Units of work that could begin now, from which on the queue counts as full, beside the pool's own bound in GPU-seconds. Default 10000.</summary>
    public int QueueReadyWork { get; set; } = 10_000;

    /// <summary>The same for the work of one tenant. Default 2500.</summary>
    public int QueueReadyWorkOfTenant { get; set; } = 2500;

    /// <summary>Whether a finished job keeps its segments and conditioning. Default false.</summary>
    public bool KeepIntermediates { get; set; }

    /// <summary>How long a model can be asked for after its last renderer announced it. Default 7 days.</summary>
    public TimeSpan ModelMemory { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long an idempotency key is remembered. Default 24 hours.</summary>
    public TimeSpan KeyMemory { get; set; } = TimeSpan.FromHours(24);

    /// <summary>After how long a submission that was reserved and never started is swept. Default 1 hour.</summary>
    public TimeSpan AbandonedAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether every value makes sense.</summary>
    internal bool AreValid() =>
        PictureBytes > 0 && SoundBytes > 0 && JsonBytes > 0 && PromptCharacters > 0 && SilenceSeconds > 0
        && ConcurrentUploads > 0 && ConcurrentDecodes > 0 && TenantShare is > 0 and <= 1
        && UploadWait > TimeSpan.Zero && UploadTime > TimeSpan.Zero && UploadBytesPerSecond > 0 && UploadGrace > TimeSpan.FromSeconds(1)
        && DecodeWait > TimeSpan.Zero && DecodedBytes > 0 && DecodeTime > TimeSpan.Zero && QueueReadyWork > 0
        && QueueReadyWorkOfTenant > 0 && ModelMemory > TimeSpan.Zero && KeyMemory > TimeSpan.Zero && AbandonedAfter >= DecodeTime;
}
