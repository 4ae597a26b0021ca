using Analytics.Runtime.Models;
using Analytics.Train.Data;
using Analytics.Train.Networks;
using Analytics.Train.Training;
using OpenCvSharp;
using static TorchSharp.torch;

namespace Analytics.Train.Distilling;

/// <summary>
/// Teaches a student embedder: first each of its parts by itself, from the teacher's own input to that part, then all of them as one
/// network. Both see the same picture. No labels are needed.
/// </summary>
/// <param name="teacher">The teacher, its taps those of the student.</param>
/// <param name="student">The student.</param>
/// <param name="faces">What they see.</param>
/// <param name="count">How many faces there are.</param>
/// <param name="input">How the student's input is made of a picture.</param>
/// <param name="options">How it is done.</param>
internal sealed class EmbedderDistiller(
    Teacher teacher, MobileFaceNet student, FaceAugmenter faces, int count, ModelInput input, DistillOptions options) : ILesson
{
    private readonly FaceOrder _order = new(count, options.Seed);

    /// <summary>Steps of the first phase.</summary>
    public long PartSteps => options.PartSamples / options.Batch;

    /// <inheritdoc/>
    public nn.Module Pupil => student;

    /// <inheritdoc/>
    public int Batch => options.Batch;

    /// <inheritdoc/>
    public int Batches => 1;

    /// <inheritdoc/>
    public long Steps => PartSteps + options.WholeSamples / options.Batch;

    /// <inheritdoc/>
    public double Rate(long step) => step < PartSteps
        ? Schedule.Cosine(step, PartSteps, options.PartRate)
        : Schedule.Cosine(step - PartSteps, Steps - PartSteps, options.WholeRate);

    /// <inheritdoc/>
    public (Tensor Loss, IReadOnlyDictionary<string, Tensor> Terms) Loss(long step, int batch)
    {
        var pictures = Pictures(step);
        try
        {
            // The teacher answers a picture of one pixel, we a row.
            IReadOnlyList<Tensor> answers = [.. teacher.Answers(pictures).Select(answer => answer is { shape: [_, _, 1, 1] } ? answer.flatten(1) : answer)];
            var faceInput = PictureBatch.Of(pictures, input);
            return step < PartSteps ? Parts(faceInput, answers) : Whole(faceInput, answers);
        }
        finally
        {
            foreach (var picture in pictures)
            {
                picture.Dispose();
            }
        }
    }

    private (Tensor Loss, IReadOnlyDictionary<string, Tensor> Terms) Parts(Tensor x, IReadOnlyList<Tensor> answers)
    {
        var terms = new Dictionary<string, Tensor>();
        for (var part = 0; part < answers.Count; part++)
        {
            var answer = student.Parts[part].call(part == 0 ? x : answers[part - 1]);
            terms[$"part{part}"] = DistillLoss.Features(answer, answers[part]);
        }

        return (terms.Values.Aggregate((a, b) => a + b), terms);
    }

    private (Tensor Loss, IReadOnlyDictionary<string, Tensor> Terms) Whole(Tensor x, IReadOnlyList<Tensor> answers)
    {
        var terms = new Dictionary<string, Tensor>();
        for (var part = 0; part < answers.Count; part++)
        {
            x = student.Parts[part].call(x);
            terms[$"part{part}"] = DistillLoss.Features(x, answers[part]);
        }

        var embedding = DistillLoss.Embeddings(x, answers[^1]);
        var loss = embedding + terms.Values.Aggregate((a, b) => a + b) * (options.FeatureWeight / answers.Count);
        terms["embedding"] = embedding;
        return (loss, terms);
    }

    private Mat[] Pictures(long step)
    {
        var pictures = new Mat[options.Batch];
        Parallel.For(0, pictures.Length, i =>
        {
            var sample = step * options.Batch + i;
            pictures[i] = faces.Picture(_order.Face(sample), Seeds.Of(options.Seed, sample));
        });
        return pictures;
    }
}
