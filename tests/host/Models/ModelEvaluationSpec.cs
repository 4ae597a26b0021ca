using Analytics.Contracts;
using Analytics.Host.Configuration;
using Analytics.Host.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Host.Models;

/// <summary>The evaluation of the default detector on the pictures behind the README's figures, and its refusals.</summary>
public sealed class ModelEvaluationSpec(ModelStoreFixture models)
{
    [Fact]
    public void The_default_detector_finds_as_many_faces_as_the_README_says()
    {
        var report = Run(new EvaluationRequest { Faces = TestData.Path("sets/masks") }).Detection!;

        Assert.Equal(("yunet-s", 853, 4072), (report.Detector, report.Pictures, report.Boxes));
        Assert.Equal(0.765, report.Recall, 0.01);
        Assert.Equal(0.913, report.LargeRecall, 0.01);
        Assert.Equal(0.854, report.Precision, 0.01);
    }

    [Fact]
    public void A_picture_that_is_missing_is_named()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, "lost.xml"), "<annotation/>");

        var error = Assert.Throws<UserErrorException>(() => Run(new EvaluationRequest { Faces = folder.Path }));

        Assert.Contains("lost.xml", error.Message, StringComparison.Ordinal);
    }

    private EvaluationReport Run(EvaluationRequest request) =>
        new ModelEvaluation(models.Store, new AnalyticsOptions(), TextWriter.Null, NullLogger.Instance).Run(request, CancellationToken.None);
}
