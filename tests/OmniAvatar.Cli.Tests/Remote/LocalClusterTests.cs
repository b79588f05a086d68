using OmniAvatar.Cli.Remote;

namespace OmniAvatar.Cli.Tests.Remote;

/// <summary>What <c>cluster up</c> notes for the commands that ask a service. This process stands for a gateway that
/// runs.</summary>
public sealed class LocalClusterTests : IDisposable
{
    private static readonly string Alive = Gateway(18080, LocalCluster.StartOf(Environment.ProcessId)!.Value);
    private static readonly string AnotherAlive = Gateway(18081, LocalCluster.StartOf(Environment.ProcessId)!.Value);
    private static readonly string Gone = Gateway(18080, LocalCluster.StartOf(Environment.ProcessId)!.Value - 1);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("omniavatar-note-");

    private string Note => Path.Combine(_folder.FullName, "access.json");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Choose_NothingSaid_IsTheClusterWithItsKey() =>
        ServiceOptions.Choose(null, Read(Alive, AnotherAlive)!).ShouldBe(("http://127.0.0.1:18080/", "oa-secret"));

    [Fact]
    public void Choose_FirstGatewayGone_IsTheOther() =>
        ServiceOptions.Choose(null, Read(Gone, AnotherAlive)!).Address.ShouldBe("http://127.0.0.1:18081/");

    [Theory]
    [InlineData("http://localhost:18081", "oa-secret")]
    [InlineData("http://127.0.0.1:18080/", "oa-secret")]
    [InlineData("http://localhost:8080", null)]
    [InlineData("http://example.org:18080", null)]
    [InlineData("http://127.0.0.1.example.org:18080", null)]
    [InlineData("https://localhost:18080", null)]
    [InlineData("no address", null)]
    public void Choose_AddressSaid_ShowsTheKeyToTheClusterAlone(string address, string? key) =>
        ServiceOptions.Choose(address, Read(Alive, AnotherAlive)!).ShouldBe((address, key));

    [Fact]
    public void Read_AllGatewaysGone_IsNone() => Read(Gone).ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"key\":\"oa-secret\"}")]
    [InlineData("{\"key\":\"oa-sec")]
    public void Read_DamagedNote_IsNone(string text)
    {
        File.WriteAllText(Note, text);

        LocalCluster.Read(Note).ShouldBeNull();
    }

    [Fact]
    public void Read_NoNote_IsNone() => LocalCluster.Read(Note).ShouldBeNull();

    private static string Gateway(int port, long started) =>
        $"{{\"url\":\"http://127.0.0.1:{port}\",\"process\":{Environment.ProcessId},\"started\":{started}}}";

    private LocalCluster? Read(params string[] gateways)
    {
        File.WriteAllText(Note, $"{{\"key\":\"oa-secret\",\"gateways\":[{string.Join(',', gateways)}]}}\n");
        return LocalCluster.Read(Note);
    }
}
