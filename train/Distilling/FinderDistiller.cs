using System.Runtime.InteropServices;
using Analytics.Runtime.Models;
using Analytics.Train.Data;
using Analytics.Train.Networks;
using static TorchSharp.torch;

namespace Analytics.Train.Distilling;

/// <summary>Teaches a detector to answer as YuNet-n does.</summary>
/// <param name="teacher">YuNet-n, its taps <see cref="FinderTaps.All"/>.</param>
/// <param name="student">The student.</param>
/// <param name="scenes">What they see.</param>
/// <param name="input">How the student's input is made of a picture.</param>
/// <param name="options">How it is done.</param>
internal sealed class FinderDistiller(
    Teacher teacher, FaceFinder student, ITrainingPictures scenes, ModelInput input, DistillOptions options)
    : PartwiseLesson(teacher, student, scenes, input, options)
{
    private static readonly int Levels = FaceFinder.Strides.Length;

    private readonly double _featureWeight = options.FeatureWeight;

    /// <inheritdoc/>
    protected override (Tensor Loss, IReadOnlyDictionary<string, Tensor> Terms) Compare(
        Tensor x, IReadOnlyList<Tensor> answers, bool whole) =>
        Compare(x, new Answers(answers), whole);

    private (Tensor Loss, IReadOnlyDictionary<string, Tensor> Terms) Compare(Tensor x, Answers teacher, bool own)
    {
        var features = new List<Tensor>();
        var backbone = new Tensor[FinderTaps.Backbone.Length];
        for (var part = 0; part < backbone.Length; part++)
        {
            backbone[part] = student.Backbone[part].call(part == 0 ? x : own ? backbone[part - 1] : teacher.Backbone[part - 1]);
            features.Add(DistillLoss.Features(backbone[part], teacher.Backbone[part]));
        }

        Tensor Backbone(int level) => (own ? backbone : teacher.Backbone)[backbone.Length - Levels + level];
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

        var terms = new Dictionary<string, Tensor>
        {
            ["features"] = features.Aggregate((a, b) => a + b),
            ["outputs"] = outputs.Aggregate((a, b) => a + b),
        };
        return (terms["features"] * (own ? _featureWeight : 1) + terms["outputs"], terms);
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
