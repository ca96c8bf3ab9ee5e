using LocalSandbox.Validation;

namespace LocalSandbox.Tests.Validation;

public sealed class OptionsRulesTests
{
    private static readonly Dictionary<string, Action<LocalSandboxOptions>> Bad = new()
    {
        ["Runtime '99'"] = options => options.Runtime = (ContainerRuntimeKind)99,
        ["RuntimePath ' '"] = options => options.RuntimePath = " ",
        ["Image ''"] = options => options.Image = "",
        ["Image '' "] = options => options.Image = null!,
        ["Image '-v'"] = options => options.Image = "-v",
        ["Image 'a b'"] = options => options.Image = "a b",
        ["Image 'a\n'"] = options => options.Image = "a\n",
        ["ContainerPort 0"] = options => options.ContainerPort = 0,
        ["ContainerPort 65536"] = options => options.ContainerPort = 65536,
        ["BasePort -1"] = options => options.BasePort = -1,
        ["BasePort 65536"] = options => (options.BasePort, options.PortRange) = (65536, 1),
        ["PortRange 0"] = options => options.PortRange = 0,
        ["PortRange 101"] = options => (options.BasePort, options.PortRange) = (65436, 101),
        ["PortRange 2147483647"] = options => options.PortRange = int.MaxValue,
        ["ContainerPrefix ''"] = options => options.ContainerPrefix = "",
        ["ContainerPrefix '' "] = options => options.ContainerPrefix = null!,
        ["ContainerPrefix 'a/b'"] = options => options.ContainerPrefix = "a/b",
        ["ContainerPrefix '-ab'"] = options => options.ContainerPrefix = "-ab",
        ["too long"] = options => options.ContainerPrefix = new string('a', 61),
        ["SandboxHost ''"] = options => options.SandboxHost = "",
        ["SandboxHost '' "] = options => options.SandboxHost = null!,
        ["SandboxHost 'a b'"] = options => options.SandboxHost = "a b",
        ["SandboxHost 'http://x'"] = options => options.SandboxHost = "http://x",
        ["BindAddress 'localhost'"] = options => options.BindAddress = "localhost",
        ["BindAddress ''"] = options => options.BindAddress = "",
        ["HealthPath 'v1'"] = options => options.HealthPath = "v1",
        ["HealthPath '//x/y'"] = options => options.HealthPath = "//x/y",
        ["HealthPath '' "] = options => options.HealthPath = null!,
        ["ReadyTimeout -00:00:01"] = options => options.ReadyTimeout = TimeSpan.FromSeconds(-1),
        ["ReadyTimeout 2.00:00:00"] = options => options.ReadyTimeout = TimeSpan.FromDays(2),
        ["DiscoverTimeout -00:00:01"] = options => options.DiscoverTimeout = TimeSpan.FromSeconds(-1),
        ["CommandTimeout 00:00:00"] = options => options.CommandTimeout = TimeSpan.Zero,
        ["StartTimeout 00:00:00"] = options => options.StartTimeout = TimeSpan.Zero,
        ["StopGracePeriod -00:00:01"] = options => options.StopGracePeriod = TimeSpan.FromSeconds(-1),
        ["StopTimeout 00:00:05"] = options => options.StopTimeout = TimeSpan.FromSeconds(5),
        ["StopTimeout 00:00:00"] = options => (options.StopTimeout, options.StopGracePeriod) = (TimeSpan.Zero, TimeSpan.Zero),
        ["Isolation '7'"] = options => options.Isolation = (SandboxIsolation)7,
        ["SpecMismatch '-1'"] = options => options.SpecMismatch = (SpecMismatchPolicy)(-1),
        ["Memory '2'"] = options => options.Memory = "2",
        ["Memory '2GB'"] = options => options.Memory = "2GB",
        ["Memory '-1g'"] = options => options.Memory = "-1g",
        ["Memory '0g'"] = options => options.Memory = "0g",
        ["Memory '1g\n'"] = options => options.Memory = "1g\n",
        ["Cpus -1"] = options => options.Cpus = -1,
        ["Cpus 0.001"] = options => options.Cpus = 0.001,
        ["Cpus NaN"] = options => options.Cpus = double.NaN,
        ["PidsLimit -1"] = options => options.PidsLimit = -1,
        ["Network 'host'"] = options => options.Network = "host",
        ["Network 'none'"] = options => options.Network = "none",
        ["Network 'container:x'"] = options => options.Network = "container:x",
        ["Network 'name=host'"] = options => options.Network = "name=host",
        ["Network 'alias=x,name=host'"] = options => options.Network = "alias=x,name=host",
        ["Network '\"name=none\",alias=x'"] = options => options.Network = "\"name=none\",alias=x",
        ["Network 'name=container:x'"] = options => options.Network = "name=container:x",
        ["Network ''"] = options => options.Network = "",
        ["User '-u'"] = options => options.User = "-u",
        ["'relative'"] = options => options.Mounts.Add(new SandboxMount("relative", "/x")),
        ["variable named 'A=***'"] = options => options.Environment["A=B"] = "x",
        ["name 'a b'"] = options => options.Labels["a b"] = "x",
        ["name 'io.localsandbox.prefix'"] = options => options.Labels["io.localsandbox.prefix"] = "x",
        ["name 'IO.LOCALSANDBOX.x'"] = options => options.Labels["IO.LOCALSANDBOX.x"] = "x",
        ["'k' has a value"] = options => options.Labels["k"] = "a\nb",
        ["Image 'lone"] = options => options.Image = "lone\ud800",
        ["Network 'lone"] = options => options.Network = "lone\udfff",
        ["User 'lone"] = options => options.User = "lone\ud800",
        ["'lone' has a value"] = options => options.Labels["lone"] = "\ud800",
        ["ExtraRunArguments holds '--lone"] = options => options.ExtraRunArguments.Add("--lone=\ud800"),
        ["ExtraRunArguments holds ''"] = options => options.ExtraRunArguments.Add(""),
    };

