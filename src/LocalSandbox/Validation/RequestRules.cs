namespace LocalSandbox.Validation;

/// <summary>Checks what a caller hands to an operation, before anything is started.</summary>
internal static class RequestRules
{
    private const int LongestThreadId = 256;
    private const int FullIdLength = 64;

    public static void Check(SandboxRequest request, LocalSandboxOptions options)
    {
        if (request.Mounts is null || request.Environment is null)
        {
            throw Invalid($"{nameof(SandboxRequest.Mounts)} and {nameof(SandboxRequest.Environment)} must not be null.");
        }

        string?[] single =
        [
            NameRules.Check(nameof(SandboxRequest.SandboxId), request.SandboxId)
                ?? NameRules.CheckContainerName(nameof(SandboxRequest.SandboxId), options.ContainerPrefix, request.SandboxId),
            request.ThreadId?.Length > LongestThreadId
                ? $"{nameof(SandboxRequest.ThreadId)} has {request.ThreadId.Length} characters, at most {LongestThreadId} are allowed."
                : UnicodeText.IsValid(request.ThreadId ?? "") ? null
                : $"{nameof(SandboxRequest.ThreadId)} '{request.ThreadId}' holds half a surrogate pair.",
        ];

        ThrowIfAny(
        [
            .. single.OfType<string>(),
            .. EnvironmentRules.Check(nameof(SandboxRequest.Environment), request.Environment),

            // Together, because a mount of the request may hide one of the options.
            .. MountRules.Check(nameof(SandboxRequest.Mounts), options.Mounts.Concat(request.Mounts)),
        ]);
    }

    public static void CheckSandboxId(string? sandboxId, LocalSandboxOptions options)
    {
        var problem = NameRules.Check(nameof(SandboxInfo.SandboxId), sandboxId)
            ?? NameRules.CheckContainerName(nameof(SandboxInfo.SandboxId), options.ContainerPrefix, sandboxId!);
        ThrowIfAny(problem is null ? [] : [problem]);
    }

    public static void Check(SandboxInfo sandbox, LocalSandboxOptions options)
    {
        if (sandbox.ContainerName is null)
        {
            CheckSandboxId(sandbox.SandboxId, options);
        }

        string?[] problems =
        [
            sandbox.ContainerName is null ? null : NameRules.Check(nameof(SandboxInfo.ContainerName), sandbox.ContainerName),
            sandbox.ContainerId is null ? null : CheckContainerId(sandbox.ContainerId),
        ];
        ThrowIfAny([.. problems.OfType<string>()]);
    }

    /// <summary>An engine takes the beginning of an id for the whole; the library compares it, and would take a live sandbox for an absent one.</summary>
    private static string? CheckContainerId(string id) =>
        id.Length < FullIdLength && id.All(char.IsAsciiHexDigit)
            ? $"{nameof(SandboxInfo.ContainerId)} '{id}' is shortened: all {FullIdLength} digits are needed."
            : NameRules.CheckContainerId(nameof(SandboxInfo.ContainerId), id);

    private static void ThrowIfAny(IReadOnlyList<string> problems)
    {
        if (problems.Count > 0)
        {
            throw Invalid(string.Join(' ', problems));
        }
    }

    private static SandboxException Invalid(string message) => new(SandboxErrorCode.InvalidRequest, message);
}
