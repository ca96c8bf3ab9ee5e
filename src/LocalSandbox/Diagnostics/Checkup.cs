using LocalSandbox.Lifecycle;
using LocalSandbox.Runtimes;

namespace LocalSandbox.Diagnostics;

/// <summary>Makes diagnoses: what does not depend on each other at once, what would only fail for the same reason not at all.</summary>
internal sealed class Checkup(
    Func<CancellationToken, Task<LocalRuntime>> detect,
    Func<SandboxCheck> checkPort,
    Func<SandboxCheck> checkLocks,
    Func<string, long?> freeSpace,
    Func<LocalRuntime, StuckSandboxCheck> stuckSandboxes,
    LocalSandboxOptions options,
    TimeProvider timeProvider)
{
    private const string Runtime = "runtime";
    private const string Permission = "permission";

    /// <summary>Leaves half a second of the three that are promised for what was asked in vain to end.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2.5);

    private const string EngineHangs = "The engine is overloaded or hangs; look at its log, or restart it.";

    // Looking for a port takes its lock, too.
    private const string LocksHang = $"The disk of the locks may hang; set {nameof(LocalSandboxOptions.LockFolder)} to a folder on a disk of this machine.";

    private const string DiskHangs = "The disk that holds the engine's files may hang; look at how it is mounted.";

    private readonly BlockingLook _portLook = new();
    private readonly BlockingLook _lockLook = new();
    private readonly BlockingLook _diskLook = new();

    public async Task<SandboxDiagnosis> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var token = either.Token;
        var port = LookAsync(PortCheck.Name, () => _portLook.RunAsync(checkPort, token), LocksHang);
        var locks = LookAsync(LockCheck.Name, () => _lockLook.RunAsync(checkLocks, token), LocksHang);

        LocalRuntime? runtime = null;
        EngineFacts? engine = null;
        SandboxErrorCode? refusal = null;
        var found = await LookAsync(Runtime, async () =>
        {
            runtime = await detect(token).ConfigureAwait(false);
            return new SandboxCheck(Runtime, SandboxCheckStatus.Passed, $"'{runtime.Detected.Executable}' is {runtime.Detected.Announcement}.");
        }).ConfigureAwait(false);
        var answers = runtime is null ? Skipped(EngineCheck.Name) : await LookAsync(EngineCheck.Name, async () =>
        {
            try
            {
                engine = await runtime.Dialect.DescribeEngineAsync(token).ConfigureAwait(false);
            }
            catch (SandboxException e)
            {
                refusal = e.Code;
                throw;
            }

            return EngineCheck.Of(engine, options);
        }).ConfigureAwait(false);

        var image = LookAsync(ImageCheck.Name, () => ImageCheck.RunAsync(runtime!.Dialect, engine!, options, token), unless: engine is null);
        var disk = LookAsync(DiskCheck.Name, () => _diskLook.RunAsync(() => DiskCheck.Run(engine!, freeSpace), token), DiskHangs, unless: engine is null);
        var sandboxes = LookAsync(StuckSandboxCheck.Name, () => stuckSandboxes(runtime!).RunAsync(token), unless: engine is null);
        SandboxCheck[] checks = [found, answers, MayUse(engine, refusal), .. await Task.WhenAll(image, port, locks, disk, sandboxes).ConfigureAwait(false)];

        // A check that was cut short by the caller has not failed.
        cancellationToken.ThrowIfCancellationRequested();
        return new SandboxDiagnosis(checks);
    }

    private static SandboxCheck MayUse(EngineFacts? engine, SandboxErrorCode? refusal) =>
        engine is not null ? new SandboxCheck(Permission, SandboxCheckStatus.Passed, $"'{Environment.UserName}' may use the engine.")
        : refusal is SandboxErrorCode.PermissionDenied ? new SandboxCheck(
            Permission,
            SandboxCheckStatus.Failed,
            $"'{Environment.UserName}' may not use the engine.",
            "Let this user join the group that owns the engine's socket, log in again, or run a rootless engine.")
        : Skipped(Permission);

    private static SandboxCheck Skipped(string name) => new(name, SandboxCheckStatus.Skipped, "Not looked at, because the engine gave no answer.");

    private static async Task<SandboxCheck> LookAsync(string name, Func<Task<SandboxCheck>> look, string hintOnNoAnswer = EngineHangs, bool unless = false)
    {
        if (unless)
        {
            return Skipped(name);
        }

        try
        {
            return await look().ConfigureAwait(false);
        }
        catch (SandboxException e)
        {
            return new SandboxCheck(name, SandboxCheckStatus.Failed, e.WhatHappened, e.Hint ?? FallbackHint.For(e.Code));
        }
        catch (OperationCanceledException)
        {
            return new SandboxCheck(name, SandboxCheckStatus.Failed, $"No answer within {Limit.InSeconds()}.", hintOnNoAnswer);
        }
    }
}
