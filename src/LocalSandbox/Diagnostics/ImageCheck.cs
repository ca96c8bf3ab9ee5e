using LocalSandbox.Runtimes;

namespace LocalSandbox.Diagnostics;

/// <summary>Whether the image is there and made for the engine's machine.</summary>
internal static class ImageCheck
{
    public const string Name = "image";

    public static async Task<SandboxCheck> RunAsync(
        IRuntimeDialect dialect, EngineFacts engine, LocalSandboxOptions options, CancellationToken cancellationToken)
    {
        if (await dialect.FindImageAsync(options.Image, cancellationToken).ConfigureAwait(false) is not { } image)
        {
            return new SandboxCheck(
                Name,
                SandboxCheckStatus.Warning,
                $"Image '{options.Image}' is not on this machine; the first create will pull it, which can take minutes.",
                $"Pull it beforehand, or check {nameof(LocalSandboxOptions.Image)}.");
        }

        return image.Platform is null || engine.Platform is null || image.Platform == engine.Platform
            ? new SandboxCheck(Name, SandboxCheckStatus.Passed, $"'{options.Image}' is here{(image.Platform is null ? "" : $", for {image.Platform}")}.")
            : new SandboxCheck(
                Name,
                SandboxCheckStatus.Warning,
                $"Image '{options.Image}' is made for {image.Platform}, but the engine runs on {engine.Platform}: it is emulated, slowly, or does not start.",
                $"Pull it for {engine.Platform}, or name another {nameof(LocalSandboxOptions.Image)}.");
    }
}
