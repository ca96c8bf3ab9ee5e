using System.Net;
using LocalSandbox.Networking;

namespace LocalSandbox.Tests.Networking;

public sealed class HostAddressTests
{
    [Theory]
    [InlineData("127.0.0.1", "http://127.0.0.1:81/")]
    [InlineData("localhost", "http://localhost:81/")]
    [InlineData("::1", "http://[::1]:81/")]
    [InlineData("[::1]", "http://[::1]:81/")]
    [InlineData("2001:db8::7", "http://[2001:db8::7]:81/")]
    [InlineData("host.docker.internal", "http://host.docker.internal:81/")]
    public void ToUrl_EachHost_BracketsIPv6(string host, string expected) =>
        HostAddress.ToUrl(host, 81).AbsoluteUri.Should().Be(expected);

    [Theory]
    [InlineData("::1", "::1")]
    [InlineData("[::1]", "::1")]
    [InlineData("0.0.0.0", "0.0.0.0")]
    public void TryParse_Address_WithOrWithoutBrackets(string host, string expected)
    {
        HostAddress.TryParse(host, out var address).Should().BeTrue();
        address.Should().Be(IPAddress.Parse(expected));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("")]
    [InlineData("[]")]
    public void TryParse_Name_IsFalse(string host) => HostAddress.TryParse(host, out _).Should().BeFalse();
}
