using System.Globalization;

namespace OmniAvatar.Benchmarks;

/// <summary>What Linux says of a process's memory.</summary>
public static class ProcessMemory
{
    /// <summary>The most memory that a process has had resident so far (VmHWM), in bytes; of this one where no id is
    /// given, and 0 once it has ended.</summary>
    public static long PeakBytes(int? processId = null) => Read("VmHWM:", processId);

    /// <summary>The memory that a process has resident now (VmRSS), in the same way.</summary>
    public static long ResidentBytes(int? processId = null) => Read("VmRSS:", processId);

    private static long Read(string figure, int? processId)
    {
        var path = $"/proc/{processId?.ToString(CultureInfo.InvariantCulture) ?? "self"}/status";
        try
        {
            var line = File.ReadLines(path).FirstOrDefault(line => line.StartsWith(figure, StringComparison.Ordinal));
            return line is null
                ? 0
                : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture)
                    * 1024;
        }
        catch (IOException)
        {
            return 0; // It ended between two looks.
        }
    }
}
