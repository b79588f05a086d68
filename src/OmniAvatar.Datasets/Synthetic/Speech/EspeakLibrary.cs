using System.Runtime.InteropServices;

namespace OmniAvatar.Datasets.Synthetic.Speech;

/// <summary>
/// The library espeak-ng, loaded for one utterance and unloaded with this object. Its statics carry on from what was
/// said before (noise, flutter, length of pauses), so only a library loaded anew says the same text the same way. One
/// at a time in a process.
/// </summary>
/// <remarks>
/// Its thread must have ended before the library is unloaded, for which there is espeak_Terminate. That works once a
/// load: a library that is initialized again after it takes a command for running that never was, and the next end
/// waits for it for ever (espeak-ng 1.51).
/// </remarks>
internal sealed unsafe partial class EspeakLibrary : IDisposable
{
    private const string FileName = "libespeak-ng.so.1";
    private const string SoundFileName = "libpcaudio.so.0";
    private const int Synchronous = 2;
    private const int PhonemeEvents = 1;
    private const int DontExit = 0x8000;
    private const int CharsUtf8 = 1;

    // What espeak would play through is never used and need not be unloaded, with all that it depends on, and loaded
    // for each utterance.
    private static readonly Lazy<bool> KeepSound = new(() => NativeLibrary.TryLoad(SoundFileName, out _));

    private readonly nint _library;
    private readonly void* _voices;

    public EspeakLibrary(delegate* unmanaged<short*, int, EspeakEvent*, int> heard)
    {
        if (!NativeLibrary.TryLoad(FileName, out _library))
            throw new BadInputException(
                $"The speech library {FileName} was not found; install it with: sudo apt-get install espeak-ng"
            );
        _ = KeepSound.Value;
        // Some voices take their noise from the C library, whose generator is not unloaded.
        SeedNoise(1);
        SampleRate = ((delegate* unmanaged<int, int, byte*, int, int>)Function("espeak_Initialize"))(
            Synchronous,
            0,
            null,
            PhonemeEvents | DontExit
        );
        if (SampleRate <= 0)
        {
            // Without voices no thread was started, and espeak_Terminate would wait for one.
            NativeLibrary.Free(_library);
            throw new BadInputException(
                "The speech library found no voices; install them with: sudo apt-get install espeak-ng-data"
            );
        }
        ((delegate* unmanaged<void*, void>)Function("espeak_SetSynthCallback"))(heard);
        // espeak_SetVoiceByName creates this list if it does not exist, and nothing frees it.
        _voices = ((delegate* unmanaged<void*, void*>)Function("espeak_ListVoices"))(null);
    }

    /// <summary>Samples a second.</summary>
    public int SampleRate { get; }

    /// <summary>Chooses the voice by espeak's name.</summary>
    /// <exception cref="BadInputException">This installation has no such voice.</exception>
    public void SetVoice(string name)
    {
        fixed (byte* text = Utf8(name))
            if (((delegate* unmanaged<byte*, int>)Function("espeak_SetVoiceByName"))(text) != 0)
                throw new BadInputException(
                    $"The speech library has no voice named {name}; install it with: sudo apt-get install "
                        + "espeak-ng-data"
                );
    }

    /// <summary>Sets one of the numbers of <c>espeak_PARAMETER</c>.</summary>
    public void SetParameter(EspeakParameter parameter, int value) =>
        ((delegate* unmanaged<int, int, int, int>)Function("espeak_SetParameter"))((int)parameter, value, 0);

    /// <summary>Says a text; the callback has heard all of it when this returns.</summary>
    public void Say(string text)
    {
        var bytes = Utf8(text);
        fixed (byte* start = bytes)
            if (
                ((delegate* unmanaged<byte*, nuint, uint, int, uint, uint, uint*, void*, int>)Function("espeak_Synth"))(
                    start,
                    (nuint)bytes.Length,
                    0,
                    0,
                    0,
                    CharsUtf8,
                    null,
                    null
                ) != 0
            )
                throw new BadInputException($"The speech library could not say '{text}'.");
    }

    public void Dispose()
    {
        ((delegate* unmanaged<int>)Function("espeak_Terminate"))();
        NativeLibrary.Free(_library);
        NativeMemory.Free(_voices);
    }

    private nint Function(string name) => NativeLibrary.GetExport(_library, name);

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text + '\0');

    [LibraryImport("libc", EntryPoint = "srand")]
    private static partial void SeedNoise(uint seed);
}

/// <summary>The numbers of <c>espeak_PARAMETER</c>.</summary>
internal enum EspeakParameter
{
    Rate = 1,
    Volume = 2,
    Pitch = 3,
    PitchRange = 4,
    Punctuation = 5,
    Capitals = 6,
    WordGap = 7,
}

/// <summary>The C library's <c>espeak_EVENT</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct EspeakEvent
{
    public const int End = 0;
    public const int Phoneme = 7;

    public int Type;
    public uint Message;
    public int TextPosition;
    public int Length;
    public int AudioPosition;
    public int Sample;
    public nint UserData;
    public fixed byte Id[8];
}
