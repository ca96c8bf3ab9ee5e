namespace LocalSandbox;

/// <summary>How sandboxes are made and reached. Bound from configuration and checked when the host starts.</summary>
public sealed class LocalSandboxOptions
{
    /// <summary>Gets or sets the engine to use.</summary>
    /// <value>The default is <see cref="ContainerRuntimeKind.Auto"/>.</value>
    public ContainerRuntimeKind Runtime { get; set; } = ContainerRuntimeKind.Auto;

    /// <summary>Gets or sets the path of the runtime's executable.</summary>
    /// <value><see langword="null"/> by default: the executable is looked up by its name on <c>PATH</c>.</value>
    public string? RuntimePath { get; set; }

    /// <summary>Gets or sets the image that sandboxes are made from.</summary>
    /// <value>The default is <c>ghcr.io/agent-infra/sandbox:latest</c>.</value>
    public string Image { get; set; } = "ghcr.io/agent-infra/sandbox:latest";

    /// <summary>Gets or sets the port that the image serves HTTP on.</summary>
    /// <value>1 to 65535; the default is 8080.</value>
    public int ContainerPort { get; set; } = 8080;

    /// <summary>Gets or sets the first host port to publish sandboxes on.</summary>
    /// <value>
    /// 1 to 65535, the last port of <see cref="PortRange"/> included, or 0 to let the engine choose, which costs one more call per create; the
    /// default is 8080.
    /// </value>
    public int BasePort { get; set; } = 8080;

    /// <summary>Gets or sets how many host ports, from <see cref="BasePort"/> on, may be used.</summary>
    /// <value>1 or more, the last port at most 65535; the default is 100. Without effect when <see cref="BasePort"/> is 0.</value>
    public int PortRange { get; set; } = 100;

    /// <summary>Gets or sets what container names begin with; backends with different prefixes never see each other's sandboxes.</summary>
    /// <value>
    /// 2 or more of <c>[a-zA-Z0-9_.-]</c>, the first a letter or digit, and with the sandbox id and the hyphen between them at most 63; the
    /// default is <c>local-sandbox</c>.
    /// </value>
    public string ContainerPrefix { get; set; } = "local-sandbox";

    /// <summary>Gets the directories and files that every sandbox shares with the host.</summary>
    /// <value>Empty by default.</value>
    public IList<SandboxMount> Mounts { get; } = [];

