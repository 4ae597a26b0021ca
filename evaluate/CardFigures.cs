using Analytics.Contracts;
using Analytics.Runtime.Models;

namespace Analytics.Evaluate;

/// <summary>Writes what was measured of models onto their cards, in the place of what was measured before.</summary>
public static class CardFigures
{
    private const string Folder = "models";

    /// <summary>Refuses before the work where a card is not here to be written to.</summary>
    /// <exception cref="FailureException">It is not.</exception>
    public static void Require(params ReadOnlySpan<string> models)
    {
        foreach (var model in models)
        {
            if (!File.Exists(PathOf(model)))
            {
                throw new NotFoundException($"There is no card '{PathOf(model)}' to write to.") { Subject = FailureSubject.ModelCard };
            }
        }
    }

    /// <summary>Writes what an evaluation found.</summary>
    public static void Record(EvaluationReport report, ModelCatalog catalog)
    {
        if (report.Lfw is { Score: var score } lfw)
        {
            var command =
                $"analytics models evaluate --detector {lfw.Detector} --embedder {lfw.Embedder} "
                + $"--lfw lfw/ --pairs pairs.txt{(lfw.Flip ? " --flip" : "")}";
            Write(
                catalog.Card(lfw.Embedder, ModelTask.Embed),
                new ModelFigure("LFW, 6,000 pairs, ten folds: accuracy", score.Accuracy, command),
                new ModelFigure("LFW: true accepts at 1 % false accepts", score.AtOnePercent.TrueAcceptRate, command),
                new ModelFigure("LFW: true accepts at 0.1 % false accepts", score.AtOnePerMille.TrueAcceptRate, command));
        }

        if (report.Detection is { } found)
        {
            var what = $"{found.Pictures} pictures, {found.Boxes} boxes, IoU above {found.MinOverlap}, "
                + $"score {found.ScoreThreshold}, long side {found.LongSide}";
            var command = $"analytics models evaluate --detector {found.Detector} --faces faces/";
            Write(
                catalog.Card(found.Detector, ModelTask.Detect),
                new ModelFigure($"{what}: recall", found.Recall, command),
                new ModelFigure(
                    $"{what}: recall of {found.LargeBoxes} boxes of at least {found.LargeSide} px",
                    found.LargeRecall, command),
                new ModelFigure($"{what}: precision", found.Precision, command));
        }
    }

    /// <summary>Writes golden answers, in the place of those before.</summary>
    public static void Record(ModelCard card, GoldenAnswers golden) =>
        CardText.Change(PathOf(card.Id), card, there => there with { Golden = golden });

    private static void Write(ModelCard card, params IReadOnlyList<ModelFigure> figures)
    {
        var rounded = figures.Select(figure => figure with { Value = Math.Round(figure.Value, 4) }).ToList();
        CardText.Change(PathOf(card.Id), card, there => there with
        {
            Figures = [.. (there.Figures ?? []).Where(old => rounded.All(figure => figure.What != old.What)), .. rounded],
        });
    }

    private static string PathOf(string model) => Path.Combine(Folder, $"{model}.json");
}
