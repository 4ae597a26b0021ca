using System.Diagnostics;
using System.Text;
using Analytics.Alerts;
using Analytics.Contracts;
using Xunit;

namespace Analytics.Tests.Alerts;

[FullTier]
public sealed class LineFileSpec
{
    private const string Name = "alerts.jsonl";
    private readonly FullDisk _disk = new();

    [Fact]
    public void Half_a_line_on_a_full_disk_is_cut_back_and_swallows_no_other()
    {
        using var file = new LineFile(Name, _disk);
        file.Append("{\"id\":1}\n"u8);
        _disk.Capacity = 14;

        Assert.Throws<IOException>(() => file.Append("{\"id\":2}\n"u8));
        Assert.Equal("{\"id\":1}\n", _disk[Name]);
        _disk.Capacity = 100;
        file.Append("{\"id\":3}\n"u8);

        Assert.Equal("{\"id\":1}\n{\"id\":3}\n", _disk[Name]);
    }

    [Theory]
    [InlineData("{\"id\":1}\n{\"id\":", "{\"id\":1}\n")]
    [InlineData("{\"id\":", "")]
    [InlineData("{\"id\":1}\n\0\0\0", "{\"id\":1}\n")]
    [InlineData("{\"id\":1}\n{\"id\":2}", "{\"id\":1}\n{\"id\":2}\n")]
    [InlineData("{\"id\":1}\n", "{\"id\":1}\n")]
    public void Half_a_line_that_an_earlier_run_left_is_cut_back(string left, string expected)
    {
        _disk[Name] = left;

        using var file = new LineFile(Name, _disk);

        Assert.Equal(expected, _disk[Name]);
        file.Append("{}\n"u8);
        Assert.Equal(expected + "{}\n", _disk[Name]);
    }

    [Fact]
    public void Half_a_line_longer_than_one_read_is_cut_back()
    {
        _disk[Name] = $"{{\"id\":1}}\n{{\"id\":\"{new string('x', 20_000)}";

        using var file = new LineFile(Name, _disk);

        Assert.Equal("{\"id\":1}\n", _disk[Name]);
    }

    [Fact]
    public void A_file_that_ends_in_something_else_is_left_as_it_is()
    {
        _disk[Name] = "ftypisom\nmoov";

        Assert.Contains(
            "is no file of alerts", Assert.ThrowsAny<FailureException>(() => new LineFile(Name, _disk)).Message, StringComparison.Ordinal);

        Assert.Equal("ftypisom\nmoov", _disk[Name]);
    }

    [Fact]
    public void A_file_that_was_moved_away_is_begun_anew_with_the_next_line()
    {
        using var file = new LineFile(Name, _disk);
        file.Append("{\"id\":1}\n"u8);

        _disk.Move(Name, "alerts.jsonl.1");
        file.Append("{\"id\":2}\n"u8);

        Assert.Equal("{\"id\":1}\n", _disk["alerts.jsonl.1"]);
        Assert.Equal("{\"id\":2}\n", _disk[Name]);
    }

    [Fact]
    public void A_file_on_disk_is_not_confused_with_another_of_its_name()
    {
        using var folder = new TempFolder();
        var path = folder.File(Name);
        using var file = new LineFile(path, new DiskAppendFiles());
        file.Append("{\"id\":1}\n"u8);
        File.Move(path, path + ".1");
        File.WriteAllText(path, "{\"id\":0}\n");

        file.Append("{\"id\":2}\n"u8);

        Assert.Equal("{\"id\":1}\n", File.ReadAllText(path + ".1"));
        Assert.Equal("{\"id\":0}\n{\"id\":2}\n", File.ReadAllText(path));
    }

    [Fact]
    public void Two_processes_that_write_to_one_file_write_over_no_line_of_each_other()
    {
        using var folder = new TempFolder();
        var path = folder.File(Name);
        using LineFile ours = new(path, new DiskAppendFiles()), theirs = new(path, new DiskAppendFiles());

        ours.Append("{\"id\":1}\n"u8);
        theirs.Append("{\"id\":2}\n"u8);
        ours.Append("{\"id\":3}\n"u8);

        Assert.Equal("{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n", File.ReadAllText(path));
    }

    [Fact]
    public void A_disk_that_is_really_full_keeps_whole_lines_only()
    {
        using var folder = new TempFolder();
        Assert.SkipUnless(Mount(folder.Path), "A file system of its own cannot be mounted here: that takes root.");
        try
        {
            var path = folder.File(Name);
            var line = Encoding.UTF8.GetBytes($"{{\"id\":\"{new string('x', 1500)}\"}}\n");
            var written = 0;
            using (var file = new LineFile(path, new DiskAppendFiles()))
            {
                Assert.Throws<IOException>(() =>
                {
                    for (; written < 1000; written++)
                    {
                        file.Append(line);
                    }
                });

                Assert.Equal((long)written * line.Length, new FileInfo(path).Length);
                File.Delete(folder.File("filler"));
                file.Append(line);
            }

            Assert.All(File.ReadAllLines(path), read => Assert.Equal(line.Length - 1, read.Length));
            Assert.Equal(written + 1, File.ReadAllLines(path).Length);
        }
        finally
        {
            using var unmount = Process.Start("/usr/bin/umount", [folder.Path]);
            unmount.WaitForExit();
        }
    }

    private static bool Mount(string folder)
    {
        using var mount = Process.Start(
            new ProcessStartInfo("/usr/bin/mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]) { RedirectStandardError = true })!;
        mount.WaitForExit();
        if (mount.ExitCode != 0)
        {
            return false;
        }

        File.WriteAllBytes(Path.Combine(folder, "filler"), new byte[16 << 10]);
        return true;
    }
}
