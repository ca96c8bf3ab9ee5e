using CsCheck;

namespace LocalSandbox.Tests;

public sealed class SandboxIdsTests
{
    [Theory]
    [InlineData("thread-1", null, "02b5c6931e50892ade63128b855236a9")]
    [InlineData("thread-1", "", "2e94fe53f6197271ab2bf5e546ba1286")]
    [InlineData("thread-1", "user-1", "9709a0ae731658ffd690a9e12411ce52")]
    [InlineData("Gespräch 日本 🙂", "Müller", "f72ae05d09a8c96cc06a051e2d75818f")]
    public void ForThread_KnownKeys_NeverChangesBetweenReleases(string threadId, string? userId, string expected) =>
        SandboxIds.ForThread(threadId, userId).Should().Be(expected);

    [Theory]
    [InlineData("c", "ab", "bc", "a")]
    [InlineData("1", null, "1", "")]
    [InlineData(":1", "", "1", null)]
    [InlineData("b:c", "a", "c", "a:b")]
    [InlineData("1:a:b", null, "b", "a")]
    [InlineData("a", null, "a", "-")]
    public void ForThread_KeysThatJoinToTheSameText_Differ(string thread1, string? user1, string thread2, string? user2) =>
        SandboxIds.ForThread(thread1, user1).Should().NotBe(SandboxIds.ForThread(thread2, user2));

    [Fact]
    public void ForThread_TextThatIsNotUnicode_DoesNotCollide()
    {
        string[] threads = ["\ud800", "\ud801", "\udc00", "\ufffd"];

        var ids = threads.Select(thread =>
        {
            try
            {
                return SandboxIds.ForThread(thread);
            }
            catch (ArgumentException)
            {
                return thread;
            }
        });

        ids.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    [Trait("Category", "Fuzz")]
    public void ForThread_AnyKeys_AreValidSandboxIds() =>
        Gen.Select(Gen.String[Gen.Char.AlphaNumeric, 1, 40], Gen.Null(Gen.String.AlphaNumeric)).Sample((thread, user) =>
            SandboxIds.ForThread(thread, user) is { Length: 32 } id && id.All(char.IsAsciiHexDigitLower) && id == SandboxIds.ForThread(thread, user));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void ForThread_NoThread_IsAnArgumentException(string? threadId)
    {
        var make = () => SandboxIds.ForThread(threadId!);

        make.Should().Throw<ArgumentException>();
    }
}
