using LocalSandbox.Processes;
using LocalSandbox.Tests.Fakes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace LocalSandbox.Tests.DependencyInjection;

public sealed class AddLocalSandboxesTests
{
    [Fact]
    public void AddLocalSandboxes_Nothing_GivesOneBackendWithDefaults()
    {
        using var provider = new ServiceCollection().AddLocalSandboxes().BuildServiceProvider(validateScopes: true);

        provider.GetRequiredService<ISandboxBackend>().Should().BeOfType<LocalContainerBackend>()
            .And.BeSameAs(provider.GetRequiredService<ISandboxBackend>());
        OptionsOf(provider).Should().BeEquivalentTo(new LocalSandboxOptions());
        provider.GetRequiredService<TimeProvider>().Should().BeSameAs(TimeProvider.System);
    }

    [Fact]
    public void AddLocalSandboxes_Code_SetsOptions()
    {
        using var provider = new ServiceCollection()
            .AddLocalSandboxes(options => options.Image = "a")
            .AddLocalSandboxes(options => options.BasePort = 9000)
            .BuildServiceProvider();

        OptionsOf(provider).Image.Should().Be("a");
        OptionsOf(provider).BasePort.Should().Be(9000);
    }

    [Fact]
    public async Task AddLocalSandboxes_WhatIsRegisteredBefore_IsKept()
    {
        var engine = new FakeEngine();
        var clock = new FakeTimeProvider();
        using var provider = new ServiceCollection()
            .AddSingleton<IProcessRunner>(engine.Runner)
            .AddSingleton<TimeProvider>(clock)
            .AddLocalSandboxes()
            .BuildServiceProvider();

        engine.AddSandbox("one");
        (await provider.GetRequiredService<ISandboxBackend>().ListRunningAsync()).Should().ContainSingle();

        provider.GetServices<IProcessRunner>().Should().Equal(engine.Runner);
        provider.GetServices<TimeProvider>().Should().Equal(clock);
    }

    [Fact]
    public void AddLocalSandboxes_OwnBackend_IsKept()
    {
        using var fixture = new BackendFixture();
        using var provider = new ServiceCollection()
            .AddSingleton<ISandboxBackend>(fixture.Backend).AddLocalSandboxes().BuildServiceProvider();

        provider.GetServices<ISandboxBackend>().Should().Equal(fixture.Backend);
    }

    [Fact]
    public void AddLocalSandboxes_Twice_IsOnce()
    {
        var once = new ServiceCollection().AddLocalSandboxes();

        var twice = new ServiceCollection().AddLocalSandboxes().AddLocalSandboxes();

        using var provider = twice.BuildServiceProvider();
        provider.GetServices<ISandboxBackend>().Should().ContainSingle();
        provider.GetServices<IProcessRunner>().Should().ContainSingle();
        provider.GetServices<IValidateOptions<LocalSandboxOptions>>().Should().ContainSingle();
        once.Select(service => service.ServiceType).Distinct().Should().BeEquivalentTo(twice.Select(service => service.ServiceType).Distinct());
    }

    [Fact]
    public void AddLocalSandboxes_SameSectionTwice_MountsOnce()
    {
        var configuration = Configuration(("Sandboxes:Mounts:0:HostPath", "/a"), ("Sandboxes:Mounts:0:ContainerPath", "/a"));
        using var provider = new ServiceCollection()
            .AddLocalSandboxes(configuration.GetSection("Sandboxes"))
            .AddLocalSandboxes(configuration.GetSection("Sandboxes"))
            .BuildServiceProvider();

        OptionsOf(provider).Mounts.Should().Equal(new SandboxMount("/a", "/a"));
    }

    [Fact]
    public void AddLocalSandboxes_OnePathOfTwoConfigurations_BothCount()
    {
        using var provider = new ServiceCollection()
            .AddLocalSandboxes(Configuration(("Sandboxes:Image", "a")).GetSection("Sandboxes"))
            .AddLocalSandboxes(Configuration(("Sandboxes:Isolation", "Strict")).GetSection("Sandboxes"))
            .AddLocalSandboxes(Configuration(("BasePort", "9000")))
            .AddLocalSandboxes(Configuration(("PortRange", "9")))
            .BuildServiceProvider();

        var options = OptionsOf(provider);
        options.Image.Should().Be("a");
        options.Isolation.Should().Be(SandboxIsolation.Strict);
        options.BasePort.Should().Be(9000);
        options.PortRange.Should().Be(9);
    }

    [Fact]
    public void AddLocalSandboxes_TwoSections_BothCount()
    {
        var configuration = Configuration(("A:Image", "a"), ("B:BasePort", "9000"));
        using var provider = new ServiceCollection()
            .AddLocalSandboxes(configuration.GetSection("A")).AddLocalSandboxes(configuration.GetSection("B")).BuildServiceProvider();

        OptionsOf(provider).Image.Should().Be("a");
        OptionsOf(provider).BasePort.Should().Be(9000);
    }

