using System.Text;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using LocalSandbox.Runtimes.Docker;

namespace LocalSandbox.Benchmarks.Pure;

/// <summary>Reading what <c>docker container inspect</c> prints, which is also the second half of a list.</summary>
public class InspectParsing
{
    private string _text = "";
    private byte[] _bytes = [];

    [Params(1, 10, 100, 1000)]
    public int Containers { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _text = InspectAnswer.Of(Containers);
        _bytes = Encoding.UTF8.GetBytes(_text);
    }

    /// <summary>The least that reading any JSON takes: nothing is kept of it.</summary>
    [Benchmark(Baseline = true)]
    public void JsonDocumentParse()
    {
        using var document = JsonDocument.Parse(_bytes);
    }

    [Benchmark]
    public object Inspect() => DockerInspect.Parse(_text, DockerStates.Read);
}
