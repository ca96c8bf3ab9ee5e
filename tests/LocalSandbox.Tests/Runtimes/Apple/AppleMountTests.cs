using CsCheck;
using LocalSandbox.Runtimes.Apple;

namespace LocalSandbox.Tests.Runtimes.Apple;

public sealed class AppleMountTests
{
    private static readonly AppleVersion V060 = new(0, 6, 0);
    private static readonly AppleVersion V122 = new(1, 2, 2);

    [Theory]
    [InlineData("/work", "/data", false, "-v /work:/data")]
    [InlineData("/work", "/data", true, "-v /work:/data:ro")]
    [InlineData("/a,b=c", "/d,e=f", true, "-v /a,b=c:/d,e=f:ro")]
    [InlineData("/a:b", "/data", false, "--mount type=bind,source=/a:b,target=/data")]
    [InlineData("/work", "/d:e", true, "--mount type=bind,source=/work,target=/d:e,readonly")]
    public void Format_Directory_IsSpelledInTheWayThatCanExpressIt(string host, string container, bool readOnly, string expected) =>
        string.Join(' ', AppleMount.Format(new SandboxMount(host, container, readOnly), V060, _ => false)).Should().Be(expected);

    [Fact]
    public void Format_SingleFile_IsAlwaysAVolume() =>
        AppleMount.Format(new SandboxMount("/one,file", "/file", ReadOnly: true), new AppleVersion(0, 9, 0), _ => true)
            .Should().Equal("-v", "/one,file:/file:ro");

    [Theory]
    [InlineData("/a:b,c", "/data", false, SandboxErrorCode.InvalidRequest)]
    [InlineData("/a:b", "/data=1", false, SandboxErrorCode.InvalidRequest)]
    [InlineData("/a:b", "/data", true, SandboxErrorCode.InvalidRequest)]
    [InlineData(@"C:\work", "/data", false, SandboxErrorCode.InvalidRequest)]
    [InlineData(@"\\server\share", "/data", false, SandboxErrorCode.InvalidRequest)]
    public void Format_WhatNeitherCanExpress_IsRefused(string host, string container, bool isFile, SandboxErrorCode code) =>
        FluentActions.Invoking(() => AppleMount.Format(new SandboxMount(host, container), V122, _ => isFile))
            .Should().Throw<SandboxException>().Where(e => e.Code == code && e.Message.Contains(host));

    [Theory]
    [InlineData(0, 6)]
    [InlineData(0, 8)]
    public void Format_SingleFileBefore090_IsUnsupported(int major, int minor) =>
        FluentActions.Invoking(() => AppleMount.Format(new SandboxMount("/file", "/file"), new AppleVersion(major, minor, 0), _ => true))
            .Should().Throw<SandboxException>().Where(e => e.Code == SandboxErrorCode.Unsupported && e.Message.Contains("0.9.0"));

    [Fact]
    public void Check_OneDirectoryBothReadOnlyAndWritable_IsUnsupported() =>
        FluentActions.Invoking(() => AppleMount.Check([new("/work", "/a", ReadOnly: true), new("//work/", "/b")], V122, _ => false))
            .Should().Throw<SandboxException>().Where(e => e.Code == SandboxErrorCode.Unsupported);

    [Fact]
    public void Check_OneDirectoryTwiceInOneWayAndOthers_IsFine() => FluentActions
        .Invoking(() => AppleMount.Check([new("/work", "/a"), new("/work", "/b"), new("/work/below", "/c", ReadOnly: true)], V122, _ => false))
        .Should().NotThrow();

    /// <summary>Whatever is not refused means, read as the command line reads it, what was asked for.</summary>
    [Fact]
    [Trait("Category", "Fuzz")]
    public void Format_AnyPaths_AreReadBackAsTheyAreOrRefused()
    {
        var path = Gen.Char[@"ab:,=/ '""\ä日"].Array[1, 8].Select(characters => "/x" + new string(characters) + "x");
        Gen.Select(path, path, Gen.Bool).Sample((host, container, readOnly) =>
        {
            IReadOnlyList<string> arguments;
            try
            {
                arguments = AppleMount.Format(new SandboxMount(host, container, readOnly), V122, _ => false);
            }
            catch (SandboxException)
            {
                return (host + container).Contains(':', StringComparison.Ordinal) && (host + container).IndexOfAny([',', '=']) >= 0;
            }

            return Read(arguments) == (host, container, readOnly);
        });
    }

    private static (string Host, string Container, bool ReadOnly) Read(IReadOnlyList<string> arguments)
    {
        if (arguments[0] == "-v")
        {
            var parts = arguments[1].Split(':', StringSplitOptions.RemoveEmptyEntries);
            return (parts[0], parts[1], parts.Length == 3 && parts[2] == "ro");
        }

        var directives = arguments[1].Split(',', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=')).ToList();
        return directives.TrueForAll(directive => directive.Length == 2 || directive[0] == "readonly")
            ? (directives.Single(d => d[0] == "source")[1], directives.Single(d => d[0] == "target")[1], directives.Exists(d => d[0] == "readonly"))
            : default;
    }
}
