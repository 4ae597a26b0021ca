using static TorchSharp.torch;

namespace Analytics.Train.Distilling;

/// <summary>What a student is judged by.</summary>
internal static class DistillLoss
{
    /// <summary>
    /// The squared error of features as a share of the variance of the teacher's in their channels: 0 for the same, 1 for a student
    /// that knows the channels' means alone.
    /// </summary>
    /// <param name="student"><c>float[N, C, …]</c>.</param>
    /// <param name="teacher">Of the same shape.</param>
    public static Tensor Features(Tensor student, Tensor teacher)
    {
        using var free = no_grad();
        var sides = Enumerable.Range(0, (int)teacher.dim()).Where(side => side != 1).Select(side => (long)side).ToArray();
        var spread = teacher.var(sides, unbiased: false).mean();
        using var graph = enable_grad();
        return nn.functional.mse_loss(student.to(teacher.dtype), teacher) / spread;
    }

    /// <summary>1 − the cosine between the embeddings, the mean over the faces.</summary>
    /// <param name="student"><c>float[N, L]</c>.</param>
    /// <param name="teacher">Of the same shape.</param>
    public static Tensor Embeddings(Tensor student, Tensor teacher) =>
        1 - nn.functional.cosine_similarity(student.to(teacher.dtype), teacher, dim: 1).mean();
}
