using System.Text;
using CsCheck;
using LocalSandbox.Runtimes.Docker;

namespace LocalSandbox.Tests.Runtimes.Docker;

public sealed class DockerMountTests
{
    private static readonly Gen<string> Path = Gen.String[Gen.Char[" \"',=:\\;$/.-_aZ9äß日"], 0, 12].Select(rest => "/" + rest);

    [Theory]
    [InlineData("/data", "/mnt", false, "type=bind,src=/data,dst=/mnt")]
    [InlineData("/data", "/mnt", true, "type=bind,src=/data,dst=/mnt,readonly")]
    [InlineData("/a,b", "/x", false, "type=bind,\"src=/a,b\",dst=/x")]
    [InlineData("/a\"b", "/x", true, "type=bind,\"src=/a\"\"b\",dst=/x,readonly")]
    [InlineData("/a,\"b\"", "/x,y", false, "type=bind,\"src=/a,\"\"b\"\"\",\"dst=/x,y\"")]
    [InlineData("/with space", "/x=y", false, "type=bind,src=/with space,dst=/x=y")]
    [InlineData(@"C:\Users\me", "/x", false, @"type=bind,src=C:\Users\me,dst=/x")]
    [InlineData("D:/deer-flow/data", "/mnt/user-data", true, "type=bind,src=D:/deer-flow/data,dst=/mnt/user-data,readonly")]
    [InlineData(@"\\server\share", "/x", false, @"type=bind,src=\\server\share,dst=/x")]
    [InlineData("/it's:$HOME", "/ä", false, "type=bind,src=/it's:$HOME,dst=/ä")]
    public void Format_EachKindOfPath_IsQuotedOnlyWhereNeeded(string source, string target, bool readOnly, string expected) =>
        DockerMount.Format(new SandboxMount(source, target, readOnly)).Should().Be(expected);

    [Fact]
    [Trait("Category", "Fuzz")]
    public void Format_AnyPaths_AreReadBackByAnRfc4180Reader() =>
        Gen.Select(Path, Path, Gen.Bool).Sample((source, target, readOnly) =>
        {
            string[] expected = ["type=bind", $"src={source}", $"dst={target}", .. readOnly ? ["readonly"] : Array.Empty<string>()];

            return ReadRecord(DockerMount.Format(new SandboxMount(source, target, readOnly))).SequenceEqual(expected);
        });

    /// <summary>Reads one record as Go's encoding/csv does, which Docker uses: a quote inside an unquoted field is an error.</summary>
    private static List<string> ReadRecord(string record)
    {
        var fields = new List<string>();
        var rest = record;
        while (true)
        {
            var field = new StringBuilder();
            if (rest.StartsWith('"'))
            {
                var i = 1;
                while (rest[i] != '"' || (i + 1 < rest.Length && rest[i + 1] == '"'))
                {
                    field.Append(rest[i]);
                    i += rest[i] == '"' ? 2 : 1;
                }

                rest = rest[(i + 1)..];
            }
            else
            {
                var end = rest.IndexOf(',', StringComparison.Ordinal) is var comma and >= 0 ? comma : rest.Length;
                field.Append(rest[..end]);
                rest = rest[end..];
                if (field.ToString().Contains('"', StringComparison.Ordinal))
                {
                    throw new FormatException("bare \" in non-quoted-field");
                }
            }

            fields.Add(field.ToString());
            if (rest.Length == 0)
            {
                return fields;
            }

            rest = rest[0] == ',' ? rest[1..] : throw new FormatException("extraneous \" in field");
        }
    }
}
