namespace Analytics.Train.Training;

/// <summary>
/// How labelled faces are learnt: the recipe of ArcFace (Deng et al., CVPR 2019), but for a cosine schedule and smoothed labels.
/// </summary>
internal sealed record FaceLessonOptions
{
    /// <summary>How often each face is seen.</summary>
    public double Epochs { get; init; } = 20;

    /// <summary>Faces that the network sees at once.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Batches whose gradients are added up in a step; 8 of 64 are the 512 of the paper.</summary>
    public int Batches { get; init; } = 8;

    /// <summary>The greatest learning rate.</summary>
    public double Rate { get; init; } = 0.1;

    /// <summary>The share of the steps over which the rate rises.</summary>
    public double WarmUp { get; init; } = 0.05;

    /// <summary>What of each weight is taken away in a step, times the rate.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Momentum of the gradient.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>The share of the target that wrong people have.</summary>
    public double Smoothing { get; init; } = 0.1;

    /// <summary>Faces of one person in a batch, where the loss compares faces with each other.</summary>
    public int FacesOfPerson { get; init; } = 4;

    /// <summary>The start of all that is random.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Where and in what numbers it is computed.</summary>
    public Compute Compute { get; init; } = Compute.Plain;
}
