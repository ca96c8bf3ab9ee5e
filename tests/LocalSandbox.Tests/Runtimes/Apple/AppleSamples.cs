namespace LocalSandbox.Tests.Runtimes.Apple;

/// <summary>One element of each shape, built by hand from the types in Apple's source: nothing here was captured on a Mac.</summary>
internal static class AppleSamples
{
    /// <summary>From 1.0.0 on.</summary>
    public const string From100 = """
        [{"id":"agent-1",
         "configuration":{
          "id":"agent-1","creationDate":"2026-08-07T18:36:01Z",
          "image":{"reference":"docker.io\/library\/alpine:latest",
                   "descriptor":{"mediaType":"application\/vnd.oci.image.index.v1+json","digest":"sha256:...","size":9218}},
          "platform":{"architecture":"arm64","os":"linux"},
          "resources":{"cpus":4,"cpuOverhead":1,"memoryInBytes":1073741824},
          "publishedPorts":[{"hostAddress":"127.0.0.1","hostPort":49800,"containerPort":8080,"proto":"tcp","count":1}],
          "publishedSockets":[],
          "mounts":[{"type":{"virtiofs":{}},"source":"\/Users\/me\/work","destination":"\/work","options":["ro"]},
                    {"type":{"tmpfs":{}},"source":"tmpfs","destination":"\/tmp","options":[]}],
          "labels":{"owner":"mylib"},"sysctls":{},
          "networks":[{"network":"default","options":{"hostname":"agent-1","mtu":1280}}],
          "dns":{"nameservers":[],"options":[],"searchDomains":[]},
          "initProcess":{"executable":"sleep","arguments":["infinity"],"environment":["PATH=\/usr\/bin:\/bin","K=V"],
             "workingDirectory":"\/","terminal":false,"user":{"id":{"uid":0,"gid":0}},"supplementalGroups":[],"rlimits":[]},
          "capAdd":[],"capDrop":["ALL"],"readOnly":false,"useInit":true,"rosetta":false,"ssh":false,
          "virtualization":false,"runtimeHandler":"container-runtime-linux"},
         "status":{"state":"running","startedDate":"2026-08-07T18:36:03Z",
          "networks":[{"network":"default","hostname":"agent-1","ipv4Address":"192.168.64.3\/24","ipv4Gateway":"192.168.64.1",
             "ipv6Address":"fd12:3456:789a:1::3\/64","macAddress":"02:42:ac:11:00:02","mtu":1280}]}}]
        """;

    /// <summary>From 0.8.0 to 0.12.3.</summary>
    public const string From080 = """
        [{"status":"running","startedDate":791224563.123,
         "networks":[{"network":"default","hostname":"agent-1","ipv4Address":"192.168.64.3\/24","ipv4Gateway":"192.168.64.1",
                      "ipv6Address":"fd12:3456:789a:1::3\/64","macAddress":"02:42:ac:11:00:02"}],
         "configuration":{"id":"agent-1","publishedPorts":[{"hostAddress":"127.0.0.1","hostPort":49800,"containerPort":8080,"proto":"tcp","count":1}],
           "labels":{"owner":"mylib"},"readOnly":false,"resources":{"cpus":4,"memoryInBytes":1073741824}}}]
        """;

    /// <summary>0.6.0 to 0.7.1.</summary>
    public const string From060 = """
        [{"status":"running",
         "networks":[{"network":"default","hostname":"agent-1","address":"192.168.64.3\/24","gateway":"192.168.64.1"}],
         "configuration":{"id":"agent-1","publishedPorts":[{"hostAddress":"127.0.0.1","hostPort":49800,"containerPort":8080,"proto":"tcp"}],
           "labels":{}}}]
        """;
}
