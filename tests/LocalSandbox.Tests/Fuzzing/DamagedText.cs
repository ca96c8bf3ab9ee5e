using System.Text;
using CsCheck;

namespace LocalSandbox.Tests.Fuzzing;

/// <summary>Bytes of no meaning, and real answers with some bytes of them changed, doubled or lost.</summary>
internal static class DamagedText
{
    /// <summary>What is rare among bytes, and means something to a reader: half a character in JSON, numbers out of range, other white space.</summary>
    private static readonly string[] Interesting =
        ["\"\\ud800\"", "\\udfff", "null", "1e999", "-99999999999999999999", "[]", "{}", "\"\"", "\0", "\r", "\u2028", " ", "\n"];

    public static Gen<string> Of(params string[] real) => Gen.Frequency(
        (1, Gen.Byte.Array[0, 200].Select(Encoding.UTF8.GetString)),
        (3, Gen.Select(Gen.Among(real), Gen.Select(Gen.Double.Unit, Gen.Byte, Gen.Int[0, 4]).Array[0, 4]).Select(Damage)));

    private static string Damage(string real, (double At, byte Value, int How)[] changes)
    {
        var bytes = Encoding.UTF8.GetBytes(real).ToList();
        foreach (var (at, value, how) in changes)
        {
            var index = (int)(at * Math.Max(0, bytes.Count - 1));
            switch (how)
            {
                case 0 when bytes.Count > 0:
                    bytes[index] = value;
                    break;
                case 1 when bytes.Count > 0:
                    bytes.RemoveAt(index);
                    break;
                case 2:
                    bytes.Insert(index, value);
                    break;
                case 3:
                    Replace(bytes, index, Interesting[value % Interesting.Length]);
                    break;
                default:
                    bytes.RemoveRange(index, bytes.Count - index);
                    break;
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    /// <summary>Puts a text in the place of a whole word or string of the answer, so that what is around it is still readable.</summary>
    private static void Replace(List<byte> bytes, int index, string text)
    {
        var start = index;
        var end = index;
        while (start > 0 && !IsBorder(bytes[start - 1]))
        {
            start--;
        }

        while (end < bytes.Count && !IsBorder(bytes[end]))
        {
            end++;
        }

        bytes.RemoveRange(start, end - start);
        bytes.InsertRange(start, Encoding.UTF8.GetBytes(text));
    }

    private static bool IsBorder(byte value) => (char)value is ' ' or '\n' or ',' or ':' or '[' or ']' or '{' or '}';
}
