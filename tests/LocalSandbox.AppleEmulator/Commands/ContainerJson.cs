using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalSandbox.AppleEmulator.Storage;

namespace LocalSandbox.AppleEmulator.Commands;

/// <summary>Prints containers as JSON in the shape of the version, as its sources have it.</summary>
internal static class ContainerJson
{
    private static readonly DateTimeOffset ReferenceDate = new(2001, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly JsonSerializerOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonSerializerOptions Pretty = new(Compact) { WriteIndented = true };

    public static string Format(IEnumerable<ContainerRecord> records, CliVersion version, bool isPretty)
    {
        var array = new JsonArray([.. records.Select(record => Order(version.IsAtLeast(1, 0) ? Nested(record, version) : Flat(record, version), version))]);
        var text = array.ToJsonString(isPretty ? Pretty : Compact);
        text = isPretty ? text.Replace("\": ", "\" : ") : text;

        // Only a string can hold a slash.
        return version.IsAtLeast(1, 4) ? text : text.Replace("/", "\\/");
    }

    private static JsonObject Nested(ContainerRecord record, CliVersion version)
    {
        var status = new JsonObject { ["state"] = record.State, ["networks"] = Networks(record, version) };
        if (record.StartedAt is { } started)
        {
            status["startedDate"] = Iso(started);
        }

        return new JsonObject { ["id"] = record.Id, ["configuration"] = Configuration(record, version), ["status"] = status };
    }

    private static JsonObject Flat(ContainerRecord record, CliVersion version)
    {
        var container = new JsonObject
        {
            ["status"] = record.State,
            ["networks"] = Networks(record, version),
            ["configuration"] = Configuration(record, version),
        };
        if (version.IsAtLeast(0, 8) && record.StartedAt is { } started)
        {
            container["startedDate"] = Math.Round((started - ReferenceDate).TotalSeconds, 3);
        }

        return container;
    }

    private static JsonArray Networks(ContainerRecord record, CliVersion version)
    {
        if (record.State != ContainerRecord.Running)
        {
            return [];
        }

        var network = new JsonObject { ["network"] = "default", ["hostname"] = record.Id.Split('.')[0] };
        if (version.IsAtLeast(0, 8))
        {
            network["ipv4Address"] = "192.168.64.3/24";
            network["ipv4Gateway"] = "192.168.64.1";
            network["ipv6Address"] = "fd12:3456:789a:1::3/64";
        }
        else
        {
            network["address"] = "192.168.64.3/24";
            network["gateway"] = "192.168.64.1";
        }

        if (version.IsAtLeast(0, 7))
        {
            network["macAddress"] = "02:42:ac:11:00:02";
        }

        if (version.IsAtLeast(0, 11))
        {
            network["mtu"] = 1280;
        }

        return [network];
    }

    private static JsonObject Configuration(ContainerRecord record, CliVersion version)
    {
        var configuration = new JsonObject
        {
            ["id"] = record.Id,
            ["image"] = new JsonObject
            {
                ["reference"] = record.Image,
                ["descriptor"] = new JsonObject { ["mediaType"] = "application/vnd.oci.image.index.v1+json", ["digest"] = "sha256:0", ["size"] = 9218 },
            },
            ["platform"] = new JsonObject { ["architecture"] = "arm64", ["os"] = "linux" },
            ["resources"] = new JsonObject { ["cpus"] = record.Cpus, ["memoryInBytes"] = record.MemoryInBytes },
            ["publishedPorts"] = new JsonArray([.. record.Ports.Select(port => Port(port, version))]),
            ["publishedSockets"] = new JsonArray(),
            ["mounts"] = new JsonArray([.. record.Mounts.Select(Mount)]),
            ["labels"] = new JsonObject(record.Labels.Select(label => KeyValuePair.Create<string, JsonNode?>(label.Key, label.Value))),
            ["sysctls"] = new JsonObject(),
            ["networks"] = new JsonArray(new JsonObject
            {
                ["network"] = "default",
                ["options"] = new JsonObject { ["hostname"] = record.Id.Split('.')[0] },
            }),
            ["dns"] = new JsonObject { ["nameservers"] = new JsonArray(), ["options"] = new JsonArray(), ["searchDomains"] = new JsonArray() },
            ["initProcess"] = new JsonObject
            {
                ["executable"] = "/bin/busybox",
                ["arguments"] = Texts(["sh", "/sandbox.sh"]),
                ["environment"] = Texts(record.Environment),
                ["workingDirectory"] = "/",
                ["terminal"] = false,
                ["user"] = record.User is null
                    ? new JsonObject { ["id"] = new JsonObject { ["uid"] = 0, ["gid"] = 0 } }
                    : new JsonObject { ["raw"] = new JsonObject { ["userString"] = record.User } },
                ["supplementalGroups"] = new JsonArray(),
                ["rlimits"] = new JsonArray(),
            },
            ["rosetta"] = false,
            ["ssh"] = false,
            ["virtualization"] = false,
            ["runtimeHandler"] = "container-runtime-linux",
        };
        if (version.IsAtLeast(0, 8))
        {
            configuration["readOnly"] = record.IsReadOnly;
        }

        if (version.IsAtLeast(0, 10))
        {
            configuration["useInit"] = record.HasInit;
        }

        if (version.IsAtLeast(0, 12))
        {
            configuration["capAdd"] = Texts(record.CapabilitiesAdded);
            configuration["capDrop"] = Texts(record.CapabilitiesDropped);
        }

        if (version.IsAtLeast(1, 0))
        {
            configuration["creationDate"] = Iso(record.CreatedAt);
            configuration["resources"]!["cpuOverhead"] = 1;
        }

        return configuration;
    }

    private static JsonObject Port(PublishedRecord port, CliVersion version)
    {
        var published = new JsonObject
        {
            ["hostAddress"] = port.HostAddress,
            ["hostPort"] = port.HostPort,
            ["containerPort"] = port.ContainerPort,
            ["proto"] = port.Proto,
        };
        if (version.IsAtLeast(0, 7))
        {
            published["count"] = port.Count;
        }

        return published;
    }

    private static JsonObject Mount(MountRecord mount) => new()
    {
        ["type"] = new JsonObject { [mount.Type] = new JsonObject() },
        ["source"] = mount.Source,
        ["destination"] = mount.Destination,
        ["options"] = Texts(mount.Options),
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);

    private static string Iso(DateTimeOffset date) => date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>From 1.0.0 on the keys are sorted; before, they come in no order.</summary>
    private static JsonObject Order(JsonObject container, CliVersion version)
    {
        var keys = container.ToArray();
        container.Clear();
#pragma warning disable CA5394 // An order, not a secret.
        Random.Shared.Shuffle(keys);
#pragma warning restore CA5394
        foreach (var (key, value) in version.IsAtLeast(1, 0) ? keys.OrderBy(key => key.Key, StringComparer.Ordinal) : keys.AsEnumerable())
        {
            container[key] = key is "labels" ? value : Order(value, version);
        }

        return container;
    }

    private static JsonNode? Order(JsonNode? value, CliVersion version)
    {
        foreach (var inner in (value as JsonArray ?? []).OfType<JsonObject>())
        {
            Order(inner, version);
        }

        return value is JsonObject container ? Order(container, version) : value;
    }
}
