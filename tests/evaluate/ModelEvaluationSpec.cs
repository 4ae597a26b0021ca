using Analytics.Contracts;
using Analytics.Evaluate;
using Analytics.Runtime.Models;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Analytics.Tests.Evaluate;

/// <summary>The evaluation of detectors on the pictures behind the README's figures, and its refusals.</summary>
public sealed class ModelEvaluationSpec(ModelStoreFixture models)
{
    [Theory]
    [InlineData("yunet-s")]
    [InlineData("facefinder")]
    public void A_detector_finds_as_many_faces_as_its_card_says(string id)
    {
        models.Require(id);
        var report = Run(new EvaluationRequest { Faces = TestData.Path("sets/masks"), Detector = id }).Detection!;

        var figures = models.Store.Catalog.Card(id, ModelTask.Detect).Figures!.ToDictionary(figure => figure.What, figure => figure.Value);
        const string Set = "853 pictures, 4072 boxes, IoU above 0.4, score 0.6, long side 640";
        Assert.Equal(figures[$"{Set}: recall"], report.Recall, 0.005);
        Assert.Equal(figures[$"{Set}: recall of 2252 boxes of at least 20 px"], report.LargeRecall, 0.005);
        Assert.Equal(figures[$"{Set}: precision"], report.Precision, 0.005);
    }

    [Fact]
    public void The_bundled_detector_finds_nearly_what_its_teacher_does()
    {
        var (student, teacher) = (Card("facefinder"), Card("yunet-n"));

        foreach (var figure in teacher.Where(
            figure => figure.What.Contains("at least 20 px", StringComparison.Ordinal)
                || figure.What.EndsWith("precision", StringComparison.Ordinal)))
        {
            Assert.InRange(student.Single(own => own.What == figure.What).Value, figure.Value - 0.05, 1);
        }

        ModelFigure[] Card(string id) => models.Released.Catalog.Card(id, ModelTask.Detect).Figures!;
    }

    [Fact]
    public void A_picture_that_is_missing_is_named()
    {
        using var folder = new TempFolder();
        File.WriteAllText(Path.Combine(folder.Path, "lost.xml"), "<annotation/>");

        var error = Assert.ThrowsAny<FailureException>(() => Run(new EvaluationRequest { Faces = folder.Path }, models.Released));

        Assert.Contains("lost.xml", error.Message, StringComparison.Ordinal);
    }

    private EvaluationReport Run(EvaluationRequest request, ModelStore? store = null) =>
        new ModelEvaluation(store ?? models.Store, new EvaluateOptions(), TextWriter.Null, NullLogger.Instance)
            .Run(request, CancellationToken.None);
}
