using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using LocalSandbox.Processes;

namespace LocalSandbox.Tests.Fakes;

/// <summary>A Docker engine in memory, which answers in the JSON and the words of the real one.</summary>
internal sealed class FakeEngine
{
    private readonly Lock _gate = new();
    private readonly List<FakeContainer> _containers = [];

    public FakeEngine()
    {
        Runner = new ScriptedProcessRunner()
            .Always("--version", Replies.Ok("Docker version 29.7.2, build 1\n"))
            .Always("run", UnlessDown(Run))
            .Always("container inspect", UnlessDown(Inspect))
            .Always("ps", UnlessDown(List))
            .Always("rm", UnlessDown(Remove))
            .Always("stop", UnlessDown(Stop))
            .Always("logs", UnlessDown(Logs))
            .Always("pull", UnlessDown(Pull))
            .Always("info", UnlessDown(_ => new ProcessResult(0, $"29.7.2 linux x86_64 {Limits} {StorageFolder}\n", "")))
            .Always("image", UnlessDown(FindImage))
            .Always("wait", WaitAsync);
    }

    public ScriptedProcessRunner Runner { get; }

    public IReadOnlyList<FakeContainer> Containers
    {
        get
        {
            lock (_gate)
            {
                return [.. _containers];
            }
        }
    }

    public bool IsDown { get; set; }

    public bool HasImage { get; set; } = true;

    public string ImageArchitecture { get; set; } = "amd64";

    /// <summary>Gets or sets whether it enforces limits of memory, CPUs and processes.</summary>
    public string Limits { get; set; } = "true/true/true";

    public string StorageFolder { get; set; } = "/var/lib/docker";

    /// <summary>Gets the ports that something else on this machine listens on, unseen by a look from here.</summary>
    public HashSet<int> BusyPorts { get; } = [];

    /// <summary>Gets or sets what becomes of a container that was just started.</summary>
    public Action<FakeContainer> OnStarted { get; set; } = _ => { };

    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    public FakeContainer Add(FakeContainer container)
    {
        lock (_gate)
        {
            _containers.Add(container);
        }

        return container;
    }

    /// <summary>Adds a container of ours, as another process would have made it.</summary>
    public FakeContainer AddSandbox(string sandboxId, string state = "running", int? hostPort = 8765, string prefix = "local-sandbox") =>
        Add(new FakeContainer(NewId(), $"{prefix}-{sandboxId}")
        {
            State = state,
            HostPort = hostPort,
            Labels = { ["io.localsandbox.prefix"] = prefix, ["io.localsandbox.attempt"] = Guid.NewGuid().ToString("N") },
        });

    public void Drop(FakeContainer container)
    {
        lock (_gate)
        {
            _containers.Remove(container);
        }

        container.Vanish();
    }

    /// <summary>Refuses the port of the next run, as if another program had taken it a moment ago.</summary>
    public void RefuseNextPort() => Runner.Next("run", (command, _) =>
    {
        BusyPorts.Add(PortOf(command));
        return Task.FromResult(Run(command));
    });

    /// <summary>Looks when it is asked, and tells what it saw when the gate is open: late answers are old ones.</summary>
    public void HoldNextInspect(Task gate) => Runner.Next("container inspect", (command, cancellationToken) =>
    {
        var seen = Inspect(command);
        return Replies.After(gate, (_, _) => Task.FromResult(seen))(command, cancellationToken);
    });

    /// <summary>Gets the host port that a run asks for.</summary>
    public static int PortOf(ProcessCommand run) => int.Parse(ValueOf(run.Arguments, "-p").Split(':')[^2], CultureInfo.InvariantCulture);

    public static string NameOf(ProcessCommand run) => ValueOf(run.Arguments, "--name");

    public static ProcessResult NoSuchContainer(string name, string output = "") =>
        new(1, output, $"Error response from daemon: No such container: {name}\n");

    /// <summary>Spells a list of containers, which has a heading also when it is empty.</summary>
    public static string Listed(params string[] ids) => string.Concat(ids.Prepend("CONTAINER ID").Select(line => line + "\n"));

