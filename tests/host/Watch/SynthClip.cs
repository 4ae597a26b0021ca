using Analytics.Tests.Ingest;
using Xunit;

namespace Analytics.Tests.Host.Watch;

/// <summary>A short clip of people who do not exist, with portraits of all of them: what a watch can recognise on a bare machine.</summary>
public sealed class SynthClip : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    /// <summary>The clip.</summary>
    public string Video => _folder.File("scene/camera-1.mp4");

    /// <summary>The portraits.</summary>
    public string People => _folder.File("scene/people");

    public async ValueTask InitializeAsync()
    {
        if (CameraRig.FfmpegPath is null)
        {
            return;
        }

        var made = await Executable.RunAsync(
            "/nowhere", "synth", "scene", _folder.File("scene"), "--people", "3", "--enrolled", "3", "--seconds", "6", "--size", "960x540");
        Assert.True(made.ExitCode == 0, made.Errors);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The arguments of a watch of the clip with the bundled models.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="others">Further arguments.</param>
    public string[] Watch(string data, params string[] others)
    {
        Assert.SkipUnless(CameraRig.FfmpegPath is not null, "ffmpeg is missing: apt-get install ffmpeg");
        return ["watch", Video, "--models", "bundled", "--people", People, "--data", data, .. others];
    }
}
