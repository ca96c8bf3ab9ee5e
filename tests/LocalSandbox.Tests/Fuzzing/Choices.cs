using CsCheck;

namespace LocalSandbox.Tests.Fuzzing;

/// <summary>What is made by choosing.</summary>
internal static class Choices
{
    extension(Gen)
    {
        public static Gen<T> Among<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
    }
}
