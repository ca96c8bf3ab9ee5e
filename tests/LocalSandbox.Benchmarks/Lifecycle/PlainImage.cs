using LocalSandbox.Benchmarks.Contenders;

namespace LocalSandbox.Benchmarks.Lifecycle;

/// <summary>The test image with the web server itself as its only process, which, like most programs, handles no SIGTERM.</summary>
internal static class PlainImage
{
    private const string Program = """ENTRYPOINT ["/bin/busybox", "httpd", "-f", "-p", "0.0.0.0:8080", "-h", "/www"]""";

    public static async Task MakeAsync(string prefix, string from, string name, CancellationToken cancellationToken)
    {
        var container = $"{prefix}-image";
        await DockerCommand.RunAsync(["create", "--name", container, from], cancellationToken);
        await DockerCommand.RunAsync(["commit", "--change", Program, container, name], cancellationToken);
        await DockerCommand.RunAsync(["rm", container], cancellationToken);
    }
}
