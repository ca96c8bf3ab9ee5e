using System.Globalization;

namespace LocalSandbox.Tests;

public sealed class TestCultureTests
{
    [Fact]
    public void Culture_NamedInTheEnvironment_IsThatOfEveryThread()
    {
        var expected = Environment.GetEnvironmentVariable(TestCulture.Variable) is { Length: > 0 } name ? name : CultureInfo.CurrentCulture.Name;
        var elsewhere = "";
        var thread = new Thread(() => elsewhere = CultureInfo.CurrentCulture.Name);

        thread.Start();
        thread.Join();

        new[] { CultureInfo.CurrentCulture.Name, elsewhere }.Should().AllBeEquivalentTo(expected);
    }

    /// <summary>Proves that the run under a culture is one: a machine without its data would pass everything.</summary>
    [Fact]
    public void Culture_WithSurprises_HasThem()
    {
        var surprise = CultureInfo.CurrentCulture.Name switch
        {
            "tr-TR" => CultureInfo.CurrentCulture.TextInfo.ToLower('I') == 'ı',
            "de-DE" => 1.5.ToString(CultureInfo.CurrentCulture) == "1,5",
            _ => true,
        };

        surprise.Should().BeTrue();
    }
}
