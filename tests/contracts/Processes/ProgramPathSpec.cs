using Analytics.Contracts;
using Analytics.Contracts.Processes;
using Xunit;

namespace Analytics.Tests.Contracts.Processes;

public sealed class ProgramPathSpec : IDisposable
{
    private const string Remedy = "Install it.";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(".:bin:../bin:~/bin")]
    [InlineData(null)]
    public void A_path_without_a_full_path_is_named_with_the_remedy(string? path)
    {
        var error = Assert.ThrowsAny<FailureException>(() => ProgramPath.Find("ffmpeg", Remedy, path));

        Assert.Contains("PATH holds no full path", error.Message, StringComparison.Ordinal);
        Assert.Contains("Set PATH", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_a_program_in_a_full_path_is_found()
    {
        Directory.CreateDirectory(_folder.File("first"));
        Directory.CreateDirectory(_folder.File("second"));
        File.WriteAllText(_folder.File("first/ffmpeg"), "a text");
        Plant(_folder.File("second/ffmpeg"));
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, _folder.File("second"));
        var path = $":.:{relative}:{_folder.File("first")}:{_folder.File("second")}";

        Assert.Equal(_folder.File("second/ffmpeg"), ProgramPath.Find("ffmpeg", Remedy, path));
    }

    [Fact]
    public void What_is_missing_or_relative_or_no_program_is_named_with_its_remedy()
    {
        File.WriteAllText(_folder.File("text"), "");
        foreach (var program in new[] { "no-such-program", "./ffmpeg", "bin/ffmpeg", _folder.File("missing"), _folder.File("text") })
        {
            var error = Assert.ThrowsAny<FailureException>(() => ProgramPath.Find(program, Remedy, _folder.Path));

            Assert.Contains($"'{program}'", error.Message, StringComparison.Ordinal);
            Assert.EndsWith(Remedy, error.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>A program that says that it ran, beside itself.</summary>
    internal static void Plant(string path)
    {
        File.WriteAllText(path, $"#!/bin/sh\necho \"$0\" >> '{path}.ran'\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
