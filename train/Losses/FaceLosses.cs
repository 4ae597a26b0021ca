using Analytics.Contracts;

namespace Analytics.Train.Losses;

/// <summary>The losses by their names.</summary>
internal static class FaceLosses
{
    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = ["arcface", "cosface", "softmax", "triplet"];

    /// <summary>Makes a loss.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="length">Components of an embedding.</param>
    /// <param name="people">How many people there are.</param>
    /// <param name="scale">What cosines are multiplied by, where the loss has that.</param>
    /// <param name="margin">The margin; by default that of the loss's paper.</param>
    /// <param name="smoothing">The share of the target that wrong people have.</param>
    /// <exception cref="FailureException">There is none of this name.</exception>
    public static FaceLoss Make(string name, long length, long people, double scale, double? margin, double smoothing) => name switch
    {
        "arcface" => new ArcFaceLoss(length, people, scale, margin ?? 0.5, smoothing),
        "cosface" => new CosFaceLoss(length, people, scale, margin ?? 0.35, smoothing),
        "softmax" => new SoftmaxLoss(length, people, smoothing),
        "triplet" => new TripletLoss(margin ?? 0.2),
        _ => throw new NotFoundException($"There is no loss '{name}'. Choose one of {string.Join(", ", Names)}."),
    };
}
