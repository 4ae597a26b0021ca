using System.Runtime.InteropServices;
using Analytics.Runtime.Models;
using Analytics.Train.Data;
using Analytics.Train.Networks;
using Analytics.Train.Training;
using OpenCvSharp;
using static TorchSharp.torch;

namespace Analytics.Train.Distilling;

/// <summary>
/// Teaches a detector to answer as YuNet-n does: first each part by itself, from the teacher's own input to that part, then all of them
/// as one network. No labels are needed.
/// </summary>
/// <param name="teacher">YuNet-n, its taps <see cref="FinderTaps.All"/>.</param>
/// <param name="student">The student.</param>
/// <param name="scenes">What they see.</param>
/// <param name="input">How the student's input is made of a picture.</param>
/// <param name="options">How it is done.</param>
internal sealed class FinderDistiller(Teacher teacher, FaceFinder student, Scenes scenes, ModelInput input, DistillOptions options) : ILesson
{
    private static readonly int Levels = FaceFinder.Strides.Length;

    private readonly FaceOrder _order = new(scenes.Count, options.Seed);

    private long PartSteps => options.PartSamples / options.Batch;

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
        var pictures = new Mat[options.Batch];
        Parallel.For(0, pictures.Length, i =>
        {
            var sample = step * options.Batch + i;
            pictures[i] = scenes.Picture(_order.Face(sample), Seeds.Of(options.Seed, sample));
        });
        try
        {
            return Loss(PictureBatch.Of(pictures, input), new Answers(teacher.Answers(pictures)), own: step >= PartSteps);
        }
        finally
        {
            foreach (var picture in pictures)
            {
                picture.Dispose();
            }
        }
    }

    // With its own features the student learns as one network; with the teacher's, each part by itself.
    private (Tensor Loss, IReadOnlyDictionary<string, Tensor> Terms) Loss(Tensor x, Answers teacher, bool own)
    {
        var features = new List<Tensor>();
        var features0 = new Tensor[FinderTaps.Backbone.Length];
        for (var part = 0; part < features0.Length; part++)
        {
            features0[part] = student.Backbone[part].call(part == 0 ? x : own ? features0[part - 1] : teacher.Backbone[part - 1]);
            features.Add(DistillLoss.Features(features0[part], teacher.Backbone[part]));
        }

        Tensor Backbone(int level) => (own ? features0 : teacher.Backbone)[features0.Length - Levels + level];
        var neck = new Tensor[Levels];
        var outputs = new List<Tensor>();
        for (var level = Levels - 1; level >= 0; level--)
        {
            var from = level == Levels - 1 ? Backbone(level) : Backbone(level) + FaceFinder.Doubled((own ? neck : teacher.Neck)[level + 1]);
            neck[level] = student.Neck[level].call(from);
            var shared = student.Shared[level].call(own ? neck[level] : teacher.Neck[level]);
            features.Add(DistillLoss.Features(neck[level], teacher.Neck[level]));
            features.Add(DistillLoss.Features(shared, teacher.Shared[level]));
            var heads = Enumerable.Range(0, FaceFinder.Heads.Length)
                .Select(head => student.Head(level, head).call(own ? shared : teacher.Shared[level])).ToList();
            outputs.Add(DetectionLoss.Of(heads, teacher.Heads(level)));
        }

        var terms = new Dictionary<string, Tensor> { ["features"] = features.Aggregate((a, b) => a + b), ["outputs"] = outputs.Aggregate((a, b) => a + b) };
        return (terms["features"] * (own ? options.FeatureWeight : 1) + terms["outputs"], terms);
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly struct Answers(IReadOnlyList<Tensor> all)
    {
        public Tensor[] Backbone { get; } = [.. all.Take(FinderTaps.Backbone.Length)];

        public Tensor[] Neck { get; } = [.. all.Skip(FinderTaps.Backbone.Length).Take(Levels)];

        public Tensor[] Shared { get; } = [.. all.Skip(FinderTaps.Backbone.Length + Levels).Take(Levels)];

        private readonly Tensor[] _heads = [.. all.Skip(FinderTaps.Backbone.Length + 2 * Levels)];

        public Tensor[] Heads(int level) =>
            _heads[(level * FaceFinder.Heads.Length)..((level + 1) * FaceFinder.Heads.Length)];
    }
}
