using LocalSandbox.Runtimes.Apple;

namespace LocalSandbox.Tests.Runtimes.Apple;

public sealed class AppleErrorsTests
{
    [Theory]
    [MemberData(nameof(AppleErrorTexts.All), MemberType = typeof(AppleErrorTexts))]
    public void Classify_TextOfEveryFrame_IsItsCause(SandboxErrorCode expected, string text) => AppleErrors.Classify(text).Should().Be(expected);

    [Theory]
    [InlineData("[1/6] Fetching image [0s]\n[2/6] Unpacking image [1s]\nError: path '/x' does not exist\n", "Error: path '/x' does not exist")]
    [InlineData("Warning: something\nError: Unknown option '--x'\nUsage: container run <image>\n  See 'container run --help' for more information.\n", "Error: Unknown option '--x'")]
    [InlineData("x: Image not found\nError: The operation failed\nfor two reasons\n", "Error: The operation failed\nfor two reasons")]
    [InlineData("no error line at all\n", "no error line at all")]
    [InlineData("", "")]
    public void Text_WhatWasWritten_IsTheErrorInIt(string standardError, string expected) => AppleErrors.Text(standardError).Should().Be(expected);
}
