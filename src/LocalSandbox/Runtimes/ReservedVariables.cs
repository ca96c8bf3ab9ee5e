namespace LocalSandbox.Runtimes;

/// <summary>
/// Names of environment variables that a runtime's command line, the loader, the C library or (the command line may be a script) a shell itself
/// reads. A sandbox's variable of such a name must not stand in the command line's own environment, where it would change what the command
/// line does.
/// </summary>
internal static class ReservedVariables
{
    private static readonly string[] Prefixes =
    [
        "BASH_FUNC_", "BUILDKIT_", "BUILDX_", "CONTAINER_", "CONTAINERS_", "DOCKER_", "DYLD_", "LC_", "LD_", "MALLOC_", "MOBY_", "OPENSSL_",
        "OTEL_", "PODMAN_", "SSL_", "XDG_", "XPC_",
    ];

    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "APPDATA", "BASHOPTS", "BASH_ENV", "CDPATH", "COMSPEC", "DBUS_SESSION_BUS_ADDRESS", "GCONV_PATH", "GLIBC_TUNABLES", "GLOBIGNORE",
        "GOCOVERDIR", "GODEBUG", "GOGC", "GOMAXPROCS", "GOMEMLIMIT", "GOTRACEBACK", "HOME", "HOMEDRIVE", "HOMEPATH", "HOSTALIASES", "IFS",
        "LANG", "LANGUAGE", "LOCALAPPDATA", "LOCALDOMAIN", "LOCPATH", "LOGNAME", "NLSPATH", "NO_COLOR", "PATH", "PATHEXT", "PROGRAMDATA",
        "PROGRAMFILES", "PS4", "PWD", "REGISTRY_AUTH_FILE", "RES_OPTIONS", "SHELL", "SHELLOPTS", "SSH_AGENT_PID", "SSH_ASKPASS",
        "SSH_ASKPASS_REQUIRE", "SSH_AUTH_SOCK", "SSH_PKCS11_HELPER", "SSH_SK_HELPER", "SSH_SK_PROVIDER", "STORAGE_DRIVER", "STORAGE_OPTS",
        "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TERM", "TMP", "TMPDIR", "TZ", "TZDIR", "USER", "USERNAME", "USERPROFILE", "WINDIR",
    };

    /// <summary>Compares without case: proxies are spelled both ways, and on Windows every name is.</summary>
    public static bool Contains(string name) =>
        Names.Contains(name)
        || name.EndsWith("_PROXY", StringComparison.OrdinalIgnoreCase)
        || Array.Exists(Prefixes, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
