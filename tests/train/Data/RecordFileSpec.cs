using Analytics.Contracts;
using Analytics.Train.Data;
using Xunit;

namespace Analytics.Train.Tests;

public sealed class RecordFileSpec : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("analytics-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Pictures_and_people_of_an_InsightFace_set_are_read()
    {
        // Record 0 says that pictures end before number 4; what follows are the records of people.
        var path = Write(
            (0, 2, [4f, 6f], []), (1, 0, [7f], "one"u8.ToArray()), (2, 0, [7f], "two!"u8.ToArray()), (3, 2, [9f, 1f], "three"u8.ToArray()),
            (4, 2, [1f, 3f], []), (5, 2, [3f, 4f], []));
        using var records = RecordFile.Open(path);
        Assert.Equal(3, records.Count);
        Assert.Equal([0, 0, 1], records.People);
        Assert.Equal(["one", "two!", "three"], Enumerable.Range(0, 3).Select(i => System.Text.Encoding.UTF8.GetString(records.Read(i))));
    }

    [Fact]
    public void A_set_without_a_first_record_of_its_own_has_all_records()
    {
        using var records = RecordFile.Open(Write((0, 0, [5f], "a"u8.ToArray()), (1, 0, [6f], "b"u8.ToArray())));
        Assert.Equal([0, 1], records.People);
    }

    [Theory]
    [InlineData("index", "no index")]
    [InlineData("magic", "no record at byte 0")]
    [InlineData("line", "a tab and a number")]
    [InlineData("cut", "cut off")]
    public void What_is_broken_is_named(string what, string said)
    {
        var path = Write((0, 0, [5f], "abcdefgh"u8.ToArray()));
        var index = Path.ChangeExtension(path, ".idx");
        switch (what)
        {
            case "index":
                File.Delete(index);
                said = index;
                break;
            case "magic":
                File.WriteAllBytes(path, new byte[64]);
                break;
            case "line":
                File.WriteAllText(index, "0 0\n");
                break;
            default:
                File.WriteAllBytes(path, File.ReadAllBytes(path)[..^4]);
                break;
        }

        var fault = Assert.ThrowsAny<FailureException>(() =>
        {
            using var records = RecordFile.Open(path);
            records.Read(0);
        });
        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    private string Write(params (int Key, uint Flag, float[] Labels, byte[] Picture)[] records)
    {
        var path = Path.Combine(_folder, "train.rec");
        var index = new List<string>();
        using (var writer = new BinaryWriter(File.Create(path)))
        {
            foreach (var (key, flag, labels, picture) in records)
            {
                index.Add($"{key}\t{writer.BaseStream.Position}");
                var length = 24 + 4 * (int)flag + picture.Length;
                writer.Write(0xced7230a);
                writer.Write((uint)length);
                writer.Write(flag);
                writer.Write(flag == 0 ? labels[0] : 0f);
                writer.Write((ulong)key);
                writer.Write(0UL);
                if (flag > 0)
                {
                    foreach (var label in labels)
                    {
                        writer.Write(label);
                    }
                }

                writer.Write(picture);
                writer.Write(new byte[(4 - length % 4) % 4]);
            }
        }

        File.WriteAllLines(Path.ChangeExtension(path, ".idx"), index);
        return path;
    }
}
