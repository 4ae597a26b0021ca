using System.Runtime.Versioning;
using Analytics.Contracts;
using Analytics.Contracts.Files;
using Xunit;

namespace Analytics.Tests.Contracts.Files;

/// <summary>What is in the data folder is of its owner alone.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class DataFolderSpec(FolderFixture folders) : IClassFixture<FolderFixture>
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Everybody = OwnerFile | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode EverybodyEnters =
        Owner | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
    private readonly string _data = folders.Create(Guid.NewGuid().ToString("N"));
    private readonly List<string> _said = [];

    [Fact]
    public void What_is_open_to_others_is_closed_and_that_is_said_once()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes of files.");
        string[] files = [
            "gallery.db", "gallery.db-wal", "gallery.db.gallery-lock", "spool/127.0.0.1-7441/lock", "snapshots/2026-01-02/a.jpg",
            "index/people/1.rows"];
        Make(files);

        DataFolder.Claim(_data, _said.Add);

        Assert.All(files, file => Assert.Equal(OwnerFile, ModeOf(file)));
        Assert.All(["", "spool", "spool/127.0.0.1-7441", "snapshots/2026-01-02", "index/people"],
            folder => Assert.Equal(Owner, ModeOf(folder)));
        Assert.Equal(
            [$"The data folder '{_data}' was open to other users: 13 files and folders are now accessible to their owner only."], _said);
        DataFolder.Claim(_data, _said.Add);
        Assert.Single(_said);
    }

    [Fact]
    public void A_folder_that_holds_more_than_the_program_makes_keeps_its_mode_and_what_is_not_the_programs()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes of files.");
        Make("gallery.db", "report.pdf", "galleries.txt");

        DataFolder.Claim(_data, _said.Add);

        Assert.Equal(
            (EverybodyEnters, OwnerFile, Everybody, Everybody),
            (ModeOf(""), ModeOf("gallery.db"), ModeOf("report.pdf"), ModeOf("galleries.txt")));
        Assert.Single(_said);
        File.SetUnixFileMode(_data, EverybodyEnters | UnixFileMode.GroupWrite);
        DataFolder.Claim(_data, _said.Add);
        Assert.Contains("other users may write to the data folder", _said[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Secrets_that_others_may_have_read_and_what_links_lead_to_stay_as_they_are()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes of files.");
        var elsewhere = folders.Create(Guid.NewGuid().ToString("N"));
        File.SetUnixFileMode(elsewhere, EverybodyEnters);
        Directory.CreateSymbolicLink(Path.Combine(_data, "snapshots"), elsewhere);
        Make("master.key", "api.token");

        DataFolder.Claim(_data, _said.Add);

        Assert.Equal((Everybody, Everybody, EverybodyEnters), (ModeOf("master.key"), ModeOf("api.token"), File.GetUnixFileMode(elsewhere)));
    }

    [Theory]
    [InlineData("/dev/null/home/.local/share/analytics")]
    [InlineData("")]
    [InlineData("a\0b")]
    public void A_folder_that_cannot_be_made_is_an_error_that_names_the_option(string path)
    {
        var fault = Assert.ThrowsAny<FailureException>(() => DataFolder.Make(path));

        Assert.StartsWith($"The data folder '{path}' cannot be created: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Name another data folder with --data DIR", fault.Shown(), StringComparison.Ordinal);
    }

    private UnixFileMode ModeOf(string name) => File.GetUnixFileMode(Path.Combine(_data, name));

    private void Make(params string[] files)
    {
        foreach (var file in files)
        {
            var path = Path.Combine(_data, file);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
            File.SetUnixFileMode(path, Everybody);
        }

        foreach (var folder in Directory.EnumerateDirectories(_data, "*", SearchOption.AllDirectories).Append(_data)
            .Where(folder => new DirectoryInfo(folder).LinkTarget is null))
        {
            File.SetUnixFileMode(folder, EverybodyEnters);
        }
    }
}
