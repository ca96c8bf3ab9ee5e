// Another host process, with a backend of its own.
//
//   peer OPERATION IMAGE PREFIX BASE_PORT ID [NAME=VALUE ...]   does one operation and prints the answer as JSON
//   peer serve IMAGE PREFIX BASE_PORT LOCK_FOLDER PORT_RANGE    prints "ready", then does what each line of its input asks for, all at the same
//                                                               time, until the input ends: NUMBER OPERATION ID [NAME=VALUE ...]; it answers
//                                                               with lines NUMBER JSON, where the JSON is { "Answer": ... } or { "Error": "..." }
using System.Globalization;
using System.Text.Json;
using LocalSandbox;

switch (args)
{
    case ["serve", var image, var prefix, var basePort, var lockFolder, var portRange]:
        using (var backend = NewBackend(image, prefix, basePort, portRange, lockFolder))
        {
            await ServeAsync(backend);
        }

        return 0;

    case [var operation, var image, var prefix, var basePort, var id, .. var variables]:
        using (var backend = NewBackend(image, prefix, basePort))
        {
            Console.WriteLine(JsonSerializer.Serialize(await DoAsync(backend, operation, id, variables)));
        }

        return 0;

    default:
        await Console.Error.WriteLineAsync("peer OPERATION IMAGE PREFIX BASE_PORT ID [NAME=VALUE ...]");
        return 2;
}

static LocalContainerBackend NewBackend(string image, string prefix, string basePort, string portRange = "39", string? lockFolder = null) =>
    new(new LocalSandboxOptions
    {
        Runtime = ContainerRuntimeKind.Docker,
        Image = image,
        ContainerPrefix = prefix,
        BasePort = int.Parse(basePort, CultureInfo.InvariantCulture),
        PortRange = int.Parse(portRange, CultureInfo.InvariantCulture),
        StopGracePeriod = TimeSpan.FromSeconds(1),
        LockFolder = lockFolder,
    });

static async Task<object?> DoAsync(LocalContainerBackend backend, string operation, string id, IEnumerable<string> variables)
{
    var request = new SandboxRequest(id)
    {
        Environment = variables.Select(variable => variable.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]),
    };
    switch (operation)
    {
        case "create":
            return await backend.CreateAsync(request);
        case "get-or-create":
            return await backend.GetOrCreateAsync(request);
        case "discover":
            return await backend.DiscoverAsync(id);
        case "list":
            return await backend.ListRunningAsync();
        case "destroy":
            await backend.DestroyAsync(new SandboxInfo(id));
            return true;
        default:
            throw new ArgumentException($"There is no operation '{operation}'.");
    }
}

static async Task ServeAsync(LocalContainerBackend backend)
{
    var tasks = new List<Task>();

    // Whoever is asked first would otherwise spend most of the time on finding out which runtime there is.
    await backend.ListRunningAsync();
    await Console.Out.WriteLineAsync("ready");
    while (await Console.In.ReadLineAsync() is { } line)
    {
        tasks.Add(Task.Run(async () => await Console.Out.WriteLineAsync(await AnswerAsync(backend, line.Split(' ')))));
    }

    await Task.WhenAll(tasks);
}

static async Task<string> AnswerAsync(LocalContainerBackend backend, string[] words)
{
    object answer;
    try
    {
        answer = new { Answer = await DoAsync(backend, words[1], words[2], words[3..]) };
    }
    catch (SandboxException e)
    {
        answer = new { Error = $"{e.Code}: {e.Message}" };
    }

    return $"{words[0]} {JsonSerializer.Serialize(answer)}";
}
