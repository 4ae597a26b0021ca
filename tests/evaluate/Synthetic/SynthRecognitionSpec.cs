using Analytics.Evaluate;
using Analytics.Evaluate.Synthetic;
using Analytics.Synth.Files;
using Xunit;

namespace Analytics.Tests.Evaluate.Synthetic;

/// <summary>
/// Whether models that were never trained on them take these people for people: what <c>synth evaluate</c> measures, of fewer.
/// </summary>
public sealed class SynthRecognitionSpec(ModelStoreFixture models)
{
    [Fact]
    public void A_detector_finds_them_and_an_embedder_distinguishes_them()
    {
        models.Require("yunet-n");
        var request = new SynthEvaluationRequest
        {
            People = new PeopleSettings { Count = 100, Views = 3, Size = 192, MaxYaw = 30, Seed = 1 },
            Detector = "yunet-n",
            Embedder = "omz-reid-0095",
        };

        var report = new SynthEvaluation(models.Store, new EvaluateOptions(), TextWriter.Null)
            .Run(request, TestContext.Current.CancellationToken);

        Assert.Equal(["portraits", "scene, day", "scene, dim", "scene, night"], report.Detection.Select(figures => figures.Where));
        Assert.All(report.Detection, figures =>
        {
            var least = figures.Where == "scene, night" ? 0.88 : 0.98; // the night is known to fall short
            Assert.True(figures.Faces > 100, $"{figures.Where}: only {figures.Faces} faces came by.");
            Assert.True(figures.Found >= least, $"{figures.Where}: only {figures.Found:0.000} of {figures.Faces} faces were found.");
            Assert.True(figures.PointError < 0.085, $"{figures.Where}: the landmarks are off by {figures.PointError:0.000} of the face.");
        });
        Assert.True(
            report.Detection[0].PointError < 0.065, $"The landmarks are off by {report.Detection[0].PointError:0.000} of the face.");
        Assert.True(report.People.Rank1 >= 0.96, $"Rank 1 is {report.People.Rank1:0.000}.");
        Assert.True(
            report.People.Impostor.Mean < 0.26, $"Two people have a similarity of {report.People.Impostor.Mean:0.000} in the mean.");
    }
}
