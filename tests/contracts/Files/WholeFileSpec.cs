using System.Runtime.Versioning;
using Analytics.Contracts.Files;
using Xunit;

namespace Analytics.Tests.Contracts.Files;

/// <summary><see cref="WholeFile"/>.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class WholeFileSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    private readonly string _folder = folders.Create(Guid.NewGuid().ToString("N"));

    private string FilePath => Path.Combine(_folder, "a.txt");

    [Fact]
    public void A_file_is_replaced_and_nothing_else_is_left()
    {
        WholeFile.Replace(FilePath, "before, and longer"u8);

        WholeFile.Replace(FilePath, "after"u8);

        Assert.Equal("after", File.ReadAllText(FilePath));
        Assert.Equal([FilePath], Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public void Of_many_who_create_a_file_one_succeeds()
    {
        using var start = new Barrier(8);
        var made = new bool[8];
        var threads = Enumerable.Range(0, 8).Select(i => new Thread(() =>
        {
            start.SignalAndWait();
            made[i] = WholeFile.Create(FilePath, [(byte)('a' + i)]);
        })).ToList();

        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.Equal($"{(char)('a' + Assert.Single(Enumerable.Range(0, 8), i => made[i]))}", File.ReadAllText(FilePath));
        Assert.Equal([FilePath], Directory.EnumerateFiles(_folder));
    }

    [Fact]
    public void A_secret_is_for_its_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes of files.");

        WholeFile.Replace(FilePath, "hunter22"u8, secret: true);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Fact]
    public void What_cannot_be_written_leaves_nothing() =>
        Assert.ThrowsAny<IOException>(() => WholeFile.Create(Path.Combine(_folder, "none", "a.txt"), "a"u8));
}