    /// <summary>Gets the environment variables of every sandbox.</summary>
    /// <value>Empty by default. Values never appear in a command line, a log or an exception.</value>
    public IDictionary<string, string> Environment { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets or sets the host name or address that <see cref="SandboxInfo.Url"/> names.</summary>
    /// <value>The default is <c>127.0.0.1</c>; <c>host.docker.internal</c> for a host that itself runs in a container.</value>
    public string SandboxHost { get; set; } = "127.0.0.1";

    /// <summary>Gets or sets the address that sandboxes' ports are published on.</summary>
    /// <value><see langword="null"/> by default: loopback for a loopback <see cref="SandboxHost"/>, else every interface, with a warning.</value>
    public string? BindAddress { get; set; }

    /// <summary>Gets or sets the path that answers 200 when a sandbox is ready.</summary>
    /// <value>Begins with <c>/</c>; the default is <c>/v1/sandbox</c>.</value>
    public string HealthPath { get; set; } = "/v1/sandbox";

    /// <summary>Gets or sets how long a created sandbox may take until it is ready.</summary>
    /// <value>Zero to a day; the default is 60 seconds, zero does not wait at all.</value>
    public TimeSpan ReadyTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Gets or sets how long a sandbox that is looked up may take to answer its health check.</summary>
    /// <value>Zero to a day; the default is 5 seconds, zero does not ask at all.</value>
    public TimeSpan DiscoverTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets the time limit of one call that only reads (inspect, list, logs), and of a stop beyond the grace period.</summary>
    /// <value>More than zero, at most a day; the default is 15 seconds.</value>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Gets or sets the time limit of starting a container; pulling a missing image has the same limit, for itself.</summary>
    /// <value>More than zero, at most a day; the default is 10 minutes.</value>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets how long a sandbox's process may take to end by itself before it is killed.</summary>
    /// <value>Zero to a day, in whole seconds, rounded up; the default is 5 seconds, zero kills at once.</value>
    public TimeSpan StopGracePeriod { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Gets or sets how long destroying a sandbox may take in all, the grace period included.</summary>
    /// <value>More than <see cref="StopGracePeriod"/>, at most a day; the default is 120 seconds.</value>
    public TimeSpan StopTimeout { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>Gets or sets how much a sandbox is kept from the machine it runs on.</summary>
    /// <value>The default is <see cref="SandboxIsolation.Browser"/>.</value>
    public SandboxIsolation Isolation { get; set; } = SandboxIsolation.Browser;

    /// <summary>Gets or sets the memory limit, swap included.</summary>
    /// <value>
    /// A whole number followed by <c>k</c>, <c>m</c> or <c>g</c> (powers of 1024), such as <c>512m</c>; <c>0</c> for no limit;
    /// <see langword="null"/> by default: that of <see cref="Isolation"/>.
    /// </value>
    public string? Memory { get; set; }

    /// <summary>Gets or sets how many CPUs' worth of time a sandbox may use.</summary>
    /// <value>0.01 to 4096, or 0 for no limit; <see langword="null"/> by default: that of <see cref="Isolation"/>.</value>
    public double? Cpus { get; set; }

    /// <summary>Gets or sets how many processes and threads a sandbox may have.</summary>
    /// <value>1 or more, or 0 for no limit; <see langword="null"/> by default: that of <see cref="Isolation"/>.</value>
    public int? PidsLimit { get; set; }

    /// <summary>Gets or sets the engine's network that sandboxes join.</summary>
    /// <value>
    /// <see langword="null"/> by default: the engine's own default. <c>host</c>, <c>none</c> and <c>container:…</c> are refused,
    /// because they publish no port.
    /// </value>
    public string? Network { get; set; }

    /// <summary>Gets or sets the user that the sandbox's process runs as.</summary>
    /// <value>A name or <c>uid[:gid]</c>; <see langword="null"/> by default: the image's own.</value>
    public string? User { get; set; }

    /// <summary>Gets or sets a value indicating whether an init process forwards signals and reaps children.</summary>
    /// <value>The default is <see langword="true"/>: without one, a process that ignores SIGTERM costs the whole grace period.</value>
    public bool Init { get; set; } = true;

    /// <summary>Gets or sets a value indicating whether the engine removes a container as soon as its process ends.</summary>
    /// <value>The default is <see langword="false"/>: exit code and logs of a dead sandbox stay to explain it until it is destroyed.</value>
    public bool AutoRemove { get; set; }

    /// <summary>Gets or sets the folder of the locks by which processes tell each other which sandboxes they use.</summary>
    /// <value>
    /// An absolute path; <see langword="null"/> by default: <c>localsandbox</c> under <c>XDG_RUNTIME_DIR</c> where that is an absolute path; for
    /// root without one <c>/run/localsandbox</c>; else <c>localsandbox-{user}</c> under the folder for temporary files. It is made when missing,
    /// for this user only (mode 0700). Processes that share sandboxes must share this folder.
    /// </value>
    public string? LockFolder { get; set; }

    /// <summary>Gets or sets what to do with a running sandbox of the wanted id that was made differently.</summary>
    /// <value>The default is <see cref="SpecMismatchPolicy.Adopt"/>.</value>
    public SpecMismatchPolicy SpecMismatch { get; set; } = SpecMismatchPolicy.Adopt;

    /// <summary>Gets labels to put on every container besides the library's own.</summary>
    /// <value>Empty by default. Names beginning with <c>io.localsandbox.</c> are refused.</value>
    public IDictionary<string, string> Labels { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Gets arguments passed to the runtime's <c>run</c> as they are, before the image.</summary>
    /// <value>Empty by default. Never put a secret here: it would stand on a command line.</value>
    public IList<string> ExtraRunArguments { get; } = [];

    /// <summary>Copies the options; the copy shares the lists.</summary>
    internal LocalSandboxOptions Copy() => (LocalSandboxOptions)MemberwiseClone();
}
