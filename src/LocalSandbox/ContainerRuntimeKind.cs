namespace LocalSandbox;

/// <summary>The container engines whose command line can be driven.</summary>
public enum ContainerRuntimeKind
{
    /// <summary>On macOS Apple <c>container</c> when it answers <c>--version</c> and is supported, else <c>docker</c>; never <c>podman</c>, which has to be named.</summary>
    Auto,

    /// <summary>The <c>docker</c> command line, 20.10 or later.</summary>
    Docker,

    /// <summary>The <c>podman</c> command line, 4.3 or later, also remote and rootless.</summary>
    Podman,

    /// <summary>Apple's <c>container</c> command line, 0.6.0 or later.</summary>
    AppleContainer,
}
