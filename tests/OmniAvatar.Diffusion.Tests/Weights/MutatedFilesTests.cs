using System.Diagnostics;
using OmniAvatar.Diffusion.Weights;
using OmniAvatar.Diffusion.Weights.Pickles;
using OmniAvatar.Diffusion.Weights.Safetensors;
using static TorchSharp.torch;

namespace OmniAvatar.Diffusion.Tests.Weights;

/// <summary>Ten thousand damaged files for each reader: what cannot be read is refused in words, and nothing else
/// escapes.</summary>
public sealed class MutatedFilesTests : IDisposable
{
    private const int Mutations = 10_000;
    private const int MostReadBytes = 1 << 20;

    /// <summary>In memory where the system has a place for it: twenty thousand files would wait for a busy
    /// disk.</summary>
    private readonly DirectoryInfo _mutants = Directory.Exists("/dev/shm")
        ? Directory.CreateDirectory($"/dev/shm/omniavatar-test-{Guid.NewGuid():N}")
        : Directory.CreateTempSubdirectory("omniavatar-test-");
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Safetensors_MutatedTenThousandTimes_IsReadOrRefused() =>
        Survive(
            "a.safetensors",
            tensors => SafetensorsWriter.Write(_folder.File("a.safetensors"), tensors),
            SafetensorsFile.Open
        );

    [Fact]
    public void Pickle_MutatedTenThousandTimes_IsReadOrRefused() =>
        Survive("a.pt", tensors => PickleWeightsWriter.Write(_folder.File("a.pt"), tensors), TorchFile.Open);

    public void Dispose()
    {
        _mutants.Delete(recursive: true);
        _folder.Dispose();
    }

    private void Survive(string name, Action<Dictionary<string, Tensor>> write, Func<string, ITensorSource> open)
    {
        using var scope = NewDisposeScope();
        write(
            new()
            {
                ["w"] = ones(4, 5),
                ["b"] = ones(3, dtype: ScalarType.BFloat16),
                ["n.é"] = ones(2, 2, dtype: ScalarType.Int64),
            }
        );
        var sound = File.ReadAllBytes(_folder.File(name));
        var random = new Random(20_250_806);
        var refused = 0;
        var longest = TimeSpan.Zero;
        var allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Mutations; i++)
        {
            var mutant = Path.Combine(_mutants.FullName, $"mutant{i}");
            File.WriteAllBytes(mutant, Mutate(sound, random));
            var watch = Stopwatch.StartNew();
            if (!IsRead(mutant, open))
                refused++;
            if (watch.Elapsed > longest)
                longest = watch.Elapsed;
            File.Delete(mutant);
        }
        refused.ShouldBeInRange(Mutations / 4, Mutations - 1);
        longest.ShouldBeLessThan(TimeSpan.FromSeconds(20));
        ((GC.GetAllocatedBytesForCurrentThread() - allocatedBefore) / Mutations).ShouldBeLessThan(1 << 18);
    }

    private static bool IsRead(string path, Func<string, ITensorSource> open)
    {
        try
        {
            using var scope = NewDisposeScope();
            using var source = open(path);
            foreach (var (key, info) in source.Tensors)
            {
                info.ByteCount.ShouldBeLessThan(MostReadBytes);
                source.Read(key);
            }
            return true;
        }
        catch (BadInputException refusal)
        {
            refusal.Message.ShouldContain(path);
            refusal.Message.ShouldNotContain("\n");
            return false;
        }
    }

    private static byte[] Mutate(byte[] sound, Random random)
    {
        var bytes = sound.ToList();
        for (var edits = random.Next(1, 4); edits > 0; edits--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 16), bytes.Count - at - (at == 0 ? 1 : 0)));
                    break;
                case 3:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 4:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 64), bytes.Count - at)));
                    break;
                case 5:
                    bytes.RemoveRange(at + 1, bytes.Count - at - 1);
                    break;
                default:
                    for (var i = at; i < Math.Min(at + 8, bytes.Count); i++)
                        bytes[i] = random.Next(2) == 0 ? (byte)0xff : (byte)'9';
                    break;
            }
        }
        return bytes.ToArray();
    }
}
