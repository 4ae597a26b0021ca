using System.Diagnostics;
using Analytics.Contracts.Processes;
using Analytics.Tests.Contracts.Processes;
using Analytics.Tests.Ingest;
using Xunit;

namespace Analytics.Tests.Hosting;

/// <summary>The executable in a folder where somebody has put programs of the names that it starts.</summary>
[FullTier]
public sealed class PlantedProgramSpec : IDisposable
{
    private static readonly string[] Names = ["ffmpeg", "ffprobe", "setsid", "setpriv", "prlimit", "env"];
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_lies_in_the_current_folder_is_never_run()
    {
        Assert.SkipUnless(CameraRig.FfmpegPath is not null, "ffmpeg is missing: apt-get install ffmpeg");
        foreach (var name in Names)
        {
            ProgramPathSpec.Plant(_folder.File(name));
        }

        var start = new ProcessStartInfo(ProgramPath.Find("dotnet", "Install .NET."),
        [
            Path.Combine(AppContext.BaseDirectory, "Analytics.Host.dll"), "synth", "scene", "scene", "--cameras", "1", "--people", "1",
            "--enrolled", "1",
            "--seconds", "1", "--fps", "2", "--size", "320x180",
        ])
        { WorkingDirectory = _folder.Path, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["PATH"] = $":.:{start.Environment["PATH"]}";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.All(Names, name => Assert.False(File.Exists(_folder.File($"{name}.ran")), $"the planted {name} was run"));
        Assert.True(process.ExitCode == 0, errors + await output);
    }
}
