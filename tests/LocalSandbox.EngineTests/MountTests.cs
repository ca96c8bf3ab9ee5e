using LocalSandbox.EngineTests.Harness;

namespace LocalSandbox.EngineTests;

public sealed class MountTests : EngineTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lst-mounts-");

    [EngineFact]
    public async Task CreateAsync_PathsWithOddCharacters_AreMountedAtTheirPlaces()
    {
        string[] names =
        [
            "plain", "com,ma", "quo\"te", "both\",\"", "a space", "equals=sign", "umlaut-äöü-日本", "back\\slash", "apostrophe's", "col:on", "$HOME",
            " leading", "trailing ", "readonly", "src=x,dst=y",
        ];
        foreach (var name in names)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder.CreateSubdirectory(name).FullName, "content"), name);
        }

        var sandbox = await NewBackend().CreateAsync(Request("odd") with
        {
            Mounts = [.. names.Select(name => new SandboxMount(Path.Combine(_folder.FullName, name), $"/mnt/{name}"))],
        });

        foreach (var name in names)
        {
            (await DockerCli.RunAsync("exec", sandbox.ContainerId!, "/bin/busybox", "cat", $"/mnt/{name}/content"))
                .Should().Be(name.Trim(), "the content of {0} is its name", name);
        }
    }

    [EngineFact]
    public async Task CreateAsync_ReadOnlyMount_RefusesWrites()
    {
        var readOnly = _folder.CreateSubdirectory("read,only");
        var writable = _folder.CreateSubdirectory("writable");
        var sandbox = await NewBackend(options => options.Mounts.Add(new SandboxMount(readOnly.FullName, "/ro", ReadOnly: true)))
            .CreateAsync(Request("mounts") with { Mounts = [new SandboxMount(writable.FullName, "/rw")] });

        var refused = await DockerCli.TryRunAsync("exec", sandbox.ContainerId!, "/bin/busybox", "touch", "/ro/file");
        await DockerCli.RunAsync("exec", sandbox.ContainerId!, "/bin/busybox", "touch", "/rw/file");

        refused.ExitCode.Should().NotBe(0);
        refused.Error.Should().Contain("Read-only file system");
        readOnly.GetFiles().Should().BeEmpty();
        writable.GetFiles().Should().ContainSingle().Which.Name.Should().Be("file");
    }

    [EngineFact]
    public async Task CreateAsync_SingleFile_IsMounted()
    {
        var file = Path.Combine(_folder.FullName, "one file");
        await File.WriteAllTextAsync(file, "text");

        var sandbox = await NewBackend().CreateAsync(Request("file") with { Mounts = [new SandboxMount(file, "/one file", ReadOnly: true)] });

        (await DockerCli.RunAsync("exec", sandbox.ContainerId!, "/bin/busybox", "cat", "/one file")).Should().Be("text");
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