    [Fact]
    public void AddLocalSandboxes_EveryOption_IsBoundFromConfiguration()
    {
        using var provider = new ServiceCollection().AddLocalSandboxes(Configuration(
            ("Runtime", "docker"), ("RuntimePath", "/opt/docker"), ("Image", "img:1"), ("ContainerPort", "3000"), ("BasePort", "9000"),
            ("PortRange", "7"), ("ContainerPrefix", "my-app"), ("Mounts:0:HostPath", "/h"), ("Mounts:0:ContainerPath", "/c"),
            ("Mounts:0:ReadOnly", "true"), ("Mounts:1:HostPath", @"C:\h"), ("Mounts:1:ContainerPath", "/d"), ("Environment:A", "1"),
            ("Environment:b", ""), ("SandboxHost", "host.docker.internal"), ("BindAddress", "172.17.0.1"), ("HealthPath", "/ready"),
            ("ReadyTimeout", "00:02:00"), ("DiscoverTimeout", "00:00:01.5"), ("CommandTimeout", "00:00:20"), ("StartTimeout", "00:15:00"),
            ("StopGracePeriod", "00:00:09"), ("StopTimeout", "00:03:00"), ("Isolation", "Strict"), ("Memory", "512m"), ("Cpus", "0.5"),
            ("PidsLimit", "99"), ("Network", "net1"), ("User", "1000:1000"), ("Init", "false"), ("AutoRemove", "true"),
            ("SpecMismatch", "Recreate"), ("LockFolder", "/run/locks"), ("Labels:team", "x"), ("ExtraRunArguments:0", "--shm-size"), ("ExtraRunArguments:1", "1g")))
            .BuildServiceProvider();

        OptionsOf(provider).Should().BeEquivalentTo(new LocalSandboxOptions
        {
            Runtime = ContainerRuntimeKind.Docker,
            RuntimePath = "/opt/docker",
            Image = "img:1",
            ContainerPort = 3000,
            BasePort = 9000,
            PortRange = 7,
            ContainerPrefix = "my-app",
            Mounts = { new SandboxMount("/h", "/c", ReadOnly: true), new SandboxMount(@"C:\h", "/d") },
            Environment = { ["A"] = "1", ["b"] = "" },
            SandboxHost = "host.docker.internal",
            BindAddress = "172.17.0.1",
            HealthPath = "/ready",
            ReadyTimeout = TimeSpan.FromMinutes(2),
            DiscoverTimeout = TimeSpan.FromSeconds(1.5),
            CommandTimeout = TimeSpan.FromSeconds(20),
            StartTimeout = TimeSpan.FromMinutes(15),
            StopGracePeriod = TimeSpan.FromSeconds(9),
            StopTimeout = TimeSpan.FromMinutes(3),
            Isolation = SandboxIsolation.Strict,
            Memory = "512m",
            Cpus = 0.5,
            PidsLimit = 99,
            Network = "net1",
            User = "1000:1000",
            Init = false,
            AutoRemove = true,
            SpecMismatch = SpecMismatchPolicy.Recreate,
            LockFolder = "/run/locks",
            Labels = { ["team"] = "x" },
            ExtraRunArguments = { "--shm-size", "1g" },
        });
    }

    /// <summary>So that an option which is added later is not forgotten in the test above.</summary>
    [Fact]
    public void Options_Count_IsWhatTheBindingTestBinds() => typeof(LocalSandboxOptions).GetProperties().Should().HaveCount(30);

    [Theory]
    [InlineData("Image", "-v")]
    [InlineData("BasePort", "70000")]
    [InlineData("Memory", "2GB")]
    [InlineData("Network", "host")]
    [InlineData("ContainerPrefix", "a/b")]
    public async Task HostStart_BadOption_FailsNamingKeyAndValue(string key, string value)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLocalSandboxes(Configuration((key, value)));
        using var host = builder.Build();

        var failure = await FluentActions.Awaiting(() => host.StartAsync()).Should().ThrowAsync<OptionsValidationException>();

        failure.Which.Message.Should().Contain("LocalSandboxOptions").And.Contain(key).And.Contain(value);
    }

    [Fact]
    public async Task HostStart_GoodOptions_LooksForNoRuntime()
    {
        var runner = new ScriptedProcessRunner();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<IProcessRunner>(runner).AddLocalSandboxes();
        using var host = builder.Build();

        await host.StartAsync();
        _ = host.Services.GetRequiredService<ISandboxBackend>();
        await host.StopAsync();

        runner.Commands.Should().BeEmpty();
    }

    [Fact]
    public void Constructor_BadOption_FailsNamingIt()
    {
        var make = () => new LocalContainerBackend(new LocalSandboxOptions { Image = "-x" });

        make.Should().Throw<OptionsValidationException>().WithMessage("*Image '-x'*");
    }

    [Fact]
    public void AddLocalSandboxes_Null_IsAnArgumentException()
    {
        var services = new ServiceCollection();

        FluentActions.Invoking(() => services.AddLocalSandboxes((Action<LocalSandboxOptions>)null!)).Should().Throw<ArgumentNullException>();
        FluentActions.Invoking(() => services.AddLocalSandboxes((IConfiguration)null!)).Should().Throw<ArgumentNullException>();
    }

    private static LocalSandboxOptions OptionsOf(IServiceProvider provider) => provider.GetRequiredService<IOptions<LocalSandboxOptions>>().Value;

    private static IConfigurationRoot Configuration(params (string Key, string? Value)[] values) =>
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(one => KeyValuePair.Create(one.Key, one.Value))).Build();
}
