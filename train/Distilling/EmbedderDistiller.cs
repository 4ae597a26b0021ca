using Analytics.Runtime.Models;
using Analytics.Train.Data;
using Analytics.Train.Networks;
using static TorchSharp.torch;

namespace Analytics.Train.Distilling;

/// <summary>Teaches a student embedder.</summary>
/// <param name="teacher">The teacher, its taps those of the student.</param>
/// <param name="student">The student.</param>
/// <param name="faces">What they see.</param>
/// <param name="input">How the student's input is made of a picture.</param>
/// <param name="options">How it is done.</param>
internal sealed class EmbedderDistiller(
    Teacher teacher, MobileFaceNet student, ITrainingPictures faces, ModelInput input, DistillOptions options)
    : PartwiseLesson(teacher, student, faces, input, options)
{
    private readonly double _featureWeight = options.FeatureWeight;

    /// <inheritdoc/>
    protected override (Tensor Loss, IReadOnlyDictionary<string, Tensor> Terms) Compare(Tensor x, IReadOnlyList<Tensor> answers, bool whole)
    {
        // The teacher's embedding is a picture of one pixel, ours a row.
        List<Tensor> taught = [.. answers.SkipLast(1), answers[^1].flatten(1)];
        var terms = new Dictionary<string, Tensor>();
        for (var part = 0; part < taught.Count; part++)
        {
            x = student.Parts[part].call(whole || part == 0 ? x : taught[part - 1]);
            terms[$"part{part}"] = DistillLoss.Features(x, taught[part]);
        }

        var features = terms.Values.Aggregate((a, b) => a + b);
        if (!whole)
        {
            return (features, terms);
        }

        terms["embedding"] = DistillLoss.Embeddings(x, taught[^1]);
        return (terms["embedding"] + features * (_featureWeight / taught.Count), terms);
    }
}
