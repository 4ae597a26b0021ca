using System.Globalization;
using System.Text;
using Analytics.Bus;
using Analytics.Contracts;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Bus;

public sealed class SpoolSpec(FolderFixture folder) : IClassFixture<FolderFixture>
{
    private readonly string _folder = folder.Create(Guid.NewGuid().ToString("N"));
    private int _dropped;

    [Fact]
    public void What_was_appended_comes_out_in_its_order_and_whole()
    {
        using var spool = Open();
        spool.Append(new("a", new() { Key = [1], Value = [2, 3], Headers = new Headers { { "h", [4] }, { "none", null } } }));
        Append(spool, 1, 2);
        Assert.All(
            Directory.GetFiles(_folder, "*.spool"),
            file => Assert.True(
                OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite)));

        var records = spool.Peek(10, 1 << 20)!.Records;

        Assert.Equal(["a", "topic", "topic"], records.Select(record => record.Topic));
        Assert.Equal([[2, 3], "1"u8.ToArray(), "2"u8.ToArray()], records.Select(record => record.Message.Value));
        Assert.Equal([4], records[0].Message.Headers.GetLastBytes("h"));
        Assert.Null(records[0].Message.Headers.GetLastBytes("none"));
        Assert.Equal(3, spool.Count);
    }

    [Fact]
    public void What_was_delivered_is_gone_and_the_rest_is_there_after_a_restart()
    {
        using (var spool = Open())
        {
            Append(spool, 1, 2, 3);
            spool.Remove(spool.Peek(2, 1 << 20)!);
            Append(spool, 4);
        }

        using var again = Open();

        Assert.Equal(2, again.Count);
        Assert.Equal([3, 4], Drain(again));
        Assert.Null(again.Peek(1, 1));
        Assert.Equal(["lock"], Directory.EnumerateFileSystemEntries(_folder).Select(Path.GetFileName));
    }

    [Fact]
    public void What_a_crash_left_half_written_is_cut_off_and_the_spool_goes_on()
    {
        using (var spool = Open())
        {
            Append(spool, 1, 2);
        }

        var file = Directory.EnumerateFiles(_folder, "*.spool").Single();
        var whole = File.ReadAllBytes(file);
        for (var length = whole.Length - 1; length > whole.Length / 2; length--)
        {
            File.WriteAllBytes(file, whole[..length]);
            using var spool = Open();
            Assert.Equal(1, spool.Count);
            Append(spool, 3);
            Assert.Equal([1, 3], spool.Peek(10, 1 << 20)!.Records.Select(Number));
        }
    }

    [Fact]
    public void Past_the_quota_the_oldest_go_and_are_counted()
    {
        using var spool = Open(quota: 8_000);
        Append(spool, [.. Enumerable.Range(0, 500)]);

        var left = Drain(spool);

        Assert.Equal(500, left.Count + _dropped);
        Assert.InRange(_dropped, 1, 499);
        Assert.Equal(Enumerable.Range(_dropped, left.Count), left);
    }

    [Fact]
    public void A_batch_whose_file_the_quota_took_away_is_no_harm()
    {
        using var spool = Open(quota: 8_000);
        Append(spool, 0);
        var batch = spool.Peek(1, 1)!;
        Append(spool, [.. Enumerable.Range(1, 500)]);

        spool.Remove(batch);

        Assert.Equal(500, Drain(spool).Last());
    }

    [Fact]
    public void What_is_older_than_all_of_it_can_be_put_before()
    {
        using (var spool = Open())
        {
            Append(spool, 3, 4);
            spool.Prepend([Record(1), Record(2)]);
        }

        using var again = Open();
        Assert.Equal([1, 2, 3, 4], Drain(again));
    }

    [Fact]
    public void A_second_process_is_reported_that_it_needs_a_folder_of_its_own()
    {
        using var spool = Open();

        var error = Assert.ThrowsAny<FailureException>(() => Open());

        Assert.Contains("its own folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_cannot_be_used_is_reported_with_the_option_that_names_it()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");

        var error = Assert.ThrowsAny<FailureException>(() => new Spool(file, 1000, _ => { }, NullLogger.Instance));

        Assert.Contains("Bus:Kafka:SpoolFolder", error.Message, StringComparison.Ordinal);
    }

    private static List<int> Drain(Spool spool)
    {
        var read = new List<int>();
        while (spool.Peek(7, 1 << 20) is { } batch)
        {
            read.AddRange(batch.Records.Select(Number));
            spool.Remove(batch);
        }

        return read;
    }

    private static void Append(Spool spool, params int[] numbers)
    {
        foreach (var number in numbers)
        {
            spool.Append(Record(number));
        }
    }

    private static KafkaRecord Record(int number) => new(
        "topic", new()
        {
            Key = "door"u8.ToArray(),
            Value = Encoding.UTF8.GetBytes(number.ToString(CultureInfo.InvariantCulture)),
            Headers = []
        });

    private static int Number(KafkaRecord record) => int.Parse(Encoding.UTF8.GetString(record.Message.Value), CultureInfo.InvariantCulture);

    private Spool Open(long quota = 1 << 20) => new(_folder, quota, count => _dropped += count, NullLogger.Instance);
}