    public static TheoryData<string> BadOnes => [.. Bad.Keys];

    [Fact]
    public void Validate_Defaults_AreValid() =>
        new OptionsRules().Validate(null, new LocalSandboxOptions()).Succeeded.Should().BeTrue();

    [Theory]
    [MemberData(nameof(BadOnes))]
    public void Validate_OneBadOption_FailsNamingKeyAndValue(string expected)
    {
        var options = new LocalSandboxOptions();
        Bad[expected](options);

        var result = new OptionsRules().Validate(null, options);

        result.Failed.Should().BeTrue();
        result.Failures.Should().Contain(failure =>
            failure.StartsWith("LocalSandboxOptions: ", StringComparison.Ordinal) && failure.Contains(expected.TrimEnd(' '), StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_SeveralBadOptions_NamesAll()
    {
        var options = new LocalSandboxOptions { Image = "", Cpus = -1, HealthPath = "x" };

        new OptionsRules().Validate(null, options).Failures.Should().HaveCount(3);
    }

    [Fact]
    public void Validate_UnusualButUsable_IsValid()
    {
        var options = new LocalSandboxOptions
        {
            RuntimePath = "/opt/my docker/docker",
            Image = "registry:5000/a/b@sha256:0000",
            BasePort = 0,
            PortRange = 1,
            ContainerPrefix = "a_.-",
            SandboxHost = "[::1]",
            BindAddress = "[::]",
            HealthPath = "/",
            ReadyTimeout = TimeSpan.Zero,
            DiscoverTimeout = TimeSpan.Zero,
            StopGracePeriod = TimeSpan.Zero,
            StopTimeout = TimeSpan.FromMilliseconds(1),
            Memory = "0",
            Cpus = 0,
            PidsLimit = 0,
            Network = "my-net",
            User = "1000:1000",
        };
        options.Labels["com.example/team"] = "a b=c,d";
        options.ExtraRunArguments.Add("--shm-size=1g");

        new OptionsRules().Validate(null, options).Failures.Should().BeNull();
    }

    [Fact]
    public void Validate_BadEnvironmentValue_IsNotShown()
    {
        var options = new LocalSandboxOptions();
        options.Environment["DOCKER_HOST"] = "hidden\n";

        new OptionsRules().Validate(null, options).FailureMessage.Should().Contain("DOCKER_HOST").And.NotContain("hidden");
    }
}
