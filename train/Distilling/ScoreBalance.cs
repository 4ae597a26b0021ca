using Analytics.Runtime.Models;
using Analytics.Train.Data;
using Analytics.Train.Networks;
using static TorchSharp.torch;

namespace Analytics.Train.Distilling;

/// <summary>
/// Makes a student detector as sure as its teacher. While it learns, anchors on faces count more than others, which leaves its scores too
/// high: class and objectness are shifted until as many anchors reach a score as the teacher's do, on the pictures it learnt from.
/// </summary>
internal static class ScoreBalance
{
    /// <summary>The score at which they are compared: that which begins a track.</summary>
    public const double Score = 0.6;

    private const double MostShift = 8;
    private const float Least = -8; // of class and objectness: with less no shift reaches the score
    private const int Halvings = 40;

    /// <summary>Shifts the scores of <paramref name="student"/>, which is in evaluation.</summary>
    /// <param name="teacher">Its taps are <see cref="FinderTaps.All"/>.</param>
    /// <param name="student">Changed.</param>
    /// <param name="pictures">What is looked at.</param>
    /// <param name="input">How the student's input is made of a picture.</param>
    /// <param name="options">Batch and seed.</param>
    /// <param name="samples">How many pictures.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>What was added to class and objectness, before the sigmoid.</returns>
    public static double Apply(
        Teacher teacher, FaceFinder student, ITrainingPictures pictures, ModelInput input, DistillOptions options, int samples,
        CancellationToken stop)
    {
        var (wanted, own) = (0, new List<(float Class, float Objectness)>());
        using var free = no_grad();
        for (var first = 0; first < samples; first += options.Batch)
        {
            stop.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            int[] indices = [.. Enumerable.Range(first, options.Batch).Select(i => i % pictures.Count)];
            using var drawn = new DrawnPictures(pictures, indices, first, options.Seed);
            wanted += Anchors([.. teacher.Answers(drawn.All).TakeLast(FinderTaps.Heads.Length)]).Count(anchor => Reaches(anchor, 0));
            own.AddRange(Anchors(student.call(PictureBatch.Of(drawn.All, input))));
        }

        var shift = Shift(own, wanted);
        for (var level = 0; level < FaceFinder.Strides.Length; level++)
        {
            for (var head = 0; head < 2; head++)
            {
                student.Head(level, head).parameters().Last().add_(shift);
            }
        }

        return shift;
    }

    /// <summary>What must be added to class and objectness so that <paramref name="wanted"/> of the anchors reach the score.</summary>
    internal static double Shift(IReadOnlyList<(float Class, float Objectness)> anchors, int wanted)
    {
        var (least, most) = (-MostShift, MostShift);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (least + most) / 2;
            (least, most) = anchors.Count(anchor => Reaches(anchor, middle)) > wanted ? (least, middle) : (middle, most);
        }

        return (least + most) / 2;
    }

    private static bool Reaches((float Class, float Objectness) anchor, double shift) =>
        Sigmoid(anchor.Class + shift) * Sigmoid(anchor.Objectness + shift) >= Score * Score;

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    // Class and objectness are the first two of each stride's heads.
    private static IEnumerable<(float Class, float Objectness)> Anchors(Tensor[] heads) =>
        Enumerable.Range(0, FaceFinder.Strides.Length).SelectMany(level =>
            Flat(heads[level * FaceFinder.Heads.Length]).Zip(Flat(heads[level * FaceFinder.Heads.Length + 1])))
            .Where(anchor => Math.Min(anchor.First, anchor.Second) > Least);

    private static float[] Flat(Tensor map) => map.cpu().contiguous().data<float>().ToArray();
}
