using System.Net;
using OmniAvatar.Silos.Http.Outbound;
using OmniAvatar.Silos.Http.Tests.Host;

namespace OmniAvatar.Silos.Http.Tests.Outbound;

public sealed class GuardedHttpTests
{
    [Fact]
    public async Task Connect_NameThatChangesToAPrivateAddress_IsRefusedAtTheNextConnection()
    {
        await using var receiver = await Receiver.StartAsync();
        // So that each request makes a connection of its own.
        receiver.Answer = (context, _) =>
        {
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        };
        var address = IPAddress.Loopback;
        using var http = GuardedHttp.Create(
            new OutboundPolicy(TargetList.Parse("test", "127.0.0.1"), onlyListed: false),
            (_, _) => Task.FromResult<IPAddress[]>([address])
        );
        var target = new Uri($"http://changing.example.com:{receiver.Address.Port}/");
        (await http.GetAsync(target)).StatusCode.ShouldBe(HttpStatusCode.OK);

        address = IPAddress.Parse("127.0.0.2");
        var failure = await Should.ThrowAsync<HttpRequestException>(() => http.GetAsync(target));

        failure.InnerException.ShouldBeOfType<TargetRefusedException>();
        receiver.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Connect_NameWithOneBadAddressAmongGoodOnes_IsRefused()
    {
        using var http = GuardedHttp.Create(
            new OutboundPolicy(TargetList.Empty, onlyListed: false),
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("9.9.9.9"), IPAddress.Parse("10.0.0.1")])
        );

        var failure = await Should.ThrowAsync<HttpRequestException>(() =>
            http.GetAsync(new Uri("https://mixed.example.com/"))
        );

        failure.InnerException.ShouldBeOfType<TargetRefusedException>();
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("169.254.169.254")]
    [InlineData("100.64.0.1")]
    [InlineData("0.0.0.0")]
    [InlineData("192.0.0.170")]
    [InlineData("198.18.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("fc00::1")]
    [InlineData("fd00:ec2::254")]
    [InlineData("ff02::1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("::10.0.0.1")]
    [InlineData("64:ff9b::a00:1")]
    [InlineData("2002:a00:1::")]
    [InlineData("2001:0:4136:e378::1")]
    [InlineData("2001:db8::1")]
    public void IsPublic_SpecialAddress_IsFalse(string address) =>
        PublicAddresses.IsPublic(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("9.9.9.9")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2620:fe::fe")]
    [InlineData("::ffff:9.9.9.9")]
    public void IsPublic_AddressOfTheInternet_IsTrue(string address) =>
        PublicAddresses.IsPublic(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("9.9.9.9", true)]
    [InlineData("fd12::1", true)]
    [InlineData("169.254.169.254", false)]
    [InlineData("fd00:ec2::254", false)]
    [InlineData("224.0.0.1", false)]
    public void MayConnect_ListedReceiver_IsAnyOfTheOwnNetworkButNoCloudsMetadata(string address, bool may) =>
        new OutboundPolicy(TargetList.Parse("test", "hooks.internal"), onlyListed: false)
            .MayConnect("hooks.internal", IPAddress.Parse(address))
            .ShouldBe(may);

    [Theory]
    [InlineData("files.example.com", "10.0.0.1", false)]
    [InlineData("files.example.com", "9.9.9.9", true)]
    [InlineData("files.example.com", "192.168.4.4", true)]
    public void MayConnect_ListedSourceOfFiles_HasPublicAddressesOrListedOnes(string host, string address, bool may) =>
        new OutboundPolicy(TargetList.Parse("test", "files.example.com,192.168.4.0/24"), onlyListed: true)
            .MayConnect(host, IPAddress.Parse(address))
            .ShouldBe(may);

    [Fact]
    public void Parse_EntryThatIsNoHost_IsWrongUse() =>
        Should
            .Throw<WrongUseException>(() => TargetList.Parse("--webhook-allow", "good.example.com, https://bad/"))
            .Message.ShouldContain("'https://bad/'");
}
