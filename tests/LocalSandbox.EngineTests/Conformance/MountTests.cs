namespace LocalSandbox.EngineTests.Conformance;

public sealed class MountTests : ConformanceTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lst-mounts-");

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_FoldersWithOddNames_AreMountedAtTheirPlaces(string runtime)
    {
        Use(runtime);
        string[] names = ["plain", "com,ma", "equals=sign", "a space", "quo\"te", "apostrophe's", "$HOME", "umlaut-äöü", "src=x,dst=y"];
        foreach (var name in names)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder.CreateSubdirectory(name).FullName, "content"), name);
        }

        var sandbox = await NewBackend().CreateAsync(Request("odd") with
        {
            Mounts = [.. names.Select(name => new SandboxMount(Path.Combine(_folder.FullName, name), $"/www/{name}", ReadOnly: name is "plain"))],
        });

        foreach (var name in names)
        {
            (await GetAsync(sandbox, $"/{Uri.EscapeDataString(name)}/content")).Should().Be(name);
        }
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_ReadOnlyOrNot_IsAsAsked(string runtime)
    {
        Use(runtime);
        var readOnly = _folder.CreateSubdirectory("read-only").FullName;
        var writable = _folder.CreateSubdirectory("writable").FullName;

        var sandbox = await NewBackend(options => options.Mounts.Add(new SandboxMount(readOnly, "/mnt/ro", ReadOnly: true)))
            .CreateAsync(Request("mounts") with { Mounts = [new SandboxMount(writable, "/mnt/rw")] });

        var mounts = (await GetAsync(sandbox, "/mounts")).Split('\n').Select(line => line.Split(' ')).Where(fields => fields.Length > 3).ToList();
        mounts.Single(fields => fields[1] == "/mnt/ro")[3].Split(',')[0].Should().Be("ro");
        mounts.Single(fields => fields[1] == "/mnt/rw")[3].Split(',')[0].Should().Be("rw");
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_SingleFile_IsMountedOrUnsupported(string runtime)
    {
        Use(runtime);
        var file = Path.Combine(_folder.FullName, "one, file");
        await File.WriteAllTextAsync(file, "text");
        var request = Request("file") with { Mounts = [new SandboxMount(file, "/www/file", ReadOnly: true)] };

        if (Runtime.MountsSingleFiles)
        {
            (await GetAsync(await NewBackend().CreateAsync(request), "/file")).Should().Be("text");
        }
        else
        {
            await ShouldFailAsync(() => NewBackend().CreateAsync(request), SandboxErrorCode.Unsupported);
            await ShouldHaveLeftNothingAsync();
        }
    }

    [Theory]
    [MemberData(nameof(AllRuntimes))]
    public async Task CreateAsync_SourceThatDoesNotExist_IsInvalidRequestAndLeavesNothing(string runtime)
    {
        Use(runtime);
        var missing = Path.Combine(_folder.FullName, "missing");

        var failure = await ShouldFailAsync(
            () => NewBackend().CreateAsync(Request("no-mount") with { Mounts = [new SandboxMount(missing, "/data")] }), SandboxErrorCode.InvalidRequest);

        failure.Message.Should().Contain(missing);
        Directory.Exists(missing).Should().BeFalse("nothing is made on the host");
        await ShouldHaveLeftNothingAsync();
    }
}
