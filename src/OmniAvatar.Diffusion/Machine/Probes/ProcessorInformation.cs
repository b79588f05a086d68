namespace OmniAvatar.Diffusion.Machine.Probes;

/// <summary>What Linux tells of the first processor, see <c>/proc/cpuinfo</c>.</summary>
internal sealed class ProcessorInformation
{
    private const string Source = "/proc/cpuinfo";

    /// <summary>What oneDNN and MKL look for beside the instruction set that libtorch's own kernels are chosen
    /// by.</summary>
    private static readonly string[] MatrixInstructions =
    [
        "amx_bf16",
        "amx_fp16",
        "amx_int8",
        "amx_tile",
        "avx512_bf16",
        "avx512_fp16",
        "avx512_vnni",
        "avx_vnni",
    ];

    private readonly Dictionary<string, string> _values = [];

    /// <param name="lines">Lines of <c>name : value</c>; those after the first empty one are of other
    /// processors.</param>
    public ProcessorInformation(IEnumerable<string> lines)
    {
        foreach (var line in lines.TakeWhile(line => line.Length > 0))
        {
            var colon = line.IndexOf(':');
            if (colon > 0)
                _values[line[..colon].Trim()] = line[(colon + 1)..].Trim();
        }
    }

    /// <summary>Name, family and model number.</summary>
    public string Name => $"{Value("model name")} ({Value("cpu family")}/{Value("model")})";

    /// <summary>Those instructions of matrix libraries that it has, sorted.</summary>
    public IReadOnlyList<string> Extensions
    {
        get
        {
            var flags = Value("flags").Split(' ');
            return [.. MatrixInstructions.Where(flags.Contains)];
        }
    }

    /// <summary>Of this machine.</summary>
    /// <exception cref="IOException">The file is not there.</exception>
    public static ProcessorInformation Read() => new(File.ReadLines(Source));

    private string Value(string name) => _values.GetValueOrDefault(name, NumericFacts.Unknown);
}
