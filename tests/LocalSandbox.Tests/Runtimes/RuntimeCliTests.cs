using LocalSandbox.Runtimes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace LocalSandbox.Tests.Runtimes;

public sealed class RuntimeCliTests
{
    private readonly FakeLogger _logger = new();

    [Fact]
    public void Warn_SameWordsWithAnotherStamp_AreSaidOnce()
    {
        var sut = CreateSut();

        sut.Warn("time=\"2026-11-23T07:06:12Z\" level=warning msg=\"Resource limits are not supported and ignored on cgroups V1 rootless systems\"\n");
        sut.Warn("time=\"2026-11-23T07:06:13+01:00\" level=warning msg=\"Resource limits are not supported and ignored on cgroups V1 rootless systems\"\n");

        Warnings().Should().ContainSingle().Which.Should().Contain("07:06:12").And.Contain("ignored on cgroups V1");
    }

    [Fact]
    public void Warn_OtherWordsWithTheSameStamp_AreSaidToo()
    {
        var sut = CreateSut();

        sut.Warn("time=\"2026-11-23T07:06:12Z\" level=warning msg=\"one\"\ntime=\"2026-11-23T07:06:12Z\" level=warning msg=\"two\"\n\n");

        Warnings().Should().HaveCount(2);
    }

    [Fact]
    public void WarnOfLimitation_EngineThatSaysSomethingElseEachTime_IsNotSilenced()
    {
        var sut = CreateSut();
        for (var i = 0; i < 100; i++)
        {
            sut.Warn($"words no. {i}\n");
        }

        sut.WarnOfLimitation("Init", "Init has no effect");

        Warnings().Should().HaveCount(33).And.EndWith("podman says: Init has no effect");
    }

    [Fact]
    public void WarnOfLimitation_SameSetting_IsSaidOnce()
    {
        var sut = CreateSut();

        sut.WarnOfLimitation("Init", "Init has no effect (one answer)");
        sut.WarnOfLimitation("Init", "Init has no effect (another answer)");
        sut.WarnOfLimitation("Cpus", "Cpus has no effect");

        Warnings().Should().HaveCount(2);
    }

    private RuntimeCli CreateSut() => new("podman", new ScriptedProcessRunner(), new FakeTimeProvider(), _logger);

    private List<string> Warnings() =>
        [.. _logger.Collector.GetSnapshot().Where(record => record.Level == LogLevel.Warning).Select(record => record.Message)];
}
