using System.Globalization;
using Analytics.Contracts;
using Analytics.Runtime.Video;
using Analytics.Synth.Portraits;
using Analytics.Synth.Scenes;

namespace Analytics.Synth.Files;

/// <summary>How a scene came out.</summary>
/// <param name="Cameras">How many cameras it has.</param>
/// <param name="Frames">Of all of them.</param>
/// <param name="Faces">Of all frames, hidden ones included.</param>
/// <param name="FramesPerSecond">How fast frames were rendered and encoded.</param>
public sealed record SceneReport(int Cameras, long Frames, long Faces, double FramesPerSecond);

/// <summary>
/// Writes a scene: for each camera <c>CAMERA.mp4</c> and <c>CAMERA.json</c> with the truth of each frame, portraits of the enrolled as
/// <c>people/NAME.jpg</c>, and <c>truth.json</c> that lists people and cameras.
/// </summary>
public static class SceneFolder
{
    private const int PortraitSize = 400;

    /// <summary>Writes it to <paramref name="folder"/>.</summary>
    /// <param name="folder">Not there, or empty.</param>
    /// <param name="settings">What is wanted.</param>
    /// <param name="ffmpeg">The ffmpeg executable: a path, or a name on the PATH.</param>
    /// <param name="progress">Receives the number of frames done and of all.</param>
    /// <param name="stop">Ends it.</param>
    /// <param name="time">Measures; none: the system's.</param>
    /// <exception cref="FailureException">The settings, the folder or ffmpeg will not do.</exception>
    public static SceneReport Write(string folder, SceneSettings settings, string ffmpeg, Action<long, long> progress,
        CancellationToken stop, TimeProvider? time = null)
    {
        var scene = new Scene(settings);
        SceneReport? report = null;
        OutputFolder.Write(folder, unfinished => report = WriteAll(unfinished, scene, ffmpeg, progress, time ?? TimeProvider.System, stop));
        return report!;
    }

    private static SceneReport WriteAll(
        string folder, Scene scene, string ffmpeg, Action<long, long> progress, TimeProvider time, CancellationToken stop)
    {
        var settings = scene.Settings;
        var (started, total) = (time.GetTimestamp(), (long)settings.Cameras * settings.Frames);
        var (faces, done) = (0L, 0L);
        var cameras = new List<CameraRecord>();
        for (var i = 0; i < settings.Cameras; i++)
        {
            var camera = scene.Camera(i);
            var record = new CameraRecord(camera.Id, $"{camera.Id}.mp4", $"{camera.Id}.json");
            var frames = WriteCamera(Path.Combine(folder, record.Video), camera, settings, ffmpeg, () => progress(++done, total), stop);
            faces += frames.Sum(frame => frame.Faces.Count);
            TruthJson.Write(
                Path.Combine(folder, record.Truth), new CameraTruthRecord(camera.Id, record.Video, frames),
                TruthJson.Default.CameraTruthRecord);
            cameras.Add(record);
        }

        var seconds = time.GetElapsedTime(started).TotalSeconds;
        WriteList(folder, scene, cameras, stop);
        return new SceneReport(settings.Cameras, total, faces, total / seconds);
    }

    private static List<FrameRecord> WriteCamera(
        string path, SceneCamera camera, SceneSettings settings, string ffmpeg, Action done, CancellationToken stop)
    {
        var frames = new List<FrameRecord>();
        // Some frames at once, each into a buffer of its own; they are encoded in their order.
        var buffers = Enumerable.Range(0, 2 * Environment.ProcessorCount)
            .Select(_ => new byte[3 * settings.Width * settings.Height]).ToArray();
        var truths = new FrameTruth[buffers.Length];
        // On one thread: with one version of ffmpeg the same pictures are the same file.
        using var clip = new Mp4Writer(
            ffmpeg, path, new("bgr24", settings.Width, settings.Height, settings.Fps),
            "-vf", "scale=out_color_matrix=bt601:out_range=tv", "-threads", "1", "-g",
            Math.Max(1, (int)Math.Round(2 * settings.Fps)).ToString(CultureInfo.InvariantCulture), "-bitexact");
        try
        {
            for (var first = 0; first < settings.Frames; first += buffers.Length)
            {
                var count = Math.Min(buffers.Length, settings.Frames - first);
                Parallel.For(
                    0, count, new ParallelOptions { CancellationToken = stop, MaxDegreeOfParallelism = Environment.ProcessorCount },
                    i => truths[i] = camera.Render(first + i, buffers[i]));
                for (var i = 0; i < count; i++)
                {
                    stop.ThrowIfCancellationRequested();
                    clip.Add(buffers[i]);
                    frames.Add(new FrameRecord(truths[i].Index, Math.Round(truths[i].Time, 4),
                        [.. truths[i].Faces.Select(face => FaceRecord.Of(face))]));
                    done();
                }
            }

            clip.Finish(Timeout.InfiniteTimeSpan);
            return frames;
        }
        catch (FailureException) when (stop.IsCancellationRequested)
        {
            // Ctrl-C reaches ffmpeg as well, which may be the first to go.
            throw new OperationCanceledException(stop);
        }
    }

    private static void WriteList(string folder, Scene scene, IReadOnlyList<CameraRecord> cameras, CancellationToken stop)
    {
        var settings = scene.Settings;
        var portraits = Path.Combine(folder, "people");
        Directory.CreateDirectory(portraits);
        Parallel.ForEach(scene.Enrolled, new ParallelOptions { CancellationToken = stop }, person =>
        {
            using var portrait = new PortraitStudio(person, PortraitSize).Take(0, 0);
            PeopleFolder.WriteJpeg(Path.Combine(portraits, $"{person.Name}.jpg"), portrait.Picture);
        });
        var actors = scene.People.Select((person, i) =>
            new ActorRecord(person.Id, person.Name, i < settings.Enrolled, i < settings.Enrolled ? $"people/{person.Name}.jpg" : null));
        TruthJson.Write(
            Path.Combine(folder, "truth.json"),
            new SceneRecord(
                settings.Seed, settings.Light.ToString().ToLowerInvariant(), settings.Width, settings.Height, settings.Fps,
                settings.Frames, [.. actors], cameras),
            TruthJson.Default.SceneRecord);
    }
}