    public ProcessResult Run(ProcessCommand command)
    {
        var arguments = command.Arguments;
        var image = arguments[^1];
        var name = ValueOf(arguments, "--name");
        if (!HasImage)
        {
            return Refused($"No such image: {image}");
        }

        var published = ValueOf(arguments, "-p");
        var address = published[..published.LastIndexOf(':')];
        var hostPort = address[(address.LastIndexOf(':') + 1)..];
        var container = new FakeContainer(NewId(), name)
        {
            State = "created",
            HostIp = address[..address.LastIndexOf(':')].Trim('[', ']'),
            HostPort = hostPort.Length == 0 ? RandomNumberGenerator.GetInt32(32768, 60999) : int.Parse(hostPort, CultureInfo.InvariantCulture),
            ContainerPort = int.Parse(published[(published.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture),
            Labels = arguments.Index().Where(argument => argument.Item == "--label").Select(argument => arguments[argument.Index + 1].Split('=', 2))
                .ToDictionary(label => label[0], label => label[1], StringComparer.Ordinal),
        };

        lock (_gate)
        {
            if (_containers.Find(other => other.Name == name) is { } rival)
            {
                return Refused($"Conflict. The container name \"/{name}\" is already in use by container \"{rival.Id}\". "
                    + "You have to remove (or rename) that container to be able to reuse that name.");
            }

            _containers.Add(container);
            if (BusyPorts.Contains(container.HostPort.Value)
                || _containers.Exists(other => other != container && other.State == "running" && other.HostPort == container.HostPort))
            {
                return Refused(
                    $"failed to set up container networking: driver failed programming external connectivity on endpoint {name} (5528616f): "
                        + $"failed to bind host port {container.HostIp}:{container.HostPort}/tcp: address already in use",
                    container.Id + "\n");
            }
        }

        container.State = "running";
        OnStarted(container);
        return new ProcessResult(0, container.Id + "\n", "");
    }

    private static ProcessResult Refused(string error, string output = "") =>
        new(125, output, $"docker: Error response from daemon: {error}\n\nRun 'docker run --help' for more information\n");

    private static string ValueOf(IReadOnlyList<string> arguments, string option) => arguments[arguments.ToList().IndexOf(option) + 1];

    private Reply UnlessDown(Func<ProcessCommand, ProcessResult> answer) => (command, _) => Task.FromResult(IsDown ? Down(command) : answer(command));

    /// <summary>Says so on standard error, whatever the command; only then come the fields that <c>info</c> cannot fill and the empty list of <c>inspect</c>.</summary>
    private static ProcessResult Down(ProcessCommand command) => new(
        1,
        ScriptedProcessRunner.Verb(command) switch
        {
            "container inspect" => "[]\n",
            "info" => "   false/false/false \n",
            _ => "",
        },
        "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: "
            + "dial unix /var/run/docker.sock: connect: no such file or directory\n");

    private FakeContainer? Find(string nameOrId)
    {
        lock (_gate)
        {
            return _containers.Find(container => container.Name == nameOrId)
                ?? _containers.Find(container => container.Id.StartsWith(nameOrId, StringComparison.Ordinal));
        }
    }

    private ProcessResult Inspect(ProcessCommand command)
    {
        var found = new JsonArray();
        var error = "";
        foreach (var name in command.Arguments.Skip(2))
        {
            if (Find(name) is { } container)
            {
                found.Add(FakeDockerJson.Of(container));
            }
            else
            {
                error += NoSuchContainer(name).StandardError;
            }
        }

        return new ProcessResult(error.Length == 0 ? 0 : 1, found.ToJsonString() + "\n", error);
    }

    private ProcessResult List(ProcessCommand command)
    {
        var filter = ValueOf(command.Arguments, "--filter").Split('=', 3);
        var found = Containers.Where(container => container.Labels.GetValueOrDefault(filter[1]) == filter[2]);
        return new ProcessResult(0, Listed([.. found.Select(container => container.Id)]), "");
    }

    private ProcessResult Remove(ProcessCommand command)
    {
        if (Find(command.Arguments[^1]) is { } container)
        {
            Drop(container);
        }

        return new ProcessResult(0, command.Arguments[^1] + "\n", "");
    }

    private ProcessResult Stop(ProcessCommand command)
    {
        if (Find(command.Arguments[^1]) is not { } container)
        {
            return NoSuchContainer(command.Arguments[^1]);
        }

        container.Exit(143);
        return new ProcessResult(0, command.Arguments[^1] + "\n", "");
    }

    private ProcessResult Logs(ProcessCommand command) =>
        Find(command.Arguments[^1]) is { } container ? new ProcessResult(0, container.Log, "") : NoSuchContainer(command.Arguments[^1]);

    private ProcessResult Pull(ProcessCommand command)
    {
        HasImage = true;
        return new ProcessResult(0, command.Arguments[^1] + "\n", "");
    }

    private ProcessResult FindImage(ProcessCommand command) => HasImage
        ? new ProcessResult(0, $"linux/{ImageArchitecture}\n", "")
        : new ProcessResult(1, "\n", $"Error response from daemon: No such image: {command.Arguments[^1]}\n");

    private async Task<ProcessResult> WaitAsync(ProcessCommand command, CancellationToken cancellationToken)
    {
        var id = command.Arguments[^1];
        if (Find(id) is not { } container)
        {
            return NoSuchContainer(id);
        }

        if (container.State is "running" or "paused")
        {
            await container.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        return new ProcessResult(0, container.ExitCode.ToString(CultureInfo.InvariantCulture) + "\n", "");
    }
}
