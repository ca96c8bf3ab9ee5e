using LocalSandbox.AppleEmulator.Machine;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

/// <summary>What the service knows of its containers.</summary>
internal static class Containers
{
    /// <summary>Lists them in no order, after looking which machines have died.</summary>
    public static async Task<IReadOnlyList<ContainerRecord>> ListAsync(EmulatorHome home)
    {
        var records = home.All().ToArray();
        for (var i = 0; i < records.Length; i++)
        {
            if (records[i].State == ContainerRecord.Running && !await MachineControl.IsAliveAsync(records[i]))
            {
                using (await home.LockAsync())
                {
                    records[i] = home.Find(records[i].Id) is { } now && now.Generation == records[i].Generation ? now with { State = ContainerRecord.Stopped } : records[i];
                    if (home.Find(records[i].Id) is not null)
                    {
                        home.Save(records[i]);
                    }
                }
            }
        }

#pragma warning disable CA5394 // An order, not a secret.
        Random.Shared.Shuffle(records);
#pragma warning restore CA5394
        return records;
    }

    public static CliFailure NotFound(string verb, string id) => new(
        "internalError", $"failed to {verb} container", new CliFailure("notFound", $"container with ID {id} not found").Nested)
    {
        IsAggregated = true,
    };

    /// <summary>Reads the names of a command that takes several, or all.</summary>
    public static IReadOnlyList<string> Named(CommandLine.ParsedArguments parsed, EmulatorHome home)
    {
        if (parsed.Has("--all") == parsed.Positionals.Count > 0)
        {
            throw new CliFailure("invalidArgument", parsed.Has("--all") ? "explicitly supplied container IDs conflict with the --all flag" : "no containers specified and --all not supplied");
        }

        return parsed.Has("--all") ? [.. home.All().Select(record => record.Id)] : [.. parsed.Positionals.Distinct()];
    }

    /// <summary>Does something for each name and goes on after a failure; all failures come together at the end.</summary>
    public static async Task ForEachAsync(IReadOnlyList<string> ids, Func<string, Task> act)
    {
        var failures = new List<CliFailure>();
        foreach (var id in ids)
        {
            try
            {
                await act(id);
                await Console.Out.WriteLineAsync(id);
            }
            catch (CliFailure e)
            {
                failures.Add(e);
            }
        }

        if (failures.Count > 0)
        {
            throw new CliFailures(failures);
        }
    }
}
