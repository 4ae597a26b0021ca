using Analytics.Synth.Files;
using Analytics.Synth.Scenes;
using Xunit;

[assembly: AssemblyFixture(typeof(Analytics.Tests.SyntheticVisit))]

namespace Analytics.Tests;

/// <summary>
/// Eight people who do not exist pass a camera one after another, six of them are enrolled with a portrait: a clip of 20 seconds at
/// 1280 × 720 and 12.5 frames a second. Rendered once a run, when a spec first asks for it; it takes some fifteen seconds of two cores.
/// </summary>
public sealed class SyntheticVisit : IDisposable
{
    /// <summary>
    /// Synthetic people look more alike to the bundled models than real ones do, so that the threshold is set by hand.
    /// </summary>
    public static readonly string[] Settings = ["--set", "Match:AlertSimilarity=0.6"];

    /// <summary>What is drawn.</summary>
    public SceneSettings Scene { get; } = new() { Seed = 8, People = 8, Enrolled = 6 };

    private readonly TempFolder _folder = new();
    private readonly Lazy<SceneTruth> _truth;

    public SyntheticVisit() => _truth = new(Render);

    /// <summary>The video.</summary>
    public string Clip => Of("camera-1.mp4");

    /// <summary>The folder of portraits, one <c>NAME.jpg</c> for each of <see cref="Names"/>.</summary>
    public string People => Of("people");

    /// <summary>Who is enrolled, in order; all of them pass the camera.</summary>
    public IReadOnlyList<string> Names => [.. Truth.People.Where(actor => actor.Portrait is not null).Select(actor => actor.Name).Order()];

    /// <summary>Who is where in each frame.</summary>
    public SceneTruth Truth => _truth.Value;

    /// <summary>The portrait of somebody who is enrolled.</summary>
    public string Portrait(string name) => Path.Combine(People, $"{name}.jpg");

    /// <summary>The media times in which a face of that name can be seen.</summary>
    public (double From, double To) InView(string name)
    {
        var id = Truth.People.Single(actor => actor.Name == name).Id;
        var times = Truth.Cameras["camera-1"].Where(frame => frame.Faces.Any(face => face.Person == id && face.Visible > 0.5f))
            .Select(frame => frame.Time).ToList();
        return (times[0], times[^1]);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Dispose();

    private string Of(string name)
    {
        _ = Truth;
        return Path.Combine(_folder.Path, "scene", name);
    }

    private SceneTruth Render()
    {
        Assert.SkipUnless(Ingest.CameraRig.FfmpegPath is not null, "ffmpeg is missing: apt-get install ffmpeg");
        var folder = _folder.File("scene");
        SceneFolder.Write(
            folder, Scene, Ingest.CameraRig.FfmpegPath!, (_, _) => { }, CancellationToken.None);
        return SceneTruth.Read(folder);
    }
}
