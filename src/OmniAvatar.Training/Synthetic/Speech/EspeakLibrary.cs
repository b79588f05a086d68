using System.Runtime.InteropServices;

namespace OmniAvatar.Training.Synthetic.Speech;

/// <summary>
/// The library espeak-ng, loaded for one utterance and unloaded with this object. Its statics carry on from what was said before (noise,
/// flutter, length of pauses), so only a library loaded anew says the same text the same way. One at a time in a process.
/// </summary>
internal sealed unsafe partial class EspeakLibrary : IDisposable
{
    private const string FileName = "libespeak-ng.so.1";
    private const int Synchronous = 2;
    private const int PhonemeEvents = 1;
    private const int DontExit = 0x8000;
    private const int CharsUtf8 = 1;

    private readonly nint _library;

    public EspeakLibrary(delegate* unmanaged<short*, int, EspeakEvent*, int> heard)
    {
        if (!NativeLibrary.TryLoad(FileName, out _library))
            throw new BadInputException($"The speech library {FileName} was not found; install it with: sudo apt-get install espeak-ng");
        // Some voices take their noise from the C library, whose generator is not unloaded.
        SeedNoise(1);
        SampleRate = ((delegate* unmanaged<int, int, byte*, int, int>)Function("espeak_Initialize"))(Synchronous, 0, null, PhonemeEvents | DontExit);
        if (SampleRate <= 0)
        {
            NativeLibrary.Free(_library);
            throw new BadInputException("The speech library has no voices to read; install them with: sudo apt-get install espeak-ng-data");
        }
        ((delegate* unmanaged<void*, void>)Function("espeak_SetSynthCallback"))(heard);
    }

    /// <summary>Samples a second.</summary>
    public int SampleRate { get; }

    /// <summary>Chooses the voice by espeak's name.</summary>
    /// <exception cref="BadInputException">This installation has no such voice.</exception>
    public void SetVoice(string name)
    {
        fixed (byte* text = Utf8(name))
            if (((delegate* unmanaged<byte*, int>)Function("espeak_SetVoiceByName"))(text) != 0)
                throw new BadInputException($"The speech library has no voice named {name}; install it with: sudo apt-get install espeak-ng-data");
    }

    /// <summary>Sets one of the numbers of <c>espeak_PARAMETER</c>.</summary>
    public void SetParameter(EspeakParameter parameter, int value) =>
        ((delegate* unmanaged<int, int, int, int>)Function("espeak_SetParameter"))((int)parameter, value, 0);

    /// <summary>Says a text; the callback has heard all of it when this returns.</summary>
    public void Say(string text)
    {
        var bytes = Utf8(text);
        fixed (byte* start = bytes)
            if (((delegate* unmanaged<byte*, nuint, uint, int, uint, uint, uint*, void*, int>)Function("espeak_Synth"))(start, (nuint)bytes.Length, 0, 0, 0, CharsUtf8, null, null) != 0)
                throw new BadInputException($"The speech library could not say '{text}'.");
    }

    public void Dispose()
    {
        // Without espeak_Terminate, which can wait for ever for a thread that a synchronous library never started.
        NativeLibrary.Free(_library);
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
