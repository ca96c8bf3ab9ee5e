namespace LocalSandbox;

/// <summary>How much a sandbox is kept from the machine it runs on.</summary>
public enum SandboxIsolation
{
    /// <summary>
    /// Seccomp is off, because Chromium in the default image needs it; every capability is dropped but
    /// CHOWN, SETUID, SETGID, DAC_OVERRIDE and FOWNER; no new privileges; 2 GiB of memory, 2 CPUs, 512 processes.
    /// </summary>
    Browser,

    /// <summary>The engine's own seccomp profile, no capabilities, no new privileges, and the limits of <see cref="Browser"/>.</summary>
    Strict,

    /// <summary>The engine's defaults with seccomp off and no limits.</summary>
    Compatible,
}
