using System.Net;
using LocalSandbox.Networking;

namespace LocalSandbox.Tests.Networking;

public sealed class BindAddressTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", false)]
    [InlineData("localhost", "127.0.0.1", false)]
    [InlineData("LOCALHOST", "127.0.0.1", false)]
    [InlineData("localhost.", "127.0.0.1", false)]
    [InlineData("agent.localhost", "127.0.0.1", false)]
    [InlineData("127.0.0.5", "127.0.0.5", false)]
    [InlineData("::1", "::1", false)]
    [InlineData("[::1]", "::1", false)]
    [InlineData("host.docker.internal", "0.0.0.0", true)]
    [InlineData("192.168.1.5", "0.0.0.0", true)]
    [InlineData("sandbox.example.com", "0.0.0.0", true)]
    [InlineData("2001:db8::7", "::", true)]
    public void For_HostOnly_IsNoWiderThanItNeedsToBe(string sandboxHost, string expected, bool isWide) =>
        BindAddress.For(new LocalSandboxOptions { SandboxHost = sandboxHost }).Should().Be(new BindAddress(IPAddress.Parse(expected), isWide));

    [Theory]
    [InlineData("0.0.0.0", "0.0.0.0")]
    [InlineData("172.17.0.1", "172.17.0.1")]
    [InlineData("::1", "::1")]
    [InlineData("[::1]", "::1")]
    public void For_ExplicitAddress_Wins(string bindAddress, string expected) =>
        BindAddress.For(new LocalSandboxOptions { SandboxHost = "host.docker.internal", BindAddress = bindAddress })
            .Should().Be(new BindAddress(IPAddress.Parse(expected), false));
}
