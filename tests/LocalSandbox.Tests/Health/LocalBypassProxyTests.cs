using System.Net;
using LocalSandbox.Health;

namespace LocalSandbox.Tests.Health;

public sealed class LocalBypassProxyTests
{
    private static readonly Uri Proxy = new("http://proxy.invalid:3128");

    private readonly LocalBypassProxy _proxy = new(new WebProxy(Proxy));

    [Theory]
    [InlineData("http://127.0.0.1:8080/v1/sandbox")]
    [InlineData("http://[::1]:8080/v1/sandbox")]
    [InlineData("http://localhost:8080/v1/sandbox")]
    [InlineData("http://host.docker.internal:8080/v1/sandbox")]
    [InlineData("http://172.17.0.1:8080/v1/sandbox")]
    [InlineData("http://sandbox:8080/v1/sandbox")]
    public void GetProxy_LocalSandbox_IsNone(string target)
    {
        _proxy.IsBypassed(new Uri(target)).Should().BeTrue();
        _proxy.GetProxy(new Uri(target)).Should().BeNull();
    }

    [Fact]
    public void GetProxy_OtherHost_IsTheSystems()
    {
        var target = new Uri("http://sandbox.example.com/v1/sandbox");

        _proxy.IsBypassed(target).Should().BeFalse();
        _proxy.GetProxy(target).Should().Be(Proxy);
    }

    [Fact]
    public void IsBypassed_HostThatTheSystemBypasses_IsTrue() =>
        new LocalBypassProxy(new WebProxy(Proxy, false, ["example\\.com"])).IsBypassed(new Uri("http://example.com")).Should().BeTrue();

    [Fact]
    public void Credentials_AreTheSystems()
    {
        var credentials = new NetworkCredential("u", "p");

        _proxy.Credentials = credentials;

        _proxy.Credentials.Should().BeSameAs(credentials);
    }
}
