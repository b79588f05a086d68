using System.Net;
using System.Net.Sockets;
using OmniAvatar.Silos.Hosting.Servers;
using OmniAvatar.Testing.Processes;

namespace OmniAvatar.Silos.Hosting.Tests.Servers;

/// <summary>A port that cannot be listened on is named with the option that chooses another.</summary>
public sealed class ListeningPortsTests
{
    [Fact]
    public void Check_OfFreePorts_LeavesThemFree()
    {
        WantedPort[] wanted = [Wanted(FreePort.Next(), "--a"), Wanted(FreePort.Next(), "--b")];

        ListeningPorts.Check(wanted);
        ListeningPorts.Check(wanted);
    }

    [Fact]
    public void Check_OnePortForTwo_IsWrongUseOfBothOptions()
    {
        var port = FreePort.Next();

        Should
            .Throw<WrongUseException>(() => ListeningPorts.Check([Wanted(port, "--a"), Wanted(port, "--b")]))
            .Message.ShouldBe($"--a and --b name the same port, {port}.");
    }

    [Fact]
    public void Check_PortOfAnother_SaysWhichOptionChoosesOne()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var failure = Should.Throw<RenderFailedException>(() => ListeningPorts.Check([Wanted(port, "--a")]));

        failure.Message.ShouldContain($"Port {port} of 127.0.0.1, for the test, is taken");
        failure.Message.ShouldContain("--a");
        ListeningPorts.WasTaken(failure).ShouldBeTrue();
    }

    [Fact]
    public void WasTaken_OfAnotherFailure_IsFalse()
    {
        ListeningPorts.WasTaken(null).ShouldBeFalse();
        ListeningPorts
            .WasTaken(new IOException("No.", new SocketException((int)SocketError.AccessDenied)))
            .ShouldBeFalse();
    }

    private static WantedPort Wanted(int port, string option) =>
        new(new IPEndPoint(IPAddress.Loopback, port), "the test", option);
}
