using static TorchSharp.torch;

namespace Analytics.Train.Distilling;

/// <summary>What the outputs of a detector are judged by, beside those of its teacher.</summary>
internal static class DetectionLoss
{
    // Anchors on a face are few among those on none: where the teacher sees one, an error counts so much more.
    private const double FaceWeight = 20;

    // An embedder sees a face as its points say: they count more than the box.
    private const double PointWeight = 4;

    // Strides. Faces in profile are few and their errors large at first: they count by their square up to here.
    private const double Far = 1;

    /// <summary>
    /// The cross-entropy of class and objectness with the teacher's, and the Huber loss of box and points, which count where the
    /// teacher sees a face, by how sure it is.
    /// </summary>
    /// <param name="student">Class, objectness (before the sigmoid), box and points of one stride, <c>float[N, values, h, w]</c>.</param>
    /// <param name="teacher">Of the same shapes.</param>
    public static Tensor Of(IReadOnlyList<Tensor> student, IReadOnlyList<Tensor> teacher)
    {
        List<Tensor> own = [.. student.Select(map => map.to(teacher[0].dtype))];
        var sure = (teacher[0].sigmoid() * teacher[1].sigmoid()).sqrt();
        var weight = 1 + FaceWeight * sure;
        var scores = Score(own[0], teacher[0], weight) + Score(own[1], teacher[1], weight);
        var faces = sure.sum() + 1;
        var places = (Huber(own[2], teacher[2]) + PointWeight * Huber(own[3], teacher[3])) * sure;
        return scores + places.sum() / faces;
    }

    private static Tensor Score(Tensor student, Tensor teacher, Tensor weight)
    {
        // What is left of the cross-entropy where the student says the same is no error.
        var target = teacher.sigmoid();
        var entropy = nn.functional.binary_cross_entropy_with_logits(student, target, reduction: nn.Reduction.None)
            - nn.functional.binary_cross_entropy_with_logits(teacher, target, reduction: nn.Reduction.None);
        return (entropy * weight).sum() / weight.sum() * 10;
    }

    private static Tensor Huber(Tensor student, Tensor teacher) =>
        nn.functional.huber_loss(student, teacher, delta: Far, reduction: nn.Reduction.None).mean([1], keepdim: true) * 10;
}
