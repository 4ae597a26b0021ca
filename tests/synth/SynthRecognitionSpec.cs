using Analytics.Contracts;
using Analytics.Host.Synth;
using Analytics.Runtime.Frames;
using Analytics.Synth.People;
using Analytics.Synth.Portraits;
using Analytics.Synth.Scenes;
using OpenCvSharp;
using Xunit;

namespace Analytics.Tests.Synthetic;

/// <summary>Whether models that were never trained on them take these people for people.</summary>
public sealed class SynthRecognitionSpec(ModelStoreFixture models)
{
    private const int People = 100;

    [Fact]
    public void A_detector_finds_them_and_an_embedder_tells_them_apart()
    {
        var embedder = models.Embedder("omz-reid-0095");
        using var frames = new FramePool();
        var measurement = new DetectionMeasurement(models.Detector("yunet-n"), frames);
        var templates = new Template?[People][];
        Parallel.For(0, People, person =>
        {
            var studio = new PortraitStudio(SyntheticPerson.One(1, person), 192);
            templates[person] = [.. Enumerable.Range(0, 3).Select(view =>
            {
                using var portrait = studio.Take(view, 30);
                var detected = measurement.Detect(portrait.Picture);
                measurement.Count(detected, [portrait.Truth], []);
                if (DetectionMeasurement.Match(detected, portrait.Truth) is not { } face)
                {
                    return null;
                }

                using var aligned = new Mat();
                embedder.Aligner.Align(portrait.Picture, face.Landmarks, aligned);
                return embedder.Embed([aligned])[0];
            })];
        });
        var detection = measurement.Figures("portraits");
        var similarity = SimilarityMeasurement.Measure(templates);

        Assert.True(detection.Found >= 0.98, $"Only {detection.Found:0.000} of {detection.Faces} faces were found.");
        Assert.True(detection.PointError < 0.065, $"The landmarks are off by {detection.PointError:0.000} of the face.");
        Assert.True(similarity.Rank1 >= 0.96, $"Rank 1 is {similarity.Rank1:0.000}.");
        Assert.True(similarity.Impostor.Mean < 0.26, $"Two people have a similarity of {similarity.Impostor.Mean:0.000} in the mean.");
    }

    [Fact]
    public void A_detector_finds_faces_in_a_scene_where_the_truth_says_they_are()
    {
        var settings = new SceneSettings { Seed = 4, People = 8, Enrolled = 0, Seconds = 12 };
        var camera = new Scene(settings).Camera(0);
        using var frames = new FramePool();
        var measurement = new DetectionMeasurement(models.Detector("yunet-n"), frames);
        var pixels = new byte[3 * settings.Width * settings.Height];
        for (var frame = 5; frame < settings.Frames; frame += 12)
        {
            var truth = camera.Render(frame, pixels);
            using var picture = Mat.FromPixelData(settings.Height, settings.Width, MatType.CV_8UC3, pixels);
            var wanted = truth.Faces.Where(face => face.Visible > 0.95f && face.Box.Width >= 40 && MathF.Abs(face.Pose.Yaw) < 45).ToList();
            measurement.Count(measurement.Detect(picture), wanted, [.. truth.Faces.Except(wanted)]);
        }

        var figures = measurement.Figures("scene");
        Assert.True(figures.Faces > 8, $"Only {figures.Faces} faces came by.");
        Assert.True(figures.Found >= 0.95, $"Only {figures.Found:0.000} of {figures.Faces} faces were found.");
    }
}
