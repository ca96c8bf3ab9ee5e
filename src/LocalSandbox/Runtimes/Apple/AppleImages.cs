using System.Collections.Concurrent;

namespace LocalSandbox.Runtimes.Apple;

/// <summary>Looks for images and pulls them, and remembers which have been here.</summary>
internal sealed class AppleImages(AppleCli cli, AppleVersion version, LocalSandboxOptions options)
{
    private readonly ConcurrentDictionary<string, bool> _local = new(StringComparer.Ordinal);

    public async Task PullAsync(string image, CancellationToken cancellationToken)
    {
        string[] progress = version.HasProgress ? ["--progress", "none"] : ["--disable-progress-updates"];
        var result = await cli.AskAsync(["image", "pull", .. progress, image], options.StartTimeout, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw cli.Failure($"Image '{image}' is not on this machine and could not be pulled", result, SandboxErrorCode.ImageNotFound);
        }

        _local[image] = true;
    }

    public async Task<ImageFacts?> FindAsync(string image, CancellationToken cancellationToken)
    {
        var result = await cli.AskAsync(["image", "inspect", image], options.CommandTimeout, cancellationToken).ConfigureAwait(false);
        if (result.ExitCode == 0)
        {
            return new ImageFacts(Platform: null);
        }

        return AppleErrors.SayImageIsMissing(result)
            ? null
            : throw cli.Failure($"Apple container could not be asked about image '{image}'", result);
    }

    /// <summary>
    /// Looks for the image before the first start. There is no pull policy, so that <c>run</c> itself would download a missing one inside the
    /// time limit of the start. What was here once is not looked for again: a second call for each start is dear, and an image that
    /// somebody removes meanwhile costs only that distinction.
    /// </summary>
    public async Task ThrowIfMissingAsync(string image, CancellationToken cancellationToken)
    {
        if (_local.ContainsKey(image))
        {
            return;
        }

        if (await FindAsync(image, cancellationToken).ConfigureAwait(false) is null)
        {
            throw new SandboxException(SandboxErrorCode.ImageNotFound, $"Image '{image}' is not on this machine.")
            {
                Hint = AppleErrors.HintFor(SandboxErrorCode.ImageNotFound),
            };
        }

        _local[image] = true;
    }

    /// <summary>A start has shown that the image is not here any more.</summary>
    public void Forget(string image) => _local.TryRemove(image, out _);
}
