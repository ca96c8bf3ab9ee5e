// Plays programs for the tests of the process runner; the first argument says which.
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

using var output = Console.OpenStandardOutput();
using var error = Console.OpenStandardError();
switch (args)
{
    case ["arguments", .. var rest]:
        JsonSerializer.Serialize(output, rest);
        return 0;

    case ["variables", .. var names]:
        JsonSerializer.Serialize(output, names.ToDictionary(name => name, Environment.GetEnvironmentVariable));
        return 0;

    case ["echo"]:
        using (var input = Console.OpenStandardInput())
        {
            await input.CopyToAsync(output);
        }

        return 0;

    case ["exit", var code]:
        output.Write("to output"u8);
        error.Write("to error"u8);
        return Number(code);

    // Valid UTF-8 around a byte that never occurs in it, and a character that is cut off at the end.
    case ["invalid-utf8"]:
        output.Write([(byte)'a', 0xFF, (byte)'b', 0xC3]);
        error.Write([0x80, (byte)'c']);
        return 0;

    // Both streams at once: whoever reads one after the other never gets to the end.
    case ["write", var megabytes, var end]:
        await Task.WhenAll(Task.Run(() => Write(output, Number(megabytes), $"output {end}")), Task.Run(() => Write(error, Number(megabytes), $"error {end}")));
        return 0;

    case ["sleep", var milliseconds, var pidFile]:
        WritePid(pidFile);
        await Task.Delay(Number(milliseconds));
        return 0;

    // A child that inherits the pipes; this process ends before it, or stays with it.
    case ["parent", var stay, var milliseconds, var pidFile, var childsPidFile]:
        WritePid(pidFile);
        using (var child = Process.Start(Environment.ProcessPath!, ["sleep", milliseconds, childsPidFile]))
        {
            while (!File.Exists(childsPidFile))
            {
                await Task.Delay(10);
            }

            if (stay == "stay")
            {
                await child.WaitForExitAsync();
            }
        }

        return 0;

    default:
        error.Write("There is no such program."u8);
        return 64;
}

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

// Under its name only when it is complete.
static void WritePid(string path)
{
    File.WriteAllText(path + ".part", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
    File.Move(path + ".part", path);
}

static void Write(Stream stream, int megabytes, string end)
{
    var line = System.Text.Encoding.UTF8.GetBytes(new string('x', 1023) + "\n");
    for (var i = 0; i < megabytes * 1024; i++)
    {
        stream.Write(line);
    }

    stream.Write(System.Text.Encoding.UTF8.GetBytes(end));
}
